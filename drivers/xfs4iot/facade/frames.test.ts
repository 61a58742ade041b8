import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { barcodeReader } from '../messages.ts';
import { violationIn } from '../testing/service-schemas.ts';
import { CARD, connected, listening, RECEIPT, SECRET, until, uri, world } from './facade.test-kit.ts';

describe('every frame', () => {
  it.each([
    ['', ['ServicePublisher.GetServices', 'Common.Status'], {}],
    [
      'IdCardReader',
      ['Common.Capabilities', 'Common.Status', 'CardReader.ReadRawData', 'CardReader.Move'],
      { chip: true },
    ],
    ['BarcodeReader', ['Common.Capabilities', 'Common.Status', 'BarcodeReader.Read', 'BarcodeReader.Reset'], {}],
    ['ReceiptPrinter', ['Common.Capabilities', 'Common.Status'], {}],
    ['ReceiptPrinter', ['Printer.PrintNative'], { data: Buffer.from(JSON.stringify(RECEIPT)).toString('base64') }],
    ['ReceiptPrinter', ['Printer.PrintNative', 'Printer.Reset'], {}],
    ['DocumentPrinter', ['Common.Capabilities', 'Common.Status', 'Common.Cancel'], {}],
  ])('of %s keeps to the published schema: %j', async (service, names, payload) => {
    const { socket, heard } = await listening(service);
    const versionOf: Record<string, string> = { 'Printer.PrintNative': '3.0', 'Printer.Reset': '3.0' };
    for (const [index, name] of names.entries()) {
      const version = versionOf[name] ?? '2.0';
      const header = { type: 'command', name, requestId: index + 1, version, timeout: 5000 };
      socket.send(JSON.stringify({ header, ...(name.startsWith('Common.') ? {} : { payload }) }));
    }
    const ended = () => heard.filter((text) => text.includes('"completion"')).length;
    await until(() => world.reads.length > 0 || ended() === names.length);
    world.reads[0]?.end(CARD);
    await until(() => ended() === names.length);
    expect(heard.map(violationIn).filter((violation) => violation !== null)).toEqual([]);
    socket.terminate();
  });

  it('that comes in may be anything: the facade goes on serving', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.string(), fc.json(), fc.uint8Array({ maxLength: 40 })), { maxLength: 5 }),
        async (frames) => {
          const { socket } = await listening('BarcodeReader');
          for (const frame of frames) if (socket.readyState === WebSocket.OPEN) socket.send(frame);
          const connection = await connected('BarcodeReader');
          expect(await connection.run(barcodeReader.read, {}, { version: '2.0', timeoutMs: 5000 })).toMatchObject({
            kind: 'success',
          });
          socket.terminate();
          await connection.close();
        },
      ),
      { numRuns: 30 },
    );
  });

  const commands = [
    ['ReceiptPrinter', 'Printer.RetractMedia', '3.0'],
    ['ReceiptPrinter', 'Printer.PrintNative', '3.0'],
    ['ReceiptPrinter', 'Storage.GetStorage', '2.0'],
    ['VendorMode', 'VendorMode.Register', '2.0'],
    ['VendorMode', 'VendorMode.EnterModeAcknowledge', '2.0'],
    ['VendorMode', 'VendorMode.ExitModeRequest', '2.0'],
  ] as const;
  it('with any payload ends in exactly one completion, as published', async () => {
    const payload = fc.oneof(
      fc.dictionary(fc.constantFrom('mediaControl', 'binNumber', 'appName', 'data', 'x'), fc.jsonValue(), {
        maxKeys: 3,
      }),
      fc.jsonValue(),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...commands), payload, async ([service, name, version], content) => {
        const { socket, heard } = await listening(service);
        const header = { type: 'command', name, requestId: 1, version, timeout: 5000 };
        socket.send(JSON.stringify({ header, payload: content }));
        const answers = () => heard.filter((text) => /"type":"(completion|acknowledge)"/.test(text));
        // Refused by the acknowledge, or taken and completed.
        await until(() => answers().length === 2 || answers().some((text) => text.includes('"status":"invalid')));
        expect(answers().filter((text) => text.includes('"completion"')).length).toBeLessThanOrEqual(1);
        expect(heard.map(violationIn).filter((violation) => violation !== null)).toEqual([]);
        socket.terminate();
      }),
      { numRuns: 60 },
    );
  });
});

