import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import jsQR from 'jsqr';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAuxiliaries, profiles } from '../../drivers/auxiliaries/index.ts';
import { SerialBarcodeReader } from '../../drivers/barcode-reader/index.ts';
import { PcscCardService, PcscSocialSecurityCardReader } from '../../drivers/card-reader/index.ts';
import { whyNoPcscd } from '../../drivers/card-reader/pcscd-kit.ts';
import { formatOwnCode } from '../../drivers/contract/index.ts';
import { SdtIdCardReader } from '../../drivers/id-card-reader/index.ts';
import { bitmapToRgba, EscPosReceiptPrinter } from '../../drivers/receipt-printer/index.ts';
import { sampleReceipt } from '../../drivers/receipt-printer/sample-receipt.ts';
import { createTransport } from '../../drivers/transports/index.ts';
import { receiptSchema, stateSchema } from './messages.ts';
import { persons } from './persons.ts';
import { type Dock, openDock } from './server.ts';
import { type Stack, startStack } from './stack.ts';

/** The real thing but for the kiosk: devices on their wires, the platform in its process, the dock on its port. */
let stack: Stack;
let dock: Dock;
let directory: string;

beforeAll(async () => {
  directory = mkdtempSync(path.join(os.tmpdir(), 'budayang-dock-'));
  stack = await startStack({ directory, realistic: false, cabinet: true, chipReader: true });
  dock = await openDock({
    machine: stack.machine,
    chipReader: stack.chipReader,
    camera: stack.camera,
    platform: stack.platform,
    platformAuthorityFile: path.join(directory, 'platform/tls/ca.pem'),
    documentsDirectory: path.join(directory, 'documents'),
    kiosk: () => null,
  });
}, 90_000);

afterAll(async () => {
  await dock.close();
  await stack.stop();
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  json(): unknown;
}

/** Not fetch: it would not let a test lie about Host and Origin. */
function ask(method: string, address: string, options: { headers?: object; body?: string } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(`${dock.url}${address}`, { method, headers: { ...options.headers } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        const body = Buffer.concat(chunks);
        const json = () => JSON.parse(body.toString()) as unknown;
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body, json });
      });
    });
    asked.on('error', reject);
    asked.end(options.body);
  });
}

/** An array by itself would be drawn whole in the name of its test. */
const TOO_LONG = { toJSON: () => 'x'.repeat(2001) };
const JSON_BODY = { 'content-type': 'application/json' };
const post = (address: string, body: unknown, headers: object = {}) =>
  ask('POST', address, { headers: { ...JSON_BODY, ...headers }, body: JSON.stringify(body) });
const stateAfter = async (address: string, body: unknown) => stateSchema.parse((await post(address, body)).json());
const state = async () => stateSchema.parse((await ask('GET', '/api/state')).json());

function wireTo(name: 'reader' | 'scanner' | 'printer', baudRate: number) {
  const transport = createTransport(stack.machine.port(name), { baudRate });
  if (!transport.ok) throw new Error(transport.error.message);
  return transport.value;
}

