import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { must, openTestLedger, submit } from '../../ledger/test-ledger.ts';
import { Bench, seenAs, soon } from '../bench.test-kit.ts';
import { mayAct } from '../roles.ts';
import { readinessPage } from './readiness.ts';
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

describe('a record that the platform refuses', () => {
  const refusing = (seq: number) => ({
    sync: () => ({ tries: 3, trouble: 'refused', parked: { A: 0, B: 0 }, refuses: { seq, reason: 'refused-400' } }),
  });
  /** Three cases and the platform's acknowledgement of what is sent to it. */
  function three(): void {
    bench.ledger.beginSession('session-1');
    for (const mark of ['one', 'two', 'three']) submit(bench.ledger, 'session-1', `CANARY${mark}`);
  }
  const acknowledgeAll = (putBack: number | null = null) => {
    const sent = must(putBack === null ? bench.ledger.pending() : bench.ledger.returned());
    const last = must(bench.ledger.counts());
    const hash = [...(sent?.records ?? []), ...(sent?.withheld ?? [])].find(({ seq }) => seq === last.lastSeq)?.hash;
    const hashAtAcked = hash ?? must(bench.ledger.pending(1, 'last'))?.records[0]?.hash ?? '';
    must(bench.ledger.acknowledge({ ackedSeq: last.lastSeq, hashAtAcked }, putBack));
    return sent;
  };

  test('is put aside so that those behind it go, waits, and goes back, with nothing of its content on the page', () => {
    three();
    const page = storagePage(bench.context('technician', refusing(1)));
    expect(seenAs(page, 'storage').pending.map(({ seq, mayPark }) => [seq, mayPark])).toEqual([
      [1, true],
      [2, false],
      [3, false],
    ]);
    expect(page.act?.({ act: 'park', seq: 2 })).toBe(false);
    expect(page.act?.({ act: 'park', seq: 1 })).toBe(true);
    expect(page.act?.({ act: 'park', seq: 1 })).toBe(false);
    const view = seenAs(page, 'storage');
    expect(view.parked).toEqual([
      {
        ...{ seq: 1, kind: 'case.submitted', at: expect.any(Number), parkedAt: expect.any(Number) },
        ...{ by: '2001', reason: 'refused-400', returned: false },
      },
    ]);
    expect(view.pending.map(({ seq }) => seq)).toEqual([2, 3, 4]);
    expect(JSON.stringify(view)).not.toContain('CANARY');
    expect(bench.sent).toBe(1);
    // In its place the platform gets the number and the hash alone.
    const sent = acknowledgeAll();
    expect(sent?.withheld?.map(({ seq }) => seq)).toEqual([1]);
    expect(sent?.records.map(({ seq }) => seq)).toEqual([2, 3, 4]);
    expect(must(bench.ledger.counts()).pending).toBe(1);
    expect(seenAs(page, 'storage').lanes[0]).toMatchObject({ lane: 'A', waiting: 1 });
    expect(seenAs(readinessPage(bench.context()), 'readiness').parked).toBe(1);

    expect(page.act?.({ act: 'putBack', seq: 2 })).toBe(false);
    expect(page.act?.({ act: 'putBack', seq: 1 })).toBe(true);
    expect(seenAs(page, 'storage').parked).toMatchObject([{ seq: 1, returned: true }]);
    // The audit's record goes first: it is behind nothing. Then the one that was put back, whole.
    acknowledgeAll();
    expect(acknowledgeAll(1)?.records.map(({ seq, body }) => [seq, body.includes('CANARYone')])).toEqual([[1, true]]);
    expect(seenAs(page, 'storage').parked).toEqual([]);
    expect(must(bench.ledger.counts()).pending).toBe(0);
    expect(bench.acts()).toEqual(['parked record-1', 'put-back record-1']);
  });

  test('stays on the disk however old it gets, with all that is behind it, until the platform has it', () => {
    three();
    must(bench.ledger.service.park({ seq: 1, staff: '2001', reason: 'refused-400' }));
    acknowledgeAll();
    const later = openTestLedger(path.join(bench.folder, 'ledger.db'), {
      clock: { wallMs: () => Date.now() + 400 * 86_400_000 },
    });
    must(later.maintain());
    must(later.maintain());
    expect(must(later.service.parkedRows())).toHaveLength(1);
    must(later.service.putBack({ seq: 1, staff: '2001' }));
    expect(must(later.returned())?.records.map(({ seq }) => seq)).toEqual([1]);
    later.close();
  });

  test('is what nobody but a repairer may put aside, and only what is refused', () => {
    three();
    const page = storagePage(bench.context('technician'));
    expect(page.act?.({ act: 'park', seq: 1 })).toBe(false);
    expect(mayAct('branchStaff', { act: 'park', seq: 1 })).toBe(false);
    expect(mayAct('technician', { act: 'putBack', seq: 1 })).toBe(true);
  });
});
