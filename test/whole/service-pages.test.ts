import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { guides } from '../../src-main/terminal/diagnostics/refill-guides.ts';
import { ServiceHands } from './service-kit.ts';
import { Whole } from './whole.ts';

let whole: Whole;
let hands: ServiceHands;
beforeAll(async () => {
  whole = await Whole.start();
  hands = new ServiceHands(whole);
});
afterAll(() => whole.stop());

const used = (id: string) =>
  whole.ledgerRows<{ used: number }>(`SELECT used FROM consumables WHERE id = '${id}'`)[0]?.used ?? 0;

describe('at the door', () => {
  test('the scanner looks for a badge, a false one counts, and its light goes off with the door', async () => {
    // As it comes from the factory it reads on and on, for nobody; set up, it waits to be asked.
    await vi.waitFor(() => expect(whole.machine.scannerReads).toBe(false), 5000);
    whole.touch({ type: 'openService' });
    await whole.sees('serviceAccess', ({ access }) => access.badgeReader);
    await vi.waitFor(() => expect(whole.machine.scannerReads).toBe(true), 5000);
    whole.machine.showCode('BDYSVC:eyJhbGciOiJub25lIn0.e30.');
    await whole.sees('serviceAccess', ({ access }) => access.wrong && access.triesLeft === 4);
    await vi.waitFor(() => expect(whole.machine.scannerReads).toBe(true), 5000);
    await hands.leave();
    await vi.waitFor(() => expect(whole.machine.scannerReads).toBe(false), 5000);
  });
});

describe('a technician', () => {
  beforeAll(() => hands.enter('2001'));

  test('prints a test receipt, judges it, and the paper is counted', async () => {
    const before = whole.machine.papers().length;
    const done = await hands.check('receiptPrinter', 'external', () => hands.judges(true));
    expect(done).toMatchObject({ outcome: 'passed', evidence: 'proof: printer-executed-cut; judged whole' });
    expect(whole.machine.papers()).toHaveLength(before + 1);
    // As long as the driver drew it.
    expect(used('receiptPaper')).toBe(10);
    const page = await hands.open('records');
    expect(page.records[0]).toMatchObject({ what: 'receiptPrinter.external', outcome: 'passed', by: '2001' });
    // Looking at the records is an act too.
    expect(page.audit[0]).toMatchObject({ act: 'opened', detail: 'page.records', by: '2001' });
    expect(page.audit[1]).toMatchObject({ act: 'test', detail: 'receiptPrinter.external.passed', by: '2001' });
  });

  test('reads a card and a code, and learns nothing of whose they are', async () => {
    const card = await hands.check('idCardReader', 'interactive', async () => {
      await hands.sees('test', ({ test: { phase } }) => phase === 'doThis');
      whole.machine.layCard('wang-yan');
    });
    whole.machine.liftCard();
    expect(card).toMatchObject({ outcome: 'passed', evidence: 'a resident card was read whole' });
    const code = await hands.check('barcodeReader', 'interactive', () =>
      vi.waitFor(() => {
        expect(whole.machine.scannerReads).toBe(true);
        whole.machine.showCode('CANARY-110101199001010006');
      }),
    );
    expect(code.outcome).toBe('passed');
    expect(code.evidence).not.toContain('CANARY');
  });

  test('has a test fail whose device is unplugged in the middle, and one called off', async () => {
    const torn = await hands.check('idCardReader', 'interactive', () => whole.machine.unplug('reader'));
    expect(torn.outcome).toBe('failed');
    await whole.machine.plug('reader');
    await hands.open('overview');
    await hands.sees('overview', ({ readiness }) => readiness === 'ready');
    const off = await hands.check('idCardReader', 'interactive', () => hands.act({ act: 'cancel' }));
    expect(off).toMatchObject({ outcome: 'canceled' });
  });

  test('opens a device anew and sees it come back', async () => {
    hands.act({ act: 'openDevice', device: 'receiptPrinter' });
    const before = await hands.sees('device', ({ health }) => health === 'ok');
    expect(before).toMatchObject({ port: whole.machine.port('printer'), checks: ['internal', 'external'] });
    hands.act({ act: 'restartDevice', device: 'receiptPrinter' });
    const after = await hands.sees(
      'device',
      ({ events }) => events[0]?.name === 'Device.Attached' && events.length > before.events.length,
    );
    expect(after.lastTests[0]?.what).toBe('receiptPrinter.external');
  });

  test('cannot close a repair before its tests passed, and can afterwards', async () => {
    await hands.open('workOrders');
    hands.act({ act: 'openWorkOrder', part: 'receiptPrinter', reason: 'replacement' });
    const opened = await hands.sees('workOrders', ({ orders }) => orders.length === 1);
    const id = opened.orders[0]?.id ?? 0;
    hands.act({ act: 'closeWorkOrder', id });
    await hands.sees('workOrders', ({ refused }) => refused !== null);
    await hands.check('receiptPrinter', 'internal');
    await hands.check('receiptPrinter', 'external', () => hands.judges(true));
    await hands.open('workOrders');
    hands.act({ act: 'closeWorkOrder', id });
    await hands.sees('workOrders', ({ orders }) => orders[0]?.closedAt !== null);
  });

  test('tests network and storage, also with the cable out', async () => {
    await hands.open('network');
    hands.act({ act: 'run', what: 'network' });
    const good = await hands.sees('network', ({ running, steps }) => !running && steps[0]?.outcome !== 'waiting');
    expect(good.steps.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    expect(Math.abs(good.clockOffsetMs ?? 1e9)).toBeLessThan(1000);
    await whole.cable.pull();
    hands.act({ act: 'run', what: 'network' });
    const cut = await hands.sees('network', ({ running, steps }) => !running && steps[1]?.outcome === 'failed');
    expect(cut.steps[1]?.evidence).toContain('ECONNREFUSED');
    await hands.open('overview');
    const { parts } = await hands.sees('overview', (page) => page.parts[0]?.id === 'platform');
    expect(parts[0]).toMatchObject({
      severity: 'now',
      fixer: 'technician',
      nextAction: { en: 'Check the network cable, then run the network test' },
    });
    await whole.cable.plug();
    await hands.open('storage');
    hands.act({ act: 'run', what: 'storage' });
    const storage = await hands.sees('storage', ({ running, steps }) => !running && steps[4]?.outcome !== 'waiting');
    expect(storage.steps.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 5 }, () => 'passed'));
    hands.act({ act: 'sendNow' });
    await hands.sees('storage', ({ lanes }) => lanes[0]?.waiting === 0);
  });

  test('soaks, sums up, and leaves with a report in the folder', async () => {
    await hands.open('soak');
    hands.act({ act: 'soak', rounds: 2 });
    const soak = await hands.sees('soak', ({ running, round }) => !running && round === 2, 40_000);
    expect(soak.failures).toBe(0);
    hands.act({ act: 'open', page: 'display' });
    hands.act({ act: 'screenTest', what: 'display', passed: true });
    await hands.sees('overview');
    const { ready, rows } = await hands.open('readiness');
    expect(ready).toBe(false);
    expect(rows.find(({ what }) => what === 'display')?.state).toBe('passed');
    hands.act({ act: 'report', to: 'file' });
    const { saved } = await hands.sees('readiness', (page) => page.saved !== null);
    expect(readdirSync(path.join(whole.config.terminal.dataDirectory, 'reports'))).toEqual([saved]);
    expect((await hands.open('logs')).lines.length).toBeGreaterThan(5);
    // Nobody would start this process again: a restart is not offered.
    expect((await hands.open('restart')).may).toEqual([]);
    await hands.leave();
  }, 60_000);
});