describe('devices', () => {
  it('lays every person’s card so that a real driver reads it, and lifts it', async () => {
    const reader = new SdtIdCardReader(wireTo('reader', 115200));
    expect(await reader.open()).toMatchObject({ ok: true });
    for (const { id, card } of persons) {
      expect((await stateAfter('/api/card', { person: id })).reader.card).toBe(id);
      expect(await reader.read({ timeoutMs: 5000 })).toMatchObject({ ok: true, value: { name: card.name } });
      expect((await stateAfter('/api/card', { person: null })).reader.card).toBeNull();
    }
    await reader.close();
  });

  it.skipIf(whyNoPcscd())('puts a social security card in so that a real driver reads it, and pulls it', async () => {
    expect((await state()).chipReader).toEqual({ plugged: true, card: null });
    const reader = new PcscSocialSecurityCardReader(new PcscCardService(), { reader: 'Virtual PCD 00 00' });
    expect(await reader.open()).toMatchObject({ ok: true });
    const reading = reader.read({ timeoutMs: 8000 });
    expect((await stateAfter('/api/chip', { person: 'li-di' })).chipReader).toEqual({ plugged: true, card: 'li-di' });
    expect(await reading).toMatchObject({
      ok: true,
      value: { name: '李頔', socialSecurityNumber: '11010119851102202X' },
    });
    expect((await stateAfter('/api/chip', { person: null })).chipReader).toEqual({ plugged: true, card: null });
    expect((await post('/api/chip', { person: 'i-sampleova' })).status).toBe(400);

    const lost = new Promise<void>((resolve) => {
      reader.onStatus(({ device }) => device !== 'online' && resolve());
    });
    expect((await stateAfter('/api/chip', { plugged: false })).chipReader).toEqual({ plugged: false, card: null });
    await lost;
    expect((await post('/api/chip', { person: 'li-di' })).status).toBe(409);
    expect((await stateAfter('/api/chip', { plugged: true })).chipReader).toEqual({ plugged: true, card: null });
    await reader.close();
    expect(await reader.open()).toMatchObject({ ok: true });
    await reader.close();
  });

  it('holds a code before the scanner until it is read', async () => {
    const suffix = { kind: 'bytes' as const, name: 'CR' as const, bytes: [13] };
    const scanner = new SerialBarcodeReader(wireTo('scanner', 9600), { family: 'newland', suffix });
    expect(await scanner.open()).toMatchObject({ ok: true });
    const text = formatOwnCode({ kind: 'case', id: 'BDY-0001-261121-0001' });
    const reading = scanner.read({ timeoutMs: 5000 });
    expect((await post('/api/code', { text })).status).toBe(200);
    expect(await reading).toMatchObject({ ok: true, value: { text } });
    await scanner.close();
  });

  it('presses keys, opens doors and plugs a headset so that a real driver hears of them, and shows its lights', async () => {
    const profile = profiles['line-board'];
    if (profile === undefined) throw new Error('no profile');
    const made = createAuxiliaries({ port: stack.machine.port('board'), profile });
    if (!made.ok) throw new Error(made.error);
    const board = made.value;
    const keys: string[] = [];
    board.onKey(({ key, action }) => keys.push(`${key} ${action}`));
    expect(await board.open()).toMatchObject({ ok: true });
    const { board: shown } = await state();
    expect(shown.keys).toContain('enter');
    expect(shown.inputs).toContainEqual({
      input: 'cabinet door',
      state: 'closed',
      states: ['closed', 'open', 'locked', 'tampered'],
    });
    await post('/api/board', { key: 'enter' });
    await expect.poll(() => keys).toEqual(['enter down', 'enter up']);
    expect((await stateAfter('/api/board', { input: 'cabinet door', state: 'open' })).board.inputs).toContainEqual(
      expect.objectContaining({ input: 'cabinet door', state: 'open' }),
    );
    await post('/api/board', { input: 'headset', state: 'plugged' });
    await expect.poll(() => board.snapshot()).toMatchObject({ doors: { cabinet: 'open' }, headset: 'plugged' });
    await board.setLight('cardReader', { flashRate: 'medium', color: null });
    await board.setVolume({ route: 'headset', percent: 40 });
    expect((await state()).board).toMatchObject({
      lights: expect.arrayContaining([{ light: 'cardReader', shows: 'medium white' }]),
      sound: { route: 'headset', percent: 40 },
    });
    for (const body of [{ key: 'point' }, { input: 'roof', state: 'open' }, { input: 'headset', state: 'open' }])
      expect((await post('/api/board', body)).status).toBe(400);
    await board.close();
  });

  it('shows a receipt as it came out of the printer, with the code on it', async () => {
    const printer = new EscPosReceiptPrinter(wireTo('printer', 115200), { family: 'epson', widthDots: 576 });
    expect(await printer.open()).toMatchObject({ ok: true });
    expect(await printer.print({ jobId: 'one', receipt: sampleReceipt })).toMatchObject({ ok: true });
    await printer.close();
    const receipts = receiptSchema.array().parse((await ask('GET', '/api/receipts')).json());
    const paper = stack.machine.papers()[0];
    if (paper === undefined) throw new Error('nothing came out');
    const code = jsQR(bitmapToRgba(paper), paper.widthDots, paper.heightDots)?.data;
    expect(code).toMatch(/^BDY1:/);
    expect(receipts).toEqual([{ n: 1, widthDots: 576, heightDots: paper.heightDots, codes: [code] }]);
    const png = await ask('GET', '/api/receipts/1.png');
    expect(png.headers['content-type']).toBe('image/png');
    expect([png.body.readUInt32BE(16), png.body.readUInt32BE(20)]).toEqual([576, paper.heightDots]);
    expect((await state()).printer.waiting).toBe(1);
    expect((await stateAfter('/api/printer', { action: 'tear' })).printer.waiting).toBe(0);
    expect((await ask('GET', '/api/receipts/2.png')).status).toBe(404);
    expect((await ask('GET', '/api/receipts/one.png')).status).toBe(400);
  });

  it.each([
    ['nearEnd', 'paper near its end', 'refill'],
    ['runOut', 'out of paper', 'refill'],
    ['hotHead', 'head too hot', 'clear'],
    ['openCover', 'cover open', 'closeCover'],
    ['silence', 'answers nothing', 'speak'],
  ])('%s makes the printer say "%s" until %s', async (action, condition, cure) => {
    expect((await stateAfter('/api/printer', { action })).printer.condition).toBe(condition);
    expect((await stateAfter('/api/printer', { action: cure })).printer.condition).toBe('ready');
  });

  it.each([
    ['jam', 'paper jam', 'jam cleared, waits for recovery'],
    ['cutterError', 'cutter fault', 'cutter freed, waits for recovery'],
  ])('%s stays an error until the terminal recovers the printer', async (action, condition, after) => {
    expect((await stateAfter('/api/printer', { action })).printer.condition).toBe(condition);
    expect((await stateAfter('/api/printer', { action: 'clear' })).printer.condition).toBe(after);
    const wire = wireTo('printer', 115200);
    expect(await wire.open()).toMatchObject({ ok: true });
    await wire.write(Uint8Array.of(0x10, 0x05, 0x02));
    await expect.poll(async () => (await state()).printer.condition).toBe('ready');
    await wire.close();
  });

  it.each(['reader', 'scanner', 'printer'] as const)('pulls the plug of the %s and puts it back', async (name) => {
    expect((await stateAfter(`/api/devices/${name}`, { plugged: false }))[name].plugged).toBe(false);
    const wire = wireTo(name, 9600);
    expect(await wire.open()).toMatchObject({ ok: false });
    expect((await stateAfter(`/api/devices/${name}`, { plugged: true }))[name].plugged).toBe(true);
    expect(await wire.open()).toMatchObject({ ok: true });
    await wire.close();
  });

  it('says that an unplugged scanner sees nothing', async () => {
    await post('/api/devices/scanner', { plugged: false });
    const { status, json } = await post('/api/code', { text: 'BDY1' });
    expect([status, json()]).toEqual([409, { error: 'unplugged', message: 'the scanner is unplugged' }]);
    await post('/api/devices/scanner', { plugged: true });
  });
});

