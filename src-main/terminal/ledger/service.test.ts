import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AuditAct } from './audit-acts.ts';
import { migrate, migrations } from './migrate.ts';
import { must, openTestLedger, submit } from './test-ledger.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'service-ledger-'));
  file = path.join(folder, 'ledger.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const staff = '100001';

const OPENABLE = { wrongTries: 0, triesForMs: 0, locks: [], lockedForMs: null } as const;

describe('an act on the service side', () => {
  it('is in the audit and on its way to the platform, both or none', () => {
    const ledger = openTestLedger(file);
    must(ledger.service.act({ staff, act: 'entered', detail: 'technician' }));
    expect(must(ledger.service.acts(10))).toMatchObject([{ staff, act: 'entered', detail: 'technician' }]);
    expect(must(ledger.pending())?.records.map(({ kind, body }) => [kind, JSON.parse(body)])).toEqual([
      ['service.act', { staff, act: 'entered', detail: 'technician' }],
    ]);
    ledger.close();
  });

  it('takes machine words only', () => {
    const ledger = openTestLedger(file);
    expect(ledger.service.act({ staff, act: 'entered', detail: '张三' })).toMatchObject({ ok: false });
    expect(must(ledger.service.acts(10))).toEqual([]);
    ledger.close();
  });
});

describe('tests, orders and supplies', () => {
  it('keeps the newest test of each kind', () => {
    const ledger = openTestLedger(file);
    const test = (what: string, outcome: 'passed' | 'failed') =>
      must(ledger.service.test({ staff, what, outcome, code: 'printed', evidence: 'proof' }));
    test('receiptPrinter.external', 'failed');
    test('receiptPrinter.external', 'passed');
    test('network', 'failed');
    expect(must(ledger.service.newestTests()).map(({ what, outcome }) => [what, outcome])).toEqual([
      ['receiptPrinter.external', 'passed'],
      ['network', 'failed'],
    ]);
    ledger.close();
  });

  it('closes a work order once', () => {
    const ledger = openTestLedger(file);
    must(ledger.service.openWorkOrder({ part: 'receipt-printer', reason: 'fault', staff }));
    const [order] = must(ledger.service.workOrders(10));
    expect(order).toMatchObject({ part: 'receipt-printer', closedAt: null });
    const need = (identity?: string | null) => [{ what: 'receiptPrinter.internal', identity }];
    const close = (needs: ReturnType<typeof need>) =>
      ledger.service.closeWorkOrder({ id: order?.id ?? 0, staff, needs });
    // What nothing can prove is not proved.
    expect(close([])).toMatchObject({ ok: false, error: { code: 'refused' } });
    const passed = { staff, what: 'receiptPrinter.internal', outcome: 'passed', code: 'ok', evidence: '' } as const;
    must(ledger.service.test({ ...passed, identity: 'UNIT-1' }));
    for (const other of ['UNIT-2', null])
      expect(close(need(other))).toMatchObject({ ok: false, error: { code: 'refused' } });
    must(close(need('UNIT-1')));
    expect(close(need())).toMatchObject({ ok: false });
    ledger.close();
  });

  it('keeps evidence whole, and says of what is cut how much that was', () => {
    const ledger = openTestLedger(file);
    const of = (evidence: string) => {
      must(ledger.service.test({ staff, what: 'dryRun', outcome: 'failed', code: 'x', evidence }));
      return must(ledger.service.tests(1))[0]?.evidence;
    };
    expect(of(`${'a'.repeat(1193)}THE-END`)).toHaveLength(1200);
    expect(of('a'.repeat(1300))).toBe(`${'a'.repeat(1200)} … (+100)`);
    ledger.close();
  });

  it('counts what is used by day, and from zero after a refill', () => {
    const ledger = openTestLedger(file);
    const use = (day: string, amount: number) =>
      must(ledger.service.consume([{ id: 'receiptPaper', amount, capacity: 8000, day }]));
    use('2026-11-20', 20);
    use('2026-11-21', 15);
    use('2026-11-21', 10);
    expect(must(ledger.service.consumables())).toMatchObject([{ id: 'receiptPaper', used: 45, capacity: 8000 }]);
    must(ledger.service.refill({ id: 'receiptPaper', capacity: 5000, staff }));
    expect(must(ledger.service.consumables())).toMatchObject([{ used: 0, capacity: 5000 }]);
    expect(must(ledger.service.consumption('receiptPaper', '2026-11-21'))).toEqual([{ day: '2026-11-21', used: 25 }]);
    ledger.close();
  });

  it('knows over a restart of an alarm nobody of staff has seen yet', () => {
    let ledger = openTestLedger(file);
    const told = (by: string, act: AuditAct, detail: string) => {
      must(ledger.service.act({ staff: by, act, detail }));
      ledger.close();
      ledger = openTestLedger(file);
      return must(ledger.service.alarmed());
    };
    expect(must(ledger.service.alarmed())).toBe(false);
    expect(told('-', 'cabinet', 'door.cabinet.open')).toBe(false);
    expect(told('-', 'alarm', 'door.cabinet.open')).toBe(true);
    expect(told('-', 'door', 'wrong-try.1')).toBe(true);
    expect(told(staff, 'entered', 'technician')).toBe(false);
    expect(told('-', 'door', 'locked')).toBe(true);
    expect(told(staff, 'returned', 'technician')).toBe(false);
    ledger.close();
  });

  it('remembers the door, used codes and badges over a restart', () => {
    const ledger = openTestLedger(file);
    const badge = { badge: 'badge-1', expiresAt: Date.now() + 60_000 };
    for (const step of [7, 5]) must(ledger.service.letIn({ staff, step }, { ...OPENABLE }));
    expect(must(ledger.service.letIn(badge, OPENABLE))).toBe(true);
    // Whole or not at all: a code is used only where the door is written as well.
    const door = { ...OPENABLE, triesForMs: -1 };
    expect(() => ledger.service.letIn({ staff: '9001', step: 7 }, door)).toThrow();
    expect(must(ledger.service.usedStep('9001'))).toBeNull();
    expect(() => ledger.service.letIn({ badge: 'b-9', expiresAt: 2e12 }, door)).toThrow();
    expect(must(ledger.service.letIn({ badge: 'b-9', expiresAt: 2e12 }, { ...door, triesForMs: 0 }))).toBe(true);
    expect(must(ledger.service.letIn({ badge: 'b-9', expiresAt: 2e12 }, { ...door, triesForMs: 9 }))).toBe(false);
    expect(must(ledger.service.door())?.triesForMs).toBe(0);
    must(ledger.service.writeDoor({ wrongTries: 3, triesForMs: 7, locks: [5], lockedForMs: 60_000 }));
    ledger.close();
    const again = openTestLedger(file);
    expect(must(again.service.door())).toEqual({ wrongTries: 3, triesForMs: 7, locks: [5], lockedForMs: 60_000 });
    expect(must(again.service.usedStep(staff))).toBe(7);
    expect(must(again.service.letIn(badge, OPENABLE))).toBe(false);
    again.close();
  });
});

describe('a ledger of the first version', () => {
  it('is brought forward with its records, its chain and its numbers', () => {
    const written = writeVersionOne();
    const ledger = openTestLedger(file);
    must(ledger.recover());
    expect(must(ledger.counts())).toMatchObject(written);
    expect(must(ledger.pending())?.records.map(({ seq }) => seq)).toEqual([1, 2]);
    must(ledger.service.act({ staff, act: 'entered', detail: 'technician' }));
    expect(must(ledger.pending())?.records.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    ledger.close();
  });

  it('of the version before keeps a locked door locked, for no longer than it was', () => {
    const old = new Database(file);
    migrate(old, migrations.slice(0, 5));
    const until = Date.now() + 600_000;
    old.exec(`INSERT INTO service_door VALUES (1, 2, '[${until - 900_000}]', ${until})`);
    old.close();
    const ledger = openTestLedger(file);
    const door = must(ledger.service.door());
    expect(door).toMatchObject({ wrongTries: 2, locks: [86_400_000] });
    expect(door?.lockedForMs).toBeGreaterThan(590_000);
    expect(door?.lockedForMs).toBeLessThanOrEqual(601_000);
    ledger.close();
  });

  it('of the version before knows of no test which unit it was made with', () => {
    const old = new Database(file);
    migrate(old, migrations.slice(0, 8));
    old.exec("INSERT INTO test_records VALUES (1, 1, '1', 'network', 'passed', 'ok', '')");
    old.close();
    const ledger = openTestLedger(file);
    expect(must(ledger.service.newestVerdicts())).toMatchObject([{ what: 'network', identity: null }]);
    ledger.close();
  });

  /** Today's program writes a session and a case; its rows are laid into tables of version 1. */
  function writeVersionOne(): { lastSeq: number; epoch: string } {
    const newer = path.join(folder, 'newer.db');
    const now = openTestLedger(newer);
    must(now.beginSession('session-1'));
    submit(now, 'session-1');
    must(now.endSession({ sessionId: 'session-1', reason: 'finished' }));
    const { lastSeq, epoch } = must(now.counts());
    now.close();
    const old = new Database(file);
    migrate(old, migrations.slice(0, 1));
    old.exec(`ATTACH '${newer}' AS newer`);
    const columns = {
      meta: '*',
      sessions: '*',
      cases: 'case_number, session_id, item, state, submitted_seq, rating',
      outbox: '*',
    };
    for (const [table, wanted] of Object.entries(columns))
      old.exec(`INSERT INTO main.${table} SELECT ${wanted} FROM newer.${table}`);
    old.close();
    return { lastSeq, epoch };
  }
});
