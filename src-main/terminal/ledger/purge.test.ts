import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordHash } from './chain.ts';
import type { Ledger } from './ledger.ts';
import { migrate, migrations } from './migrate.ts';
import { DAY_MS, RETENTION_DAYS } from './retention.ts';
import { must, openTestLedger } from './test-ledger.ts';

let folder: string;
let ledger: Ledger;
let wallMs: number;
const staff = '100001';
const open = () => openTestLedger(path.join(folder, 'ledger.db'), { clock: { wallMs: () => wallMs } });
beforeEach(() => {
  wallMs = Date.parse('2026-11-21T08:00:00+08:00');
  folder = mkdtempSync(path.join(os.tmpdir(), 'ledger-purge-'));
  ledger = open();
});
afterEach(() => {
  ledger.close();
  rmSync(folder, { recursive: true, force: true });
});

const daysLater = (days: number) => {
  wallMs += days * DAY_MS;
  must(ledger.maintain());
};
const act = (detail: string) => must(ledger.service.act({ staff, act: 'entered', detail }));
const acts = () =>
  must(ledger.service.acts(1_000))
    .map(({ act, detail }) => `${act} ${detail}`)
    .reverse();
const test = (what: string, outcome: 'passed' | 'failed' | 'canceled') =>
  must(ledger.service.test({ staff, what, outcome, code: 'seen', evidence: 'seen' }));
const tests = () =>
  must(ledger.service.tests(1_000))
    .map(({ what, outcome }) => `${what} ${outcome}`)
    .reverse();
/** The platform has everything that was to be told. */
function tellAll(): void {
  for (let batch = must(ledger.pending()); batch !== null; batch = must(ledger.pending())) {
    const { firstSeq, records, withheld = [] } = batch;
    const heads = [...records, ...withheld].toSorted((one, other) => one.seq - other.seq);
    const last = heads.at(-1);
    must(ledger.acknowledge({ ackedSeq: last?.seq ?? firstSeq, hashAtAcked: last?.hash ?? '' }));
  }
}

it('keeps logs for the six months that the law asks for, and the tail as long as the platform may ask for it', () => {
  expect(RETENTION_DAYS.serviceActs).toBeGreaterThanOrEqual(184);
  expect(RETENTION_DAYS.outboxTail * 24).toBe(72);
});

describe('the audit', () => {
  it('goes after its time, and not before', () => {
    act('first');
    tellAll();
    daysLater(RETENTION_DAYS.serviceActs);
    act('second');
    expect(acts()).toEqual(['entered first', 'entered second']);
    wallMs += 1;
    daysLater(0);
    expect(acts()).toEqual(['entered second']);
  });

  it('stays until the platform has it, however old', () => {
    act('told');
    tellAll();
    act('untold');
    daysLater(3 * RETENTION_DAYS.serviceActs);
    expect(acts()).toEqual(['entered untold']);
    tellAll();
    daysLater(0);
    expect(acts()).toEqual([]);
  });

  it('stays where its record was put aside: its number was acknowledged, its content was not', () => {
    const seq = act('parked');
    must(ledger.service.park({ seq, staff, reason: 'refused-400' }));
    tellAll();
    daysLater(2 * RETENTION_DAYS.serviceActs);
    expect(acts()).toEqual(['entered parked']);
  });

  it('stays where a restored platform lost it again', () => {
    act('lost');
    tellAll();
    must(ledger.rewind(1));
    daysLater(2 * RETENTION_DAYS.serviceActs);
    expect(acts()).toEqual(['entered lost']);
  });

  it('goes though a clock that ran ahead wrote it', () => {
    wallMs += 20_000 * DAY_MS;
    act('ahead');
    wallMs -= 20_000 * DAY_MS;
    act('after');
    tellAll();
    daysLater(RETENTION_DAYS.serviceActs - 1);
    expect(acts()).toEqual(['entered ahead', 'entered after']);
    daysLater(2);
    expect(acts()).toEqual([]);
  });

  it('written by the version before goes when the platform has all that was written then', () => {
    ledger.close();
    const file = path.join(folder, 'old.db');
    const old = new Database(file);
    migrate(old, migrations.slice(0, 6));
    old.exec(`ATTACH '${path.join(folder, 'ledger.db')}' AS newer; INSERT INTO main.meta SELECT * FROM newer.meta`);
    const record = {
      ...{ seq: 1, lane: 'A' as const, kind: 'service.act' as const, idempotencyKey: 'epoch-1' },
      ...{ recordedAt: '2026-01-01T00:00:00.000Z', body: '{"staff":"1","act":"entered","detail":"old"}' },
    };
    const before = '0'.repeat(64);
    const hash = recordHash(before, record);
    old
      .prepare(
        'INSERT INTO outbox (seq, lane, kind, recorded_at, body, previous_hash, hash) VALUES (1, ?, ?, ?, ?, ?, ?)',
      )
      .run(record.lane, record.kind, record.recordedAt, record.body, before, hash);
    old.prepare('UPDATE meta SET last_seq = 1, last_hash = ?').run(hash);
    old.exec("INSERT INTO service_acts (at, staff, act, detail) VALUES (0, '1', 'entered', 'old')");
    old.close();
    ledger = openTestLedger(file, { clock: { wallMs: () => wallMs } });
    must(ledger.recover());
    daysLater(0);
    expect(acts()).toEqual(['entered old']);
    tellAll();
    daysLater(0);
    expect(acts()).toEqual([]);
  });
});

