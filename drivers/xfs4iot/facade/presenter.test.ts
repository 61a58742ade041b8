import { describe, expect, it } from 'vitest';
import { completed, type DeviceEventName, failed, systemClock } from '../../contract/index.ts';
import { printer, storage } from '../messages.ts';
import { XfsReceiptPrinter } from '../receipt-printer.ts';
import { violationIn } from '../testing/service-schemas.ts';
import { connected, link, listening, opened, RECEIPT, until, world } from './facade.test-kit.ts';

const OPTIONS = { version: '2.0', timeoutMs: 5000 };
const bin = (percent: number, level: 'full' | 'low' | 'out' = 'full') => ({
  supplies: [{ name: 'retractBin' as const, level, percent }],
});
const happen = (name: DeviceEventName, detail: string) =>
  world.facade.tell({ deviceClass: 'receiptPrinter', name, at: 0, detail });

describe('our driver over our facade, with a printer that holds paper out', () => {
  const client = async (takenMs = 5000) => {
    world.ports.receipts.change({ media: 'notPresent', ...bin(100) });
    return opened(new XfsReceiptPrinter({ ...link('ReceiptPrinter'), method: 'native', takenMs }));
  };

  it('sees paper presented while it hangs there, and taken', async () => {
    const slips = await client();
    const events: string[] = [];
    slips.onEvent(({ name }) => events.push(name));
    world.presents = true;
    world.onPresented = () => {
      world.facade.look();
      world.ports.receipts.change({ media: 'notPresent' });
      happen('Printer.MediaTakenEvent', 'presenter');
      world.facade.look();
    };
    const done = await slips.print({ jobId: 'j', receipt: RECEIPT });
    expect(done).toMatchObject({ ok: true, value: { fence: 'paper-taken' } });
    expect(events.filter((name) => name.startsWith('Printer.'))).toEqual([
      'Printer.MediaPresentedEvent',
      'Printer.MediaTakenEvent',
    ]);
    expect(slips.status().media).toBe('notPresent');
  });

  it('draws back through it, once, and reads the bin', async () => {
    const slips = await client();
    expect(slips.status().supplies).toEqual([{ name: 'retractBin', level: 'full', percent: 100 }]);
    const events: string[] = [];
    slips.onEvent(({ name, detail }) => events.push(`${name} ${detail}`));
    world.ports.receipts.change({ media: 'present' });
    world.facade.look();
    await until(() => slips.status().media === 'present');
    const drawing = slips.retract();
    happen('Printer.MediaAutoRetractedEvent', 'retracted');
    expect(await drawing).toMatchObject({ ok: true, value: 'retracted' });
    expect(events.filter((event) => event.includes('AutoRetracted'))).toEqual([
      'Printer.MediaAutoRetractedEvent retracted',
    ]);
    world.ports.receipts.change({ media: 'notPresent', ...bin(10, 'low') });
    world.facade.look();
    await until(() => slips.status().supplies?.[0]?.level === 'low');
    expect(slips.status().supplies).toEqual([{ name: 'retractBin', level: 'low', percent: 10 }]);
    expect(events).toContain('Printer.RetractBinThresholdEvent high');
  });

  it.each([
    [completed('nothing' as const, 'none'), { ok: false, error: { errorCode: 'retract-uncertain' } }],
    [
      failed('deviceNotReady', 'retract-bin-full', 'x'),
      { ok: false, error: { code: 'deviceNotReady', errorCode: 'retract-bin-full', effect: 'none' } },
    ],
    [
      failed('hardwareError', 'retract-failed', 'x', 'unknown'),
      { ok: false, error: { errorCode: 'retract-failed', effect: 'unknown' } },
    ],
  ] as const)('is told the end of a drawing back that drew nothing: %j', async (ends, expected) => {
    const slips = await client();
    world.ports.receipts.change({ media: 'present' });
    world.facade.look();
    await until(() => slips.status().media === 'present');
    world.retract = ends;
    expect(await slips.retract()).toMatchObject(expected);
  });

  it('an open cover is seen as soon as the machine sees it', async () => {
    const slips = await client();
    const seen = new Promise<number>((resolve) =>
      slips.onStatus(({ device }) => device === 'userError' && resolve(systemClock.now())),
    );
    const from = systemClock.now();
    world.ports.receipts.change({ device: 'userError', faults: ['cover-open'] });
    world.facade.look();
    expect((await seen) - from).toBeLessThan(200);
    expect(slips.askAgainInMs()).toBe(4000);
  });
});

describe('what the facade says of paper and bin', () => {
  it('keeps to the published schema', async () => {
    world.ports.receipts.change({ media: 'notPresent', ...bin(100) });
    world.facade.look();
    const { socket, heard } = await listening('ReceiptPrinter');
    const send = (name: string, requestId: number, version: string, payload?: object) =>
      socket.send(
        JSON.stringify({
          header: { type: 'command', name, requestId, version, timeout: 5000 },
          ...(payload ? { payload } : {}),
        }),
      );
    send('Storage.GetStorage', 1, '2.0');
    send('Common.Capabilities', 2, '2.0');
    send('Printer.RetractMedia', 3, '3.0', { mediaControl: 'unit1' });
    send('Printer.RetractMedia', 4, '3.0', { mediaControl: 'transport' });
    await until(() => heard.filter((text) => text.includes('"completion"')).length === 4);
    happen('Printer.MediaAutoRetractedEvent', 'jammed');
    happen('Printer.MediaAutoRetractedEvent', 'retracted');
    happen('Printer.MediaTakenEvent', 'presenter');
    happen('Printer.RetractBinThresholdEvent', 'full');
    world.ports.receipts.change({
      media: 'present',
      paper: 'low',
      supplies: [...bin(20, 'low').supplies, { name: 'toner', level: 'out', percent: null }],
    });
    world.facade.look();
    await until(() => heard.some((text) => JSON.parse(text).header.name === 'Storage.StorageThresholdEvent'));
    expect(heard.map(violationIn).filter((violation) => violation !== null)).toEqual([]);
    const names = heard.map((text) => JSON.parse(text).header).filter(({ type }) => type === 'unsolicited');
    expect(names.map(({ name }) => name)).toEqual([
      'Printer.MediaAutoRetractedEvent',
      'Printer.MediaAutoRetractedEvent',
      'Printer.MediaTakenEvent',
      'Printer.RetractBinThresholdEvent',
      'Common.StatusChangedEvent',
      'Printer.PaperThresholdEvent',
      'Printer.TonerThresholdEvent',
      'Storage.CountsChangedEvent',
      'Storage.StorageThresholdEvent',
    ]);
    expect(heard.find((text) => text.includes('"requestId":4') && text.includes('completion'))).toContain(
      'unsupportedData',
    );
    socket.terminate();
  });

  it('tells no storage where nothing is drawn back', async () => {
    const connection = await connected('ReceiptPrinter');
    expect(await connection.run(storage.getStorage, {}, OPTIONS)).toMatchObject({ value: { storage: {} } });
    world.retract = failed('unsupportedCommand', 'retract-unsupported', 'x');
    expect(
      await connection.run(printer.retractMedia, { mediaControl: 'unit1' }, { version: '3.0', timeoutMs: 5000 }),
    ).toMatchObject({ completionCode: 'unsupportedCommand' });
  });
});
