import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { submit } from '../../ledger/test-ledger.ts';
import { Bench, seenAs, soon } from '../bench.test-kit.ts';
import { storagePage } from './storage.ts';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.close());

const real = { now: () => performance.now() };
async function run(more = {}) {
  const page = storagePage(bench.context('technician', { ...real, ...more }));
  expect(page.act?.({ act: 'run', what: 'storage' })).toBe(true);
  await soon(() => expect(seenAs(page, 'storage').running).toBe(false));
  return seenAs(page, 'storage');
}

describe('the storage test', () => {
  test('reads the settings back, times real syncs and leaves nothing behind', async () => {
    const { steps } = await run();
    expect(steps.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
      'check passed',
      'settings passed',
      'space passed',
      'sync passed',
      'accepts passed',
    ]);
    expect(steps[1]?.evidence).toBe('journal_mode wal, synchronous 2, fullfsync 1');
    expect(steps[3]?.evidence).toMatch(/^median \d+\.\d ms, slowest \d+\.\d ms of 20$/);
    expect(existsSync(path.join(bench.folder, '.sync-probe'))).toBe(false);
    expect(bench.tests()).toEqual([{ what: 'storage', outcome: 'passed', code: 'sound' }]);
  });

  test('fails when a setting was lost, and when nothing new is taken', async () => {
    const { service } = bench.ledger;
    const weak = {
      ...service,
      storageState: () => ({
        ok: true,
        value: { quickCheck: 'ok', journalMode: 'wal', synchronous: 1, fullfsync: 1, schema: 2 },
      }),
    };
    const ledger = {
      ...bench.ledger,
      service: weak,
      canAccept: () => ({ ok: false, reason: 'ballastSpent', message: 'The disk was full.' }),
    };
    const { steps } = await run({ ledger });
    expect(steps.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id)).toEqual(['settings', 'accepts']);
    expect(bench.tests()).toMatchObject([{ outcome: 'failed', code: 'settings-failed' }]);
  });
});

describe('the queue', () => {
  test('is shown by number, kind and time, without anything that is in it', () => {
    bench.ledger.beginSession('session-1');
    submit(bench.ledger, 'session-1', 'CANARY');
    const status = bench.statuses.receiptPrinter;
    if (status !== undefined) bench.ledger.recordDeviceStatus(status);
    const page = storagePage(
      bench.context('technician', { sync: () => ({ tries: 3, trouble: 'offline', parked: { A: 2, B: 0 } }) }),
    );
    const view = seenAs(page, 'storage');
    expect(view.lanes).toMatchObject([
      { lane: 'A', waiting: 1, oldestAt: expect.any(Number), parked: 2 },
      { lane: 'B', waiting: 1, oldestAt: expect.any(Number), parked: 0 },
    ]);
    expect(view.pending).toMatchObject([{ seq: 1, kind: 'case.submitted', tries: 3, lastAnswer: 'offline' }]);
    expect(JSON.stringify(view)).not.toContain('CANARY');
  });

  test('is sent now on wish, in the audit', () => {
    const page = storagePage(bench.context());
    expect(page.act?.({ act: 'sendNow' })).toBe(true);
    expect(bench.sent).toBe(1);
    expect(bench.acts()).toEqual(['send-now outbox']);
  });
});
