import { describe, expect, it } from 'vitest';
import type { DeviceStatus } from '../contract/index.ts';
import { host, opened, QUICK } from './drivers.test-kit.ts';
import { presenterSet as set } from './presenter.test-kit.ts';
import { XfsReceiptPrinter } from './receipt-printer.ts';
import { generationOne, printerService } from './testing/peer-services.ts';

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

  it('and a level that an event told stands where the status only says unknown, until an event says otherwise', async () => {
    const service = {
      ...printerService,
      status: { common: { device: 'online' }, printer: { paper: { upper: 'unknown' } } },
    };
    const peer = await host({ Printer: service });
    const printer = await opened(
      new XfsReceiptPrinter({ address: peer.uri('Printer'), method: 'raw', patience: QUICK }),
    );
    expect(printer.status().paper).toBe('unknown');
    for (const level of ['low', 'full']) {
      const seen = new Promise<void>((resolve) => printer.onStatus(({ paper }) => paper === level && resolve()));
      peer.unsolicited('Printer', 'Printer.PaperThresholdEvent', '2.0', { paperSource: 'upper', threshold: level });
      await seen;
      expect((await printer.refresh()).paper).toBe(level);
    }
    peer.on('Common.Status', (call) =>
      call.complete('success', { common: { device: 'offline' }, printer: { paper: { upper: 'unknown' } } }),
    );
    expect((await printer.refresh()).paper).toBe('unknown');
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
