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
    const print = (copies = 1) => printer.print({ jobId: 'd', title: '', pdf, copies, session: 'A' });
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

describe('several paper sources', () => {
  const pdf = Buffer.from('%PDF-1.7 /Type /Page %%EOF');
  const printing = async (paperSource: string | undefined, paper: Record<string, string>) => {
    const status = { common: { device: 'online' }, printer: { media: 'notPresent', paper } };
    const capabilities = { printer: { type: { document: true }, osPrinter: 'sample' } };
    const peer = await host({ Printer: { ...printerService, status, capabilities } });
    const where = { address: peer.uri('Printer'), osPrinter: 'sample', patience: QUICK };
    const device = await opened(new XfsDocumentPrinter({ ...where, ...(paperSource ? { paperSource } : {}) }));
    const printed = await device.print({ jobId: 'd', title: '', pdf, copies: 1 });
    const asked = peer.received.find(({ name }) => name === 'Printer.PrintNative');
    return { printed, source: asked?.payload.paperSource, faults: device.status().faults };
  };

  it('print from the one that is configured, and do not care for the others', async () => {
    const full = await printing('lower', { upper: 'out', lower: 'full' });
    expect(full).toMatchObject({ printed: { ok: true }, source: 'lower', faults: [] });
    const empty = await printing('lower', { upper: 'full', lower: 'out' });
    expect(empty).toMatchObject({ printed: { error: { errorCode: 'paper-end', effect: 'none' } }, source: undefined });
  });

  it('leave the choice to the service where none is configured: an empty spare tray stops nothing', async () => {
    const told = await printing(undefined, { upper: 'full', lower: 'out' });
    expect(told).toMatchObject({ printed: { ok: true }, source: undefined, faults: ['tray-empty'] });
  });
});

describe('a paper source the service has not', () => {
  const pdf = Buffer.from('%PDF-1.7 /Type /Page %%EOF');
  const told = {
    common: { device: 'online' },
    printer: { media: 'notPresent', paper: { upper: 'full', lower: 'low' } },
  };
  async function printer(sources: object, paperSources?: object) {
    const capabilities = { printer: { type: { document: true }, osPrinter: 'sample', paperSources } };
    const peer = await host({ Printer: { ...printerService, status: told, capabilities } });
    const where = { address: peer.uri('Printer'), osPrinter: 'sample', patience: QUICK };
    return { peer, device: await opened(new XfsDocumentPrinter({ ...where, ...sources })) };
  }

  it('is said, with those it has', async () => {
    const { device } = await printer({ paperSource: 'side' }, { upper: true });
    expect(device.status()).toMatchObject({
      ...{ device: 'online', paper: 'unknown', faults: ['wrong-paper-source'], action: 'configuration' },
      evidence: expect.stringMatching(/; paperSource side is not there, the service has: lower upper$/),
    });
    expect((await device.refresh()).evidence).toContain('paperSource side is not there');
  });

  it('is said of the special one, too', async () => {
    const sources = { plain: 'upper', special: 'vault' };
    const onChange = () => undefined;
    const { device } = await printer(
      { specialPaper: { sheets: 5, capacity: 10, lowAt: 2, sources, onChange } },
      { upper: true },
    );
    expect(device.status()).toMatchObject({ paper: 'full', faults: ['wrong-paper-source'] });
    expect(device.status().evidence).toContain('paperSource vault is not there');
  });

  it('is not printed from where the service denies it', async () => {
    const { device, peer } = await printer({ paperSource: 'aux' }, { upper: true, aux: false });
    const job = { jobId: 'd', title: '', pdf, copies: 1 };
    const refused = { error: { errorCode: 'tray-unsupported', effect: 'none' } };
    expect(await device.validate(job)).toMatchObject(refused);
    expect(await device.print(job)).toMatchObject(refused);
    expect(peer.received.some(({ name }) => name === 'Printer.PrintNative')).toBe(false);
  });
});

