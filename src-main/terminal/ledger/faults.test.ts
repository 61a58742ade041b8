import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiskImage } from '../../../test/fixtures/disk-image.ts';
import { recordHash, ZERO_HASH } from './chain.ts';
import { openLedger } from './ledger.ts';
import { must, openTestLedger, sealed, submit, TEST_TERMINAL } from './test-ledger.ts';

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'budayang-faults-'));
  file = path.join(folder, 'ledger.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** `KILL_ROUNDS=2000 npx vitest run src-main/terminal/ledger/faults` for the long version. */
const ROUNDS = Number(process.env.KILL_ROUNDS ?? 6);

describe('kill -9', () => {
  it(`loses nothing that was acknowledged, ${ROUNDS} rounds`, { timeout: 20_000 + ROUNDS * 3000 }, async () => {
    const acknowledged = new Map<number, string>();
    for (let round = 1; round <= ROUNDS; round++) {
      const child = spawn(process.execPath, [path.join(import.meta.dirname, 'kill.child.ts'), file, String(round)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let text = '';
      // Killed after a random number of lines, wherever in its loop it then is.
      const enough = 1 + Math.floor(Math.random() * 60);
      child.stdout.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        if (text.split('\n').length > enough) child.kill('SIGKILL');
      });
      const [, signal] = await once(child, 'close');
      expect(signal).toBe('SIGKILL');
      for (const line of text.split('\n').slice(0, -1)) {
        const [seq, caseNumber = ''] = line.split(' ');
        acknowledged.set(Number(seq), caseNumber);
      }
      const ledger = openTestLedger(file);
      const report = must(ledger.recover());
      expect(report.crashedSession).toBe(`round-${round}`);
      let previous = ZERO_HASH;
      const outbox = must(ledger.dump()).outbox ?? [];
      for (const [index, row] of outbox.entries()) {
        const { seq, lane, kind, body, hash, recorded_at: recordedAt } = Object(row);
        expect(seq).toBe(index + 1);
        const epoch = must(ledger.counts()).epoch;
        previous = recordHash(previous, { seq, lane, kind, idempotencyKey: `${epoch}-${seq}`, recordedAt, body });
        expect(hash).toBe(previous);
      }
      for (const [seq, caseNumber] of acknowledged) {
        expect(must(ledger.caseState(caseNumber))).toMatchObject({ submittedSeq: seq });
      }
      for (const job of report.unknownJobs) expect(must(ledger.printState(job))).toMatchObject({ state: 'unknown' });
      ledger.close();
    }
    expect(acknowledged.size).toBeGreaterThanOrEqual(ROUNDS);
  });
});

const isRoot = process.platform === 'linux' && process.getuid?.() === 0;

describe.skipIf(!isRoot)('a full disk (needs root for a small tmpfs)', () => {
  const mount = () => spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', folder]).status === 0;
  const limits = { ballastBytes: 512 * 1024, minimumFreeBytes: 1024 * 1024 };

  it('says no to new business early, and can still drain and finish when it is full', (test) => {
    if (!mount()) test.skip('tmpfs cannot be mounted here');
    try {
      const ledger = openTestLedger(file, { limits });
      must(ledger.beginSession('session-1'));
      expect(ledger.canAccept()).toEqual({ ok: true });
      const accepted = [submit(ledger, 'session-1')];
      must(
        ledger.printIntent({
          jobId: 'job-1',
          sessionId: 'session-1',
          caseNumber: null,
          kind: 'receipt',
          titleKey: 'receipt',
        }),
      );
      const filler = path.join(folder, 'filler');
      writeFileSync(filler, Buffer.alloc(1400 * 1024));
      expect(ledger.canAccept()).toMatchObject({ ok: false, reason: 'diskNearlyFull' });
      expect(() => writeFileSync(`${filler}2`, Buffer.alloc(4 * 1024 * 1024))).toThrow('ENOSPC');
      // Somebody ignores it until nothing fits any more, the ballast included.
      let last = ledger.caseNumber();
      for (let index = 0; index < 5000 && last.ok; index++) {
        last = ledger.caseNumber();
        if (!last.ok) break;
        const saved = ledger.submitCase({
          caseNumber: last.value,
          sessionId: 'session-1',
          item: 'sample-item',
          sealedBody: sealed('f'.repeat(2000)),
        });
        if (!saved.ok) {
          expect(saved.error.code).toBe('full');
          break;
        }
        accepted.push(last.value);
      }
      expect(ledger.canAccept()).toMatchObject({ ok: false });
      for (const number of accepted) expect(must(ledger.caseState(number))).toMatchObject({ state: 'submitted' });
      rmSync(`${filler}2`);
      must(ledger.printSettled({ jobId: 'job-1', state: 'printed', explanation: null }));
      for (let batch = must(ledger.pending()); batch !== null; batch = must(ledger.pending())) {
        const newest = batch.records.at(-1);
        must(ledger.acknowledge({ ackedSeq: newest?.seq ?? 0, hashAtAcked: newest?.hash ?? '' }));
      }
      expect(must(ledger.counts()).pending).toBe(0);
      ledger.close();
    } finally {
      spawnSync('umount', ['-l', folder]);
    }
  });

  it('frees the ballast so that the queue drains on a disk that stays full', (test) => {
    if (!mount()) test.skip('tmpfs cannot be mounted here');
    try {
      const ledger = openTestLedger(file, { limits });
      must(ledger.beginSession('session-1'));
      for (let index = 0; index < 20; index++) submit(ledger, 'session-1');
      expect(() => writeFileSync(path.join(folder, 'filler'), Buffer.alloc(4 * 1024 * 1024))).toThrow('ENOSPC');
      for (let round = 0; round < 20; round++) {
        const newest = must(ledger.pending(1))?.records[0];
        must(ledger.acknowledge({ ackedSeq: newest?.seq ?? 0, hashAtAcked: newest?.hash ?? '' }));
      }
      expect(must(ledger.counts()).pending).toBe(0);
      expect(ledger.canAccept()).toMatchObject({ ok: false, reason: 'ballastSpent' });
      rmSync(path.join(folder, 'filler'));
      must(ledger.maintain());
      expect(ledger.canAccept()).toEqual({ ok: true });
      ledger.close();
    } finally {
      spawnSync('umount', ['-l', folder]);
    }
  });
});

const noDisk = DiskImage.lacking();
describe.skipIf(noDisk !== null)(
  `a disk that its kernel turned read-only${noDisk === null ? '' : ` (left out: ${noDisk})`}`,
  () => {
    it('is an error of every call, never an exception; what was acknowledged is there after the repair', () => {
      const disk = DiskImage.mount(path.join(folder, 'disk'));
      const there = path.join(folder, 'disk/ledger.db');
      try {
        const ledger = openTestLedger(there);
        must(ledger.beginSession('session-1'));
        const number = submit(ledger, 'session-1');
        disk.turnReadOnly();
        for (const refused of [ledger.caseNumber(), ledger.endSession({ sessionId: 'session-1', reason: 'left' })])
          expect(refused).toMatchObject({ ok: false, error: { code: 'io' } });
        expect(ledger.canAccept()).toMatchObject({ ok: false, reason: 'ledgerFailed' });
        expect(ledger.pending()).toMatchObject({ ok: false });
        expect(ledger.counts()).toMatchObject({ ok: false });
        expect(ledger.maintain()).toMatchObject({ ok: false });
        expect(openLedger({ file: there, terminal: TEST_TERMINAL })).toMatchObject({
          ok: false,
          error: { code: 'io' },
        });
        ledger.close();
        disk.remount();
        const again = openTestLedger(there);
        expect(must(again.recover())).toMatchObject({ crashedSession: 'session-1', submittedCase: number });
        expect(must(again.pending())?.records.some(({ kind }) => kind === 'case.submitted')).toBe(true);
        again.close();
      } finally {
        disk.unmount();
      }
    });
  },
);
