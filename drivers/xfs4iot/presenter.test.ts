import { describe, expect, it } from 'vitest';
import type { DeviceEvent, DeviceStatus, Receipt } from '../contract/index.ts';
import { host, opened, QUICK } from './drivers.test-kit.ts';
import { XfsReceiptPrinter, type XfsReceiptPrinterOptions } from './receipt-printer.ts';
import type { Peer } from './testing/peer.ts';
import { generationOne, printerService } from './testing/peer-services.ts';
import { PresenterPeer, presenterService } from './testing/presenter-peer.ts';

const receipt: Receipt = { blocks: [{ kind: 'title', text: '回执' }] };

async function set(options: Partial<XfsReceiptPrinterOptions> = {}, holds = 5) {
  const peer: Peer = await host({ Printer: presenterService });
  const behind = new PresenterPeer(() => peer, { holds });
  behind.script(peer);
  const printer = await opened(
    new XfsReceiptPrinter({
      address: peer.uri('Printer'),
      method: 'raw',
      widthDots: 384,
      patience: QUICK,
      takenMs: 5000,
      ...options,
    }),
  );
  const events: string[] = [];
  printer.onEvent(({ name, detail }: DeviceEvent) => {
    if (name.startsWith('Printer.')) events.push(`${name.slice('Printer.'.length)} ${detail}`);
  });
  const print = (onPresented?: () => void) =>
    printer.print({ jobId: 'job', receipt, ...(onPresented ? { onPresented } : {}) });
  const until = (wanted: (status: DeviceStatus) => boolean) =>
    new Promise<DeviceStatus>((resolve) => printer.onStatus((status) => wanted(status) && resolve(status)));
  return { peer, behind, printer, print, events, until };
}

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
});

describe('what a service tells unasked', () => {
  it('is the status at once, without a question', async () => {
    const { peer, behind, until } = await set();
    const before = peer.received.length;
    const seen = until(({ device }) => device === 'userError');
    behind.moveCover('open');
    expect(await seen).toMatchObject({ faults: ['user-error'], action: 'clear' });
    expect(peer.received.length).toBe(before);
  });

  it('makes it be asked rarely, until changes come that it did not tell', async () => {
    const { behind, printer } = await set();
    expect(printer.askAgainInMs()).toBe(4000);
    behind.tells = false;
    for (const cover of ['open', 'closed'] as const) {
      behind.moveCover(cover);
      await printer.refresh();
    }
    expect(printer.askAgainInMs()).toBe(800);
    behind.tells = true;
    behind.moveCover('open');
    while (printer.status().device !== 'userError') await new Promise(setImmediate);
    expect(printer.askAgainInMs()).toBe(4000);
  });

  it('is asked often where it promises no events', async () => {
    const peer = await host({ Printer: printerService });
    const printer = await opened(new XfsReceiptPrinter({ address: peer.uri('Printer'), method: 'raw' }));
    expect(printer.askAgainInMs()).toBe(800);
  });

  it.each([1, 2] as const)('also by its thresholds, in generation %i', async (generation) => {
    const service = generation === 1 ? generationOne(printerService) : printerService;
    const peer = await host({ Printer: service }, { generation });
    const printer = await opened(
      new XfsReceiptPrinter({ address: peer.uri('Printer'), method: 'raw', patience: QUICK }),
    );
    const version = generation === 1 ? '1.0' : '2.0';
    const steps: [string, object, (status: DeviceStatus) => boolean][] = [
      ['Printer.PaperThresholdEvent', { paperSource: 'upper', threshold: 'low' }, ({ paper }) => paper === 'low'],
      ['Printer.PaperThresholdEvent', { threshold: 'out' }, ({ faults }) => faults.includes('paper-end')],
      ['Printer.PaperThresholdEvent', { paperSource: 'upper', threshold: 'full' }, ({ paper }) => paper === 'full'],
      ['Printer.TonerThresholdEvent', { state: 'out' }, ({ supplies }) => supplies?.[0]?.level === 'out'],
      ['Printer.LampThresholdEvent', { state: 'inop' }, ({ faults }) => faults.includes('lamp-inoperable')],
      [
        'Printer.RetractBinThresholdEvent',
        { binNumber: 1, state: 'full' },
        ({ faults }) => faults.includes('retract-bin-full'),
      ],
      [
        'Printer.RetractBinThresholdEvent',
        { binNumber: 1, state: 'high' },
        ({ supplies }) => supplies?.at(-1)?.level === 'low',
      ],
      [
        'Printer.RetractBinStatusEvent',
        { binNumber: 1, state: 'removed' },
        ({ supplies }) => supplies?.at(-1)?.level === 'out',
      ],
    ];
    for (const [name, payload, wanted] of steps) {
      const seen = new Promise((resolve) => printer.onStatus((status) => wanted(status) && resolve(status)));
      peer.unsolicited('Printer', name, version, { ...payload });
      await seen;
    }
    expect(printer.status().supplies).toContainEqual({ name: 'retractBin', level: 'out', percent: 100 });
  });
});
