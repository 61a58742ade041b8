import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { DeviceStatus } from '../../../drivers/contract/status.ts';
import { spoolFault } from '../../../drivers/document-printer/file-printer.ts';
import { FAULTS } from '../../../drivers/document-printer/ipp/reasons.ts';
import { obstaclesIn } from '../../../drivers/receipt-printer/condition.ts';
import { statusFlags } from '../../../drivers/receipt-printer/status-bytes.ts';
import { causeOf, causes } from './causes.ts';

const drivers = path.join(import.meta.dirname, '../../../drivers');

/** Names of files, settings and error codes that stand in the same lines; not said by any status. */
const noFaults = new Set(['not-open', 'busy', 'port-not-ready', 'not-ready', 'media-present']);

const sources = readdirSync(drivers, { recursive: true, encoding: 'utf8' }).filter(
  (name) =>
    /\.ts$/.test(name) &&
    !/\.test\.ts$|-kit\.ts$|simulat|conformance|replay|testing|peers|saboteur|cli\.ts$|facade|contract/.test(name),
);

/** Words in `faults: […]`, `fault: '…'`, and in the tables of files that are about faults. */
function wordsIn(name: string): string[] {
  const text = readFileSync(path.join(drivers, name), 'utf8');
  const quoted = (part: string) => [...part.matchAll(/'([a-z]+(?:-[a-z0-9]+)*)'/g)].map((found) => found[1] ?? '');
  const lists = [...text.matchAll(/faults: \[([^\]]*)\]/g)].flatMap((found) => quoted(found[1] ?? ''));
  const named = [...text.matchAll(/\bfault: '([a-z]+(?:-[a-z]+)*)'/g)].map((found) => found[1] ?? '');
  // Those of the IPP driver are error codes; its fault words are `FAULTS`.
  const tables =
    /(^|\/)(faults|axes)\.ts$/.test(name) && !name.includes('ipp')
      ? quoted(text).filter((word) => word.includes('-'))
      : [];
  return [...lists, ...named.filter((word) => word.includes('-') || word === 'suffix'), ...tables];
}

/** The READMEs list fault words after "Fault words". */
function wordsInReadme(folder: string): string[] {
  const text = readFileSync(path.join(drivers, folder, 'README.md'), 'utf8');
  const paragraphs = [...text.matchAll(/[Ff]ault words[^\n]*?(?:`\.|:)\s([\s\S]*?)(?:\. |\n\n)/g)];
  return paragraphs.flatMap((found) =>
    [...(found[1] ?? '').matchAll(/`([a-z -]+)`/g)].flatMap((words) => (words[1] ?? '').split(/\s+/)),
  );
}

const said = new Set(
  [
    ...sources.flatMap(wordsIn),
    ...['id-card-reader', 'barcode-reader', 'card-reader', 'xfs4iot'].flatMap(wordsInReadme),
    ...obstaclesIn(statusFlags),
    ...Object.keys(FAULTS),
    ...['ENOSPC', 'EACCES', 'ENOENT', 'EIO'].map((code) => spoolFault(code).errorCode),
    'paper-near-end',
    'retract-bin-full',
    'flapping',
    'identity-changed',
    'identity-untold',
    'misconfigured',
    'no-conformance-report',
    'spool-full',
  ].filter((word) => word !== '' && !noFaults.has(word)),
);

describe('a technician never sees a bare word', () => {
  test('the search finds the drivers’ words', () => {
    expect(said.size).toBeGreaterThan(50);
    for (const word of [
      'hung-up',
      'cover-open',
      'sam-fault',
      'service-absent',
      'trigger-mode',
      'silent',
      'folder-denied',
      'lamp-inoperable',
    ])
      expect(said).toContain(word);
  });

  test.each([...said].sort())('%s has words, somebody who can fix it, and what to do', (word) => {
    const found = causes[word];
    expect(found, word).toBeDefined();
    expect(found?.cause['zh-CN']).toMatch(/[\u4e00-\u9fff]/);
    expect(found?.next?.['zh-CN']).toMatch(/[\u4e00-\u9fff]/);
    expect(found?.fixer).not.toBe('nobody');
  });

  test.each([
    'offline',
    'powerOff',
    'noDevice',
    'hardwareError',
    'userError',
    'fraudAttempt',
    'starting',
    'unknown',
  ] as const)('a device that is %s and names no fault is not called fine', (device) => {
    const status: DeviceStatus = {
      deviceClass: 'cardReader',
      device,
      media: null,
      paper: null,
      action: 'none',
      faults: [],
      observedAt: 0,
      evidence: '',
      identity: null,
      model: '',
    };
    expect(causeOf(status, 'unavailable').fixer).not.toBe('nobody');
  });

  test.each([
    ['receiptPrinter', /纸卷/, /roll/],
    ['documentPrinter', /A4/, /A4/],
  ] as const)('an empty tray of a %s asks for the paper that goes into it', (deviceClass, zh, en) => {
    const status: DeviceStatus = {
      deviceClass,
      device: 'online',
      media: null,
      paper: 'full',
      action: 'maintenance',
      faults: ['tray-empty'],
      observedAt: 0,
      evidence: '',
      identity: null,
      model: '',
    };
    const { next, fixer } = causeOf(status, 'attention');
    expect(next?.['zh-CN']).toMatch(zh);
    expect(next?.en).toMatch(en);
    expect(fixer).toBe('branchStaff');
    // Whatever else it says, it is in words that a receipt printer's staff can follow.
    if (deviceClass === 'receiptPrinter') expect(JSON.stringify(causeOf(status, 'attention'))).not.toContain('A4');
  });
});