describe('bytes that are no command', () => {
  const raw = async (frames: readonly (string | Buffer)[]) => {
    const socket = new WebSocket(uri('BarcodeReader'), { headers: { authorization: `Bearer ${SECRET}` } });
    const heard: { header: Record<string, unknown> }[] = [];
    socket.on('message', (data) => heard.push(JSON.parse(String(data))));
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    await new Promise((resolve) => socket.once('open', resolve));
    for (const frame of frames) socket.send(frame);
    return { socket, heard, closed };
  };
  const command = (header: object) =>
    JSON.stringify({
      header: { type: 'command', name: 'BarcodeReader.Read', requestId: 1, version: '2.0', timeout: 1000, ...header },
    });

  it('close the connection when nothing of them can be read', async () => {
    for (const frame of ['{', 'null', '', Buffer.from([1, 2, 3])]) expect(await (await raw([frame])).closed).toBe(1007);
    expect(await (await raw(['x'.repeat(2 * 1024 * 1024 + 1)])).closed).toBe(1009);
  });

  it('are told apart by the acknowledge', async () => {
    const idCard = await raw([
      command({ requestId: 0 }),
      command({ requestId: 'one' }),
      command({ timeout: -1 }),
      command({ name: 'Camera.TakePicture', requestId: 2 }),
      command({ type: 'completion', completionCode: 'success' }),
      command({ requestId: 3 }),
    ]);
    await until(() => idCard.heard.some(({ header }) => header.type === 'completion' && header.requestId === 3));
    expect(
      idCard.heard
        .slice(0, 4)
        .map(({ header }) => [header.type, header.requestId, header.status ?? header.completionCode]),
    ).toEqual([
      ['acknowledge', 0, 'invalidRequestID'],
      ['acknowledge', 0, 'invalidRequestID'],
      ['acknowledge', 1, 'invalidMessage'],
      ['acknowledge', 2, undefined],
    ]);
    expect(idCard.heard[4]?.header).toMatchObject({ completionCode: 'unsupportedCommand', requestId: 2 });
    idCard.socket.terminate();
  });

  it('with the number of one that still runs are refused by that, and the running one ends once', async () => {
    const scanner = await raw([command({ requestId: 7, timeout: 60 }), command({ requestId: 7, timeout: 60 })]);
    const heard = () => scanner.heard.map(({ header }) => [header.type, header.requestId, header.status]);
    await until(() => heard().some(([type]) => type === 'completion'));
    scanner.socket.send(command({ requestId: 7, timeout: 60 }));
    await until(() => heard().filter(([type]) => type === 'completion').length === 2);
    expect(heard()).toEqual([
      ['acknowledge', 7, undefined],
      ['acknowledge', 7, 'invalidRequestID'],
      ['completion', 7, undefined],
      // Once it has ended its number is free.
      ['acknowledge', 7, undefined],
      ['completion', 7, undefined],
    ]);
    scanner.socket.terminate();
  });

  it('answer an old client in its own words', async () => {
    const old = {
      header: { type: 'command', name: 'BarcodeReader.Read', requestId: 1, version: '1.0' },
      payload: { timeout: 5 },
    };
    const { heard, socket } = await raw([JSON.stringify(old)]);
    await until(() => heard.length === 2);
    expect(heard).toMatchObject([
      { header: { type: 'acknowledge' }, payload: { status: 'ok' } },
      { header: { type: 'completion' }, payload: { completionCode: 'unsupportedCommand' } },
    ]);
    socket.terminate();
  });
});
