import { describe, expect, it } from 'vitest';
import { XfsDocumentPrinter } from './document-printer.ts';
import { host, opened, QUICK } from './drivers.test-kit.ts';
import { printerService } from './testing/peer-services.ts';

describe('documents', () => {
  const pdf = Buffer.from('%PDF-1.7 sample %%EOF');
  it('are called printed only when paper was seen', async () => {
    const peer = await host({ Printer: printerService });
    const printer = await opened(
      new XfsDocumentPrinter({ address: peer.uri('Printer'), osPrinter: 'sample', patience: QUICK }),
    );
    const print = (copies = 1) => printer.print({ jobId: 'd', title: '', pdf, copies });
    expect(await print()).toMatchObject({ value: { fence: 'spooler-accepted' } });
    peer.on('Printer.PrintNative', (call) => {
      call.event('Printer.MediaPresentedEvent', { wadIndex: 1, totalWads: 1 });
      call.complete();
    });
    expect(await print(2)).toMatchObject({ value: { fence: 'printer-completed' } });
    peer.on('Printer.PrintNative', (call) => call.complete('commandErrorCode', { errorCode: 'tonerOut' }));
    expect(await print()).toMatchObject({ error: { code: 'hardwareError', errorCode: 'tonerOut', effect: 'unknown' } });
    const large = { jobId: 'd', title: '', copies: 1, pdf: Buffer.concat([pdf, Buffer.alloc(2 * 1024 * 1024)]) };
    expect(await printer.print(large)).toMatchObject({ error: { errorCode: 'document-too-large', effect: 'none' } });
    expect(peer.violations).toEqual([]);
  });
});