describe('bank staff', () => {
  test('see no inside, and change a roll by what the printer says of it', async () => {
    whole.machine.printerPanel.act('runOut');
    const begun = performance.now();
    await hands.enter('1001');
    expect(whole.snapshot?.screen).toMatchObject({
      view: { role: 'branchStaff', pages: ['overview', 'refill', 'test', 'readiness'] },
    });
    for (const page of ['network', 'logs', 'configuration', 'restart', 'records'] as const)
      hands.act({ act: 'open', page });
    hands.act({ act: 'check', device: 'idCardReader', level: 'interactive' });
    const { parts } = await hands.sees('overview', (page) => page.parts[0]?.severity === 'now');
    expect(parts[0]).toMatchObject({ id: 'receiptPrinter', cause: { 'zh-CN': '纸用完了' }, fixer: 'branchStaff' });
    hands.act({ act: 'openRefill', consumable: 'receiptPaper' });
    await hands.sees('refill', ({ watching, stepIndex }) => watching && stepIndex === 0);
    const panel = whole.machine.printerPanel;
    panel.act('openCover');
    await hands.sees('refill', ({ stepIndex }) => stepIndex === 1);
    panel.act('refill');
    panel.act('closeCover');
    await hands.sees('refill', ({ stepIndex }) => stepIndex === guides.receiptPaper.length - 1);
    hands.act({ act: 'refillStep', done: true });
    await hands.sees('refill', ({ asksAmount }) => asksAmount);
    hands.act({ act: 'refilled', amount: 8000 });
    const done = await hands.sees('refill', ({ finished }) => finished);
    expect(done.consumable).toMatchObject({ used: 0, capacity: 8000 });
    // What the machine itself adds to the three minutes a new person has.
    expect(performance.now() - begun).toBeLessThan(20_000);
    expect((await hands.check('receiptPrinter', 'external', () => hands.judges(true))).outcome).toBe('passed');
    await hands.leave();
  }, 40_000);
});
