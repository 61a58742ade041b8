import { describe, expect, it } from 'vitest';
import { host, opened, QUICK } from './drivers.test-kit.ts';
import { receipt, presenterSet as set } from './presenter.test-kit.ts';
import { XfsReceiptPrinter } from './receipt-printer.ts';
import { printerService } from './testing/peer-services.ts';

describe('paper that is held out', () => {
  it('is told, waited for, and called taken only when the service saw it', async () => {
    const { peer, behind, print, events, printer } = await set();
    const seen: string[] = [];
    const done = await print(() => {
      seen.push(printer.status().media ?? 'null');
      behind.take();
    });
    expect(done).toMatchObject({ ok: true, value: { fence: 'paper-taken' } });
    expect(seen).toEqual(['present']);
    expect(printer.status().media).toBe('notPresent');
    expect(events).toEqual(['MediaPresentedEvent presenter', 'MediaTakenEvent presenter']);
    expect(peer.violations).toEqual([]);
  });

  it('is drawn back when nobody takes it, counted once, and nobody else gets it', async () => {
    const { peer, behind, print, events, printer } = await set({ takenMs: 20 });
    expect(await print()).toMatchObject({
      error: { code: 'commandErrorCode', errorCode: 'media-retracted', effect: 'partial' },
    });
    expect(behind.papers).toBe(1);
    expect(events).toEqual(['MediaPresentedEvent presenter', 'MediaAutoRetractedEvent retracted']);
    const asked = peer.received.find(({ name }) => name === 'Printer.RetractMedia');
    expect(asked?.payload).toEqual({ mediaControl: 'unit1' });
    expect(printer.status()).toMatchObject({
      media: 'notPresent',
      supplies: [{ name: 'retractBin', level: 'full', percent: 80 }],
    });
    expect(peer.violations).toEqual([]);
  });

  it.each([
    [
      'jams',
      { code: 'hardwareError', errorCode: 'retract-failed', effect: 'unknown' },
      'MediaAutoRetractedEvent jammed',
    ],
    [
      'snatched',
      { code: 'commandErrorCode', errorCode: 'retract-uncertain', effect: 'unknown' },
      'MediaTakenEvent presenter',
    ],
    ['toTransport', { code: 'hardwareError', errorCode: 'retract-failed', effect: 'unknown' }, undefined],
  ] as const)('ends honestly when the motor %s', async (motor, error, event) => {
    const { behind, print, events } = await set({ takenMs: 20 });
    behind.motor = motor;
    expect(await print()).toMatchObject({ ok: false, error });
    expect(events.slice(1)).toEqual(event === undefined ? [] : [event]);
    expect(behind.papers).toBe(0);
  });

  it.each([
    ['unit1', { errorCode: 'media-retracted', effect: 'partial' }],
    ['transport', { errorCode: 'media-retracted', effect: 'partial' }],
    ['jammed', { code: 'hardwareError', effect: 'unknown' }],
  ] as const)('may be drawn back by the service itself, to %s', async (where, error) => {
    const { behind, print, events } = await set();
    behind.onPresented = () => setImmediate(() => behind.autoRetract(where));
    expect(await print()).toMatchObject({ ok: false, error });
    const counted = events.filter((event) => event === 'MediaAutoRetractedEvent retracted');
    expect(counted).toHaveLength(where === 'unit1' ? 1 : 0);
  });

  it('stays where it is when the bin is full, and the status says so', async () => {
    const { behind, print, printer, events } = await set({ takenMs: 20 }, 1);
    await print();
    expect(events).toContain('RetractBinThresholdEvent full');
    expect(printer.status()).toMatchObject({ faults: ['retract-bin-full'], action: 'clear' });
    const second = await print();
    expect(second).toMatchObject({ ok: true, value: { fence: 'printer-executed-cut' } });
    expect(printer.status().media).toBe('present');
    expect(await printer.retract()).toMatchObject({ error: { code: 'deviceNotReady', errorCode: 'retract-bin-full' } });
    behind.papers = 0;
    behind.take();
  });

  it('is in the hand that took it while a drawing back was ended by a full bin', async () => {
    const { peer, behind, print, printer, events } = await set({ takenMs: 20 });
    peer.on('Printer.RetractMedia', (call) => {
      behind.take();
      call.complete('commandErrorCode', { errorCode: 'retractBinFull' });
    });
    expect(await print()).toMatchObject({ ok: true });
    expect(events).toContain('MediaTakenEvent presenter');
    expect(printer.status().media).toBe('notPresent');
  });

  it('is drawn back by command, and nothing is where nothing hangs', async () => {
    const { behind, print, printer } = await set({ takenMs: 0 });
    expect(await print()).toMatchObject({ value: { fence: 'printer-executed-cut' } });
    expect(printer.status().media).toBe('present');
    expect(await printer.retract()).toEqual({ ok: true, value: 'retracted', effect: 'done' });
    expect(await printer.retract()).toEqual({ ok: true, value: 'nothing', effect: 'none' });
    expect(behind.papers).toBe(1);
  });

  it('of somebody else is drawn back before the next job', async () => {
    const { behind, print, peer } = await set({ takenMs: 0 });
    await print();
    await print();
    expect(behind.papers).toBe(1);
    const order = peer.received.map(({ name }) => name).filter((name) => /Retract|PrintRaw|ControlMedia/.test(name));
    expect(order.slice(-3)).toEqual(['Printer.RetractMedia', 'Printer.PrintRaw', 'Printer.ControlMedia']);
  });

  it('is believed gone without its event once the slot was seen to get free', async () => {
    const { peer, print, printer } = await set({ takenMs: 0, notTaken: 'leave' });
    await print();
    peer.unsolicited('Printer', 'Common.StatusChangedEvent', '3.0', { printer: { media: 'notPresent' } });
    while (!printer.status().evidence.includes('media=notPresent')) await new Promise(setImmediate);
    peer.on('Common.Status', (call) => call.complete('success', printerService.status));
    expect(await print()).toMatchObject({ ok: true });
    expect(peer.received.map(({ name }) => name)).not.toContain('Printer.RetractMedia');
  });

  it('is proven as far as the cut when the connection goes while a hand is waited for', async () => {
    const { peer, print } = await set();
    expect(await print(() => peer.dropAll())).toMatchObject({ ok: true, value: { fence: 'printer-executed-cut' } });
  });

  it('cannot be drawn back by a service without a motor', async () => {
    const peer = await host({ Printer: printerService });
    const printer = await opened(
      new XfsReceiptPrinter({ address: peer.uri('Printer'), method: 'raw', widthDots: 384, patience: QUICK }),
    );
    peer.on('Printer.ControlMedia', (call) => {
      call.event('Printer.MediaPresentedEvent', { wadIndex: 1, totalWads: 1 });
      call.complete();
    });
    await printer.print({ jobId: 'job', receipt });
    expect(await printer.retract()).toMatchObject({ error: { errorCode: 'retract-unsupported', effect: 'none' } });
    expect(printer.status().supplies).toBeUndefined();
  });

  it('is drawn back by number in generation 1, by us and by the service', async () => {
    const { peer, behind, print, events, printer } = await set({ takenMs: 50 }, 2, 1);
    expect(await print()).toMatchObject({ error: { errorCode: 'media-retracted', effect: 'partial' } });
    expect(peer.received.find(({ name }) => name === 'Printer.RetractMedia')?.payload).toEqual({ binNumber: 1 });
    behind.onPresented = () => setImmediate(() => behind.autoRetract('unit1'));
    expect(await print()).toMatchObject({ error: { errorCode: 'media-retracted', effect: 'partial' } });
    expect(events.filter((event) => event === 'MediaAutoRetractedEvent retracted')).toHaveLength(2);
    await printer.refresh();
    expect(printer.status()).toMatchObject({ faults: ['retract-bin-full'], media: 'notPresent' });
    expect(peer.violations).toEqual([]);
  });
});