describe('special paper', () => {
  const pdf = Buffer.from('%PDF-1.7 /Type /Page /Type /Page %%EOF');
  const sources = { plain: 'upper', special: 'aux' };

  async function printer(paper: Record<string, string | null> = { upper: 'full', aux: 'full' }, more = {}) {
    const told = { media: 'notPresent', paper, ...more };
    const service = {
      ...printerService,
      status: { common: { device: 'online' }, printer: told },
      capabilities: {
        printer: { type: { document: true }, osPrinter: 'sample', paperSources: { upper: true, aux: 'aux' in paper } },
      },
    };
    const peer = await host({ Printer: service });
    const left: number[] = [];
    const device = await opened(
      new XfsDocumentPrinter({
        ...{ address: peer.uri('Printer'), osPrinter: 'sample', patience: QUICK },
        specialPaper: {
          ...{ sheets: null, capacity: 10, lowAt: 2, sources },
          onChange: ({ sheets }) => left.push(sheets),
        },
      }),
    );
    const stock = () => device.status().supplies?.find(({ name }) => name === 'specialPaper');
    const print = (on: 'plain' | 'special', copies = 1) =>
      device.print({ jobId: 'd', title: '', pdf, copies, paper: on });
    const printed = () =>
      peer.received.flatMap(({ name, payload }) => (name === 'Printer.PrintNative' ? [payload.paperSource] : []));
    return { peer, device, left, stock, print, printed };
  }

  it('is none before somebody counted it in, is drawn from its own source, and is counted', async () => {
    const { peer, device, left, stock, print, printed } = await printer();
    expect(stock()).toEqual({ name: 'specialPaper', level: 'unknown', percent: null });
    expect(await print('special')).toMatchObject({ error: { errorCode: 'special-paper-end', effect: 'none' } });
    device.loadSpecialPaper(5);
    expect(stock()).toEqual({ name: 'specialPaper', level: 'full', percent: 50 });
    expect(await device.validate({ copies: 5, paper: 'special' })).toMatchObject({ ok: true });
    expect(await device.validate({ copies: 6, paper: 'special' })).toMatchObject({
      error: { errorCode: 'special-paper-end' },
    });
    expect(await print('special', 2)).toMatchObject({ ok: true });
    expect(await print('plain')).toMatchObject({ ok: true });
    expect(stock()).toMatchObject({ level: 'low', percent: 10 });
    expect(await print('special')).toMatchObject({ error: { errorCode: 'special-paper-end', effect: 'none' } });
    expect([printed(), left]).toEqual([
      ['aux', 'aux', 'upper'],
      [5, 3, 1],
    ]);
    expect(peer.violations).toEqual([]);
  });

  it.each([
    [{ upper: 'full', aux: 'out' }, {}, 'special-paper-end', { level: 'out', percent: 0 }],
    [{ upper: 'full', aux: 'jammed' }, {}, 'paper-jam', { level: 'jammed' }],
    [{ upper: 'full', aux: 'full' }, { media: 'present' }, 'media-in-print-position', { level: 'full' }],
    [{ upper: 'full' }, {}, 'tray-unsupported', { level: 'full' }],
  ] as const)('is refused with %j %j: %s', async (paper, more, errorCode, level) => {
    const { device, stock, print, printed } = await printer(paper, more);
    device.loadSpecialPaper(10);
    expect(stock()).toMatchObject(level);
    expect(await print('special')).toMatchObject({ error: { errorCode, effect: 'none' } });
    expect(printed()).toEqual([]);
  });

  it('goes on where the plain source is out, and the axis of paper is of the plain source', async () => {
    const { device, print } = await printer({ upper: 'out', aux: 'unknown' });
    device.loadSpecialPaper(10);
    expect(device.status()).toMatchObject({ paper: 'out', supplies: [{ level: 'full' }] });
    expect(await print('plain')).toMatchObject({ error: { errorCode: 'paper-end' } });
    expect(await print('special')).toMatchObject({ ok: true });
  });

  it('counts what a broken job may have used, and nothing of one that the service refused', async () => {
    const { peer, device, left, print } = await printer();
    device.loadSpecialPaper(10);
    peer.on('Printer.PrintNative', (call) => call.complete('invalidData'));
    expect(await print('special')).toMatchObject({ error: { effect: 'none' } });
    peer.on('Printer.PrintNative', (call) => call.complete('commandErrorCode', { errorCode: 'mediaJammed' }));
    expect(await print('special')).toMatchObject({ error: { effect: 'unknown' } });
    expect(left).toEqual([10, 8]);
  });

  it('is refused where no source is configured for it', async () => {
    const peer = await host({ Printer: printerService });
    const device = await opened(
      new XfsDocumentPrinter({ address: peer.uri('Printer'), osPrinter: 'sample', patience: QUICK }),
    );
    expect(await device.print({ jobId: 'd', title: '', pdf, copies: 1, paper: 'special' })).toMatchObject({
      error: { errorCode: 'special-paper-unconfigured', effect: 'none' },
    });
    expect(peer.received.some(({ name }) => name === 'Printer.PrintNative')).toBe(false);
  });
});
