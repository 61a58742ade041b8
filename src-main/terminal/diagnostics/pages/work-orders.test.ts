import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Bench, seenAs } from '../bench.test-kit.ts';
import { testsOfPart } from '../tests.ts';
import { workOrdersPage } from './work-orders.ts';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.close());

const tested = (what: string, outcome: 'passed' | 'failed' | 'canceled', identity: string | null = null) =>
  bench.ledger.service.test({ staff: '2001', what, outcome, code: 'ok', evidence: '', identity });
const page = () => workOrdersPage(bench.context());
const orders = () => seenAs(page(), 'workOrders').orders;

describe('a work order', () => {
  test('closes only on tests that passed after it was opened, and says what is missing', () => {
    tested('receiptPrinter.internal', 'passed');
    tested('receiptPrinter.external', 'passed');
    const shown = page();
    expect(shown.act?.({ act: 'openWorkOrder', part: 'receiptPrinter', reason: 'fault' })).toBe(true);
    const id = orders()[0]?.id ?? 0;
    expect(orders()[0]).toMatchObject({
      part: 'receiptPrinter',
      reason: 'fault',
      closedAt: null,
      needs: [
        { what: 'receiptPrinter.internal', passedAt: null },
        { what: 'receiptPrinter.external', passedAt: null },
      ],
    });
    shown.act?.({ act: 'closeWorkOrder', id });
    expect(seenAs(shown, 'workOrders').refused?.en).toContain('not all passed');
    tested('receiptPrinter.internal', 'passed');
    tested('receiptPrinter.external', 'failed');
    shown.act?.({ act: 'closeWorkOrder', id });
    expect(orders()[0]).toMatchObject({
      closedAt: null,
      needs: [{ passedAt: expect.any(Number) }, { passedAt: null }],
    });
    tested('receiptPrinter.external', 'passed');
    tested('receiptPrinter.external', 'canceled');
    shown.act?.({ act: 'closeWorkOrder', id });
    expect(seenAs(shown, 'workOrders').refused).toBeNull();
    expect(orders()[0]?.closedAt).not.toBeNull();
    expect(shown.act?.({ act: 'closeWorkOrder', id })).toBe(false);
  });

  test('does not close on tests of a unit that is no longer there', () => {
    bench.says('receiptPrinter', { identity: 'UNIT-1' });
    page().act?.({ act: 'openWorkOrder', part: 'receiptPrinter', reason: 'fault' });
    for (const level of ['internal', 'external']) tested(`receiptPrinter.${level}`, 'passed', 'UNIT-1');
    bench.says('receiptPrinter', { identity: 'UNIT-2' });
    const shown = page();
    const id = orders()[0]?.id ?? 0;
    shown.act?.({ act: 'closeWorkOrder', id });
    expect(seenAs(shown, 'workOrders').refused?.en).toContain('not all passed');
    expect(orders()[0]).toMatchObject({ closedAt: null, needs: [{ passedAt: null }, { passedAt: null }] });
    bench.says('receiptPrinter', { identity: 'UNIT-1' });
    shown.act?.({ act: 'closeWorkOrder', id });
    expect(orders()[0]?.closedAt).not.toBeNull();
  });

  test('does not close while its device is away: which one will come, nobody knows', () => {
    bench.says('receiptPrinter', { identity: 'LOAN' });
    page().act?.({ act: 'openWorkOrder', part: 'receiptPrinter', reason: 'fault' });
    for (const level of ['internal', 'external']) tested(`receiptPrinter.${level}`, 'passed', 'LOAN');
    // Its last word of which it is may stay behind.
    for (const identity of [null, 'LOAN']) {
      bench.says('receiptPrinter', { device: 'noDevice', faults: ['hung-up'], identity });
      const shown = page();
      shown.act?.({ act: 'closeWorkOrder', id: orders()[0]?.id ?? 0 });
      expect(seenAs(shown, 'workOrders').refused?.en).toContain('away');
      expect(orders()[0]).toMatchObject({ closedAt: null, needs: [{ passedAt: null }, { passedAt: null }] });
    }
  });

  test('of a device that was taken out of the configuration is closed as that, by an engineer only', () => {
    page().act?.({ act: 'openWorkOrder', part: 'receiptPrinter', reason: 'fault' });
    const { receiptPrinter: _, ...devices } = bench.config.devices;
    const { receiptPrinter: seen, ...statuses } = bench.statuses;
    bench.statuses = statuses;
    const by = (role: 'technician' | 'engineer') =>
      workOrdersPage(bench.context(role, { config: { ...bench.config, devices } }));
    const close = { act: 'closeWorkOrder', id: orders()[0]?.id ?? 0 } as const;
    const technician = by('technician');
    technician.act?.(close);
    expect(seenAs(technician, 'workOrders').refused?.en).toContain('an engineer');
    expect(seenAs(technician, 'workOrders').orders[0]).toMatchObject({
      closedAt: null,
      needs: [],
      deviceRemoved: true,
    });
    const engineer = by('engineer');
    engineer.act?.(close);
    expect(seenAs(engineer, 'workOrders')).toMatchObject({ refused: null, orders: [{ deviceRemoved: true }] });
    expect(bench.acts().at(-1)).toBe('work-order.device-removed receiptPrinter');
    bench.statuses = { ...statuses, ...(seen === undefined ? {} : { receiptPrinter: seen }) };
    // Put back, it is not said to have passed anything.
    expect(orders()[0]).toMatchObject({ closedAt: expect.any(Number), needs: [], deviceRemoved: true });
  });

  test('of a part that was taken out of the configuration stays open for a technician: nothing proves it', () => {
    bench.close();
    bench = new Bench({ devices: { auxiliaries: { port: '/dev/board', profile: 'line-board' } } });
    bench.boardSays();
    page().act?.({ act: 'openWorkOrder', part: 'cabinet', reason: 'fault' });
    bench.cabinet = null;
    const shown = workOrdersPage(bench.context('technician', { config: { ...bench.config, devices: {} } }));
    shown.act?.({ act: 'closeWorkOrder', id: orders()[0]?.id ?? 0 });
    expect(seenAs(shown, 'workOrders').refused?.en).toContain('no test of this part');
    expect(seenAs(shown, 'workOrders').orders[0]).toMatchObject({ closedAt: null, needs: [] });
  });

  test('that passed and then failed stays open', () => {
    page().act?.({ act: 'openWorkOrder', part: 'platform', reason: 'maintenance' });
    tested('network', 'passed');
    tested('network', 'failed');
    const shown = page();
    shown.act?.({ act: 'closeWorkOrder', id: orders()[0]?.id ?? 0 });
    expect(orders()[0]?.closedAt).toBeNull();
  });

  test('does not believe a clock that was set back', () => {
    tested('network', 'passed');
    bench.passes(-86_400_000);
    page().act?.({ act: 'openWorkOrder', part: 'platform', reason: 'fault' });
    expect(orders()[0]?.needs[0]?.passedAt).toBeNull();
  });

  test('is open once for a part, and only for parts this machine has', () => {
    const shown = page();
    expect(shown.act?.({ act: 'openWorkOrder', part: 'barcodeReader', reason: 'fault' })).toBe(false);
    shown.act?.({ act: 'openWorkOrder', part: 'screen', reason: 'cleaning' });
    expect(seenAs(shown, 'workOrders').parts.map(({ id }) => id)).not.toContain('screen');
    shown.act?.({ act: 'openWorkOrder', part: 'screen', reason: 'cleaning' });
    expect(orders()).toHaveLength(1);
    expect(seenAs(shown, 'workOrders').refused?.en).toContain('open order already');
  });

  test('of every part needs at least one test', () => {
    for (const { id } of seenAs(page(), 'workOrders').parts)
      expect(testsOfPart(id, bench.services()).length).toBeGreaterThan(0);
  });
});
