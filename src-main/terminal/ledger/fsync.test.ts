import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { must, openTestLedger } from './test-ledger.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'budayang-fsync-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const toldSchema = z.object({
  saved: z.array(z.string()),
  errors: z.array(z.string()),
  counts: z.object({ faults: z.number(), lastSeq: z.number() }),
});
const mayTrace = spawnSync('strace', ['-e', 'trace=none', 'true']).status === 0;

// SQLite syncs with fsync here, not fdatasync: failing the wrong call would test nothing, hence the look at the trace.
it.skipIf(!mayTrace).each([20, 27, 38])('tells the truth when the disk fails sync number %i (needs strace)', (nth) => {
  const file = path.join(folder, 'ledger.db');
  const trace = path.join(folder, 'trace');
  const inject = ['-f', '-o', trace, '-e', 'trace=fsync', '-e', `inject=fsync:error=EIO:when=${nth}`];
  const child = path.join(import.meta.dirname, 'fsync.child.ts');
  const run = spawnSync('strace', [...inject, process.execPath, child, file], { encoding: 'utf8' });
  expect(run.stderr).toBe('');
  expect(readFileSync(trace, 'utf8')).toContain('(INJECTED)');
  const told = toldSchema.parse(JSON.parse(run.stdout));
  expect(told).toMatchObject({ errors: ['io'], counts: { faults: 1, lastSeq: told.saved.length } });
  const ledger = openTestLedger(file);
  for (const number of told.saved) expect(must(ledger.caseState(number))).toMatchObject({ state: 'submitted' });
  expect(must(ledger.dump()).cases).toHaveLength(told.saved.length);
  ledger.close();
});
