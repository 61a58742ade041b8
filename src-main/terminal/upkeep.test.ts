import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ok } from '../../drivers/contract/result.ts';
import { saveReport } from './diagnostics/reports.ts';
import { DAY_MS, RETENTION_DAYS } from './ledger/retention.ts';
import { startUpkeep } from './upkeep.ts';

const UPKEEP_MS = 10 * 60_000;
let dataDirectory: string;
let wallMs: number;
let free: boolean;
const log = vi.fn();
const maintain = vi.fn(() => ok({ purged: 0 }));
const reports = () => ({ config: { terminal: { id: 'GZ-0001', dataDirectory } }, log, wallMs: () => wallMs });
const files = () => readdirSync(path.join(dataDirectory, 'reports')).toSorted();
let end: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  dataDirectory = mkdtempSync(path.join(os.tmpdir(), 'upkeep-'));
  wallMs = Date.parse('2026-11-21T23:30:00+08:00');
  free = true;
  const session = { free: () => free, inService: () => !free };
  end = startUpkeep({ maintain, canAccept: () => ({ ok: true }) }, session, reports());
});
afterEach(() => {
  end();
  vi.useRealTimers();
  rmSync(dataDirectory, { recursive: true, force: true });
});

it('deletes reports after their time, but for the newest, and leaves what is not its own', () => {
  saveReport(reports(), Buffer.from('first'));
  wallMs += DAY_MS;
  saveReport(reports(), Buffer.from('second'));
  wallMs += DAY_MS;
  saveReport(reports(), Buffer.from('third'));
  writeFileSync(path.join(dataDirectory, 'reports', 'notes.pdf'), '');
  wallMs += (RETENTION_DAYS.reports - 2) * DAY_MS;
  vi.advanceTimersByTime(UPKEEP_MS);
  const names = ['21', '22', '23'].map((day) => `readiness-GZ-0001-202611${day}2330.pdf`);
  expect(files()).toEqual(['notes.pdf', ...names]);
  wallMs += DAY_MS;
  vi.advanceTimersByTime(UPKEEP_MS);
  expect(files()).toEqual(['notes.pdf', ...names.slice(1)]);
  wallMs += 1_000 * DAY_MS;
  vi.advanceTimersByTime(UPKEEP_MS);
  expect(files()).toEqual(['notes.pdf', ...names.slice(2)]);
  expect(log).not.toHaveBeenCalled();
});

it('deletes what a crash left half written', () => {
  mkdirSync(path.join(dataDirectory, 'reports'));
  writeFileSync(path.join(dataDirectory, 'reports', '.readiness-GZ-0001-202611212330.pdf'), '%PDF');
  vi.advanceTimersByTime(UPKEEP_MS);
  expect(files()).toEqual([]);
});

it('touches nothing while somebody is served, and is quiet where no report was ever saved', () => {
  free = false;
  vi.advanceTimersByTime(UPKEEP_MS);
  expect(maintain).not.toHaveBeenCalled();
  free = true;
  vi.advanceTimersByTime(UPKEEP_MS);
  expect(maintain).toHaveBeenCalledTimes(1);
  expect(log).not.toHaveBeenCalled();
});