describe('platform', () => {
  it('spoils its answers and mends them', async () => {
    const spoilt = await stateAfter('/api/platform', { fault: { mode: '500', basesUnavailable: ['housing'] } });
    expect(spoilt.platform).toMatchObject({ running: true, mode: '500', basesUnavailable: ['housing'] });
    const mended = await stateAfter('/api/platform', { fault: {} });
    expect(mended.platform).toMatchObject({ mode: 'none', basesUnavailable: [] });
  });

  it('is killed and comes back at the same address', async () => {
    const { url } = (await state()).platform;
    expect((await stateAfter('/api/platform', { running: false })).platform.running).toBe(false);
    expect((await post('/api/platform', { fault: {} })).status).toBe(409);
    expect((await stateAfter('/api/platform', { running: true })).platform).toMatchObject({ running: true, url });
    expect((await stateAfter('/api/platform', { running: true })).platform.running).toBe(true);
  });
});

describe('what is not allowed', () => {
  it.each([
    ['/api/card', {}, 'body.person'],
    ['/api/card', { person: 'nobody' }, 'body.person'],
    ['/api/card', { person: 'wang-yan', twice: true }, 'the body'],
    ['/api/code', { text: '' }, 'body.text'],
    ['/api/code', { text: TOO_LONG }, 'body.text'],
    ['/api/code', { text: '\ud800' }, 'body.text'],
    ['/api/printer', { action: 'explode' }, 'body.action'],
    ['/api/devices/coffee', { plugged: true }, 'params.name'],
    ['/api/devices/reader', { plugged: 'yes' }, 'body.plugged'],
    ['/api/platform', { running: 'maybe' }, 'the body'],
    ['/api/platform', { fault: { basesUnavailable: ['nowhere'] } }, 'the body'],
    ['/api/touch', {}, 'the body'],
    ['/api/touch', { events: [] }, 'body.events'],
    ['/api/touch', { events: [{ type: 'down', x: -1, y: 0 }] }, 'body.events.0.x'],
  ])('%s %j is refused and %s is named', async (address, body, named) => {
    const { status, json } = await post(address, body);
    expect(status).toBe(400);
    expect(json()).toMatchObject({ error: 'invalid', message: expect.stringContaining(named) });
  });

  it('refuses what is not JSON', async () => {
    expect((await ask('POST', '/api/card', { headers: JSON_BODY, body: '{' })).status).toBe(400);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded'])
      expect((await ask('POST', '/api/card', { headers: { 'content-type': type }, body: '{}' })).status).toBe(415);
  });

  it('answers no foreign host, so that a rebound name finds nothing', async () => {
    const { port } = new URL(dock.url);
    for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1', `127.0.0.1.evil.example:${port}`])
      for (const address of ['/', '/api/state', '/api/nothing'])
        expect((await ask('GET', address, { headers: { host } })).status, `${host}${address}`).toBe(403);
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`])
      expect((await ask('GET', '/api/state', { headers: { host } })).status, host).toBe(200);
  });

  it('takes no orders and shows nothing to another site', async () => {
    const laid = { person: 'wang-yan' };
    for (const headers of [
      { origin: 'http://evil.example' },
      { origin: 'null' },
      { origin: 'http://localhost:1' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ])
      expect((await post('/api/card', laid, headers)).status, JSON.stringify(headers)).toBe(403);
    expect((await state()).reader.card).toBeNull();
    const image = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' };
    expect((await ask('GET', '/api/receipts/1.png', { headers: image })).status).toBe(403);
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    expect((await ask('GET', '/', { headers: link })).status).toBe(200);
    expect((await post('/api/card', { person: null }, { origin: dock.url })).status).toBe(200);
  });

  it('gives documents of its folder and nothing beside it', async () => {
    const folder = path.join(directory, 'documents');
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'one.pdf'), '%PDF-1.7');
    const [known] = (await state()).documents;
    expect(known).toMatchObject({ name: 'one.pdf', bytes: 8 });
    expect((await ask('GET', '/api/documents/one.pdf')).body.toString()).toBe('%PDF-1.7');
    for (const name of ['two.pdf', '..%2Fterminal-key', '..%2f..%2fetc%2fpasswd', '%2e%2e', 'one.pdf%00'])
      expect((await ask('GET', `/api/documents/${name}`)).status, name).toBe(404);
  });
});

describe('the page', () => {
  it('consists of files that are all there and allow nothing foreign', async () => {
    const page = await ask('GET', '/');
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    const named = [...page.body.toString().matchAll(/(?:src|href)="(\/[^"]*)"/g)].map(([, address = '']) => address);
    expect(named).toContain('/dock.js');
    for (const address of named.filter((one) => !one.startsWith('/api/screen')))
      expect((await ask('GET', address)).status, address).toBe(200);
  });

  it('has every call in its description', async () => {
    const { paths } = (await ask('GET', '/api/openapi.json')).json() as { paths: Record<string, unknown> };
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining(['/api/state', '/api/card', '/api/code', '/api/printer', '/api/platform', '/api/touch']),
    );
  });

  it('says that there is no kiosk', async () => {
    for (const address of ['/api/screen.png', '/api/screen.mjpeg', '/api/screen/size'])
      expect((await ask('GET', address)).status, address).toBe(409);
    expect((await post('/api/touch', { button: '轻触屏幕开始' })).status).toBe(409);
  });

  it('tells what changed as it changes', async () => {
    const stream = await fetch(`${dock.url}/api/events`);
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    const next = async () =>
      stateSchema.parse(JSON.parse(String((await reader?.read())?.value).slice('data: '.length)));
    expect((await next()).printer.condition).toBe('ready');
    await post('/api/printer', { action: 'openCover' });
    expect((await next()).printer.condition).toBe('cover open');
    await post('/api/printer', { action: 'closeCover' });
    await reader?.cancel();
  });
});

it('takes another port when its own is taken, unless that one was asked for', async () => {
  const port = Number(new URL(dock.url).port);
  const context = {
    machine: stack.machine,
    chipReader: stack.chipReader,
    camera: stack.camera,
    platform: stack.platform,
    platformAuthorityFile: '',
    documentsDirectory: directory,
    kiosk: () => null,
  };
  await expect(openDock(context, { port })).rejects.toThrow(`port ${port} is taken`);
  const other = await openDock(context, { port, orAnother: true });
  expect(other.url).not.toBe(dock.url);
  await other.close();
});

it('shows the camera what is laid under it, a face, and takes it away', async () => {
  const after = async (body: object) => (await stateAfter('/api/camera', body)).camera;
  expect(await after({ scene: 'page' })).toEqual({ plugged: true, scene: 'page' });
  expect(await after({ code: 'BDY1:X' })).toEqual({ plugged: true, scene: 'code' });
  expect(await after({ face: 'lin-yu' })).toEqual({ plugged: true, scene: 'picture' });
  expect(await after({ plugged: false })).toEqual({ plugged: false, scene: 'picture' });
  expect(existsSync(stack.camera.file)).toBe(false);
  // What lies there when it is put back in was laid there meanwhile.
  expect(await after({ scene: 'dark' })).toEqual({ plugged: false, scene: 'dark' });
  expect(await after({ plugged: true })).toEqual({ plugged: true, scene: 'dark' });
  expect(existsSync(stack.camera.file)).toBe(true);
  expect((await post('/api/camera', { scene: 'the moon' })).status).toBe(400);
});