describe('tests', () => {
  it('go after their time but for the newest of each, and the newest that came to a verdict', () => {
    test('receiptPrinter.external', 'failed');
    test('receiptPrinter.external', 'passed');
    test('receiptPrinter.external', 'canceled');
    test('receiptPrinter.external', 'canceled');
    test('network', 'passed');
    test('network', 'failed');
    const verdicts = must(ledger.service.newestVerdicts());
    daysLater(RETENTION_DAYS.testRecords);
    expect(tests()).toHaveLength(6);
    daysLater(1);
    expect(tests()).toEqual(['receiptPrinter.external passed', 'receiptPrinter.external canceled', 'network failed']);
    expect(must(ledger.service.newestVerdicts())).toEqual(verdicts);
  });

  it('of an open repair stay, with the acts that prove them, and go once it is closed', () => {
    act('before');
    test('receiptPrinter.external', 'failed');
    wallMs += DAY_MS;
    must(ledger.service.openWorkOrder({ part: 'receipt-printer', reason: 'fault', staff }));
    test('receiptPrinter.external', 'failed');
    test('receiptPrinter.external', 'passed');
    tellAll();
    daysLater(3 * RETENTION_DAYS.testRecords);
    expect(tests()).toEqual(['receiptPrinter.external failed', 'receiptPrinter.external passed']);
    expect(acts()).toEqual([
      'work-order.opened receipt-printer',
      'test receiptPrinter.external.failed',
      'test receiptPrinter.external.passed',
    ]);
    const [order] = must(ledger.service.workOrders(1));
    must(ledger.service.closeWorkOrder({ id: order?.id ?? 0, staff, needs: proved }));
    daysLater(0);
    expect(tests()).toEqual(['receiptPrinter.external passed']);
    expect(acts()).toEqual(['work-order.closed receipt-printer']);
  });

  it('of a repair whose device was taken out go once it is closed as that', () => {
    must(ledger.service.openWorkOrder({ part: 'receipt-printer', reason: 'fault', staff }));
    act('during');
    const [order] = must(ledger.service.workOrders(1));
    daysLater(3 * RETENTION_DAYS.serviceActs);
    must(ledger.service.closeWorkOrder({ id: order?.id ?? 0, staff, needs: 'deviceRemoved' }));
    tellAll();
    daysLater(0);
    expect(acts()).toEqual(['work-order.device-removed receipt-printer']);
    expect(must(ledger.service.workOrders(1))).toMatchObject([{ deviceRemoved: true }]);
  });

  it('of an earlier repair of the same part do not stay for the open one', () => {
    const repair = () => must(ledger.service.openWorkOrder({ part: 'receipt-printer', reason: 'fault', staff }));
    repair();
    const [order] = must(ledger.service.workOrders(1));
    test('receiptPrinter.external', 'passed');
    must(ledger.service.closeWorkOrder({ id: order?.id ?? 0, staff, needs: proved }));
    wallMs += 2 * RETENTION_DAYS.serviceActs * DAY_MS;
    repair();
    tellAll();
    daysLater(0);
    expect(acts()).toEqual(['work-order.opened receipt-printer']);
  });
});

const proved = [{ what: 'receiptPrinter.external' }];

describe('the rest of the service side', () => {
  it('closed repairs and daily use go after their time, open repairs and what is in the machine never', () => {
    const repair = (part: string) => must(ledger.service.openWorkOrder({ part, reason: 'fault', staff }));
    repair('scanner');
    repair('receipt-printer');
    const done = must(ledger.service.workOrders(10)).find(({ part }) => part === 'scanner')?.id ?? 0;
    test('receiptPrinter.external', 'passed');
    must(ledger.service.closeWorkOrder({ id: done, staff, needs: proved }));
    must(ledger.service.consume([{ id: 'receiptPaper', amount: 20, capacity: 8_000, day: '2026-11-21' }]));
    const days = () => must(ledger.service.consumption('receiptPaper', '2000-01-01')).length;
    const parts = () => must(ledger.service.workOrders(10)).map(({ part }) => part);
    daysLater(RETENTION_DAYS.consumption);
    expect([days(), parts()]).toEqual([1, ['receipt-printer', 'scanner']]);
    daysLater(1);
    expect([days(), parts()]).toEqual([0, ['receipt-printer', 'scanner']]);
    daysLater(RETENTION_DAYS.workOrders);
    expect(parts()).toEqual(['receipt-printer']);
    expect(must(ledger.service.consumables())).toMatchObject([{ used: 20 }]);
  });
});
