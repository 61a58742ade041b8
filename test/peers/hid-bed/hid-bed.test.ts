import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeHidPosReports } from '../../../drivers/barcode-reader/hid-pos.ts';
import { STANDARD_LAYOUT } from '../../../drivers/barcode-reader/hid-pos-layout.ts';
import { HidPosSimulator, hidPosDescriptor } from '../../../drivers/barcode-reader/index.ts';
import { ensureDisplay } from '../../../scripts/display.mjs';
import { resolveElectron } from '../../../scripts/electron-runtime.mjs';
import { type BedDevice, HidBed, whyNoHidBed } from './hid-bed.ts';
import { REMOTE_PROGRAM, RemoteHid, runIn } from './remote.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const PORT = 'hid://0c2e:0901';
const scanner: BedDevice = {
  id: 'scanner',
  vendorId: 0x0c2e,
  productId: 0x0901,
  manufacturer: 'Example',
  product: 'Scanner',
  serialNumber: 'S0001',
  descriptor: hidPosDescriptor(STANDARD_LAYOUT, 'usages'),
};
/** Vendor page, unnumbered, 64 bytes in and out, 8 bytes of feature. */
const plain: BedDevice = {
  ...scanner,
  id: 'plain',
  vendorId: 0x0400,
  productId: 0xc35b,
  serialNumber: 'R0001',
  product: 'Reader',
  descriptor: Uint8Array.from(Buffer.from('0600FF0901A101150026FF0075089540090281020903910295080904B102C0', 'hex')),
};

const why = whyNoHidBed();
if (why !== null) process.stderr.write(`skipped: ${why}\n`);

const numbered = (index: number): Uint8Array => {
  const report = new Uint8Array(64);
  report[0] = 2;
  new DataView(report.buffer).setUint32(1, index, true);
  return report;
};
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe.skipIf(why !== null)('node-hid on virtual hidraw devices', () => {
  let bed: HidBed;
  const undo: (() => Promise<unknown>)[] = [];
  beforeEach(async () => {
    bed = await HidBed.start();
    await bed.plug(scanner);
  });
  afterEach(async () => {
    for (const step of undo.splice(0).reverse()) await step();
    await bed.stop();
  });

  function remote(port = PORT, usagePage?: string, program: readonly string[] = [process.execPath, REMOTE_PROGRAM]) {
    const pages = usagePage === undefined ? [] : [usagePage];
    const made = new RemoteHid([...program, port, ...pages], { ...process.env, ...bed.environment });
    undo.push(() => made.end());
    return made;
  }

  it('are found, read, written, and say whose they are', async () => {
    const hid = remote(PORT, '8c');
    expect(await hid.ask({ do: 'open' })).toEqual({ ok: true });
    expect(await hid.ask({ do: 'whose' })).toEqual({
      identity: {
        vendorId: 0x0c2e,
        productId: 0x0901,
        serialNumber: 'S0001',
        manufacturer: 'Example',
        product: 'Scanner',
        release: 0x0100,
      },
      descriptor: hex(scanner.descriptor),
      electron: null,
      utility: false,
    });
    const output = bed.next(({ event }) => event === 'output');
    expect(await hid.ask({ do: 'write', hex: '0404' })).toEqual({ ok: true });
    expect(await output).toEqual({ event: 'output', id: 'scanner', hex: '0404' });
    await bed.input('scanner', numbered(7));
    expect(await hid.seen(1)).toEqual([{ event: 'report', hex: hex(numbered(7)) }]);
    expect(await hid.end()).toEqual({ code: 0, complaint: '' });
  });

  it('without report ids get a 0 in front, and carry feature reports', async () => {
    await bed.plug(plain);
    const hid = remote('hid://0400:c35b/R0001');
    expect(await hid.ask({ do: 'open' })).toEqual({ ok: true });
    const report = Uint8Array.of(0, ...new Uint8Array(63), 9);
    await bed.input('plain', report);
    expect(await hid.seen(1)).toEqual([{ event: 'report', hex: hex(report) }]);
    const output = bed.next(({ event }) => event === 'output');
    await hid.ask({ do: 'write', hex: hex(report) });
    expect(await output).toMatchObject({ hex: hex(report) });
    await bed.feature('plain', Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8));
    expect(await hid.ask({ do: 'getFeature', id: 0, length: 9 })).toEqual({ ok: true, value: '000102030405060708' });
    expect(await hid.ask({ do: 'getFeature', id: 5, length: 9 })).toMatchObject({ error: { kind: 'io' } });
    const set = bed.next(({ event }) => event === 'featureSet');
    expect(await hid.ask({ do: 'sendFeature', hex: '000908070605040302' })).toEqual({ ok: true });
    expect(await set).toMatchObject({ hex: '000908070605040302' });
  });

  it('give 2,000 reports whole and in order', async () => {
    const hid = remote();
    await hid.ask({ do: 'open' });
    let dropped = 0;
    bed.onEvent(({ event }) => {
      if (event === 'dropped') dropped += 1;
    });
    for (let start = 0; start < 2_000; start += 40) {
      for (let index = start; index < start + 40; index += 1) void bed.input('scanner', numbered(index));
      await hid.seen(start + 40);
    }
    expect(dropped).toBe(0);
    expect(hid.events).toEqual(
      Array.from({ length: 2_000 }, (_, index) => ({ event: 'report', hex: hex(numbered(index)) })),
    );
  });

  it('hang up once when unplugged in the middle of a message, and are found again at another path', async () => {
    const hid = remote();
    await hid.ask({ do: 'open' });
    const [half] = encodeHidPosReports(new Uint8Array(60).fill(0x41), ']Q1', STANDARD_LAYOUT);
    await bed.input('scanner', half ?? new Uint8Array(64));
    await hid.seen(1);
    await bed.unplug('scanner');
    expect((await hid.seen(2))[1]).toMatchObject({
      event: 'hangUp',
      reason: expect.stringMatching(/^hid:\/\/0c2e:0901 was unplugged/),
    });
    expect(await hid.ask({ do: 'write', hex: '0404' })).toMatchObject({ error: { kind: 'closed' } });
    expect(await hid.ask({ do: 'open' })).toEqual({
      ok: false,
      error: { kind: 'notFound', message: `${PORT} is not plugged in` },
    });
    await bed.plug(scanner);
    expect(await hid.ask({ do: 'open' })).toEqual({ ok: true });
    await bed.input('scanner', numbered(1));
    expect(await hid.seen(3)).toHaveLength(3);
    expect(await hid.end()).toEqual({ code: 0, complaint: '' });
  });

  it('are refused with what a technician should know', async () => {
    const keyboard = { ...scanner, id: 'keyboard', productId: 0x0b01, serialNumber: 'K1' };
    await bed.plug(plain);
    await bed.plug({
      ...keyboard,
      descriptor: Uint8Array.from(Buffer.from('05010906A101050719E029E7750195088102C0', 'hex')),
    });
    const open = (port: string, usagePage?: string) => remote(port, usagePage).ask({ do: 'open' });
    expect(await open('hid://0400:c35b', '8c')).toMatchObject({
      error: { kind: 'notFound', message: 'hid://0400:c35b is there with usage page ff00 and not 008c' },
    });
    expect(await open('hid://0c2e:0aaa')).toMatchObject({
      error: { message: "hid://0c2e:0aaa is not plugged in; its maker's 0901, 0b01 is (usage page 008c, 0001)" },
    });
    await bed.plug({ ...scanner, id: 'second', serialNumber: 'S0002' });
    expect(await open(PORT)).toMatchObject({
      error: { message: `2 interfaces are ${PORT}: name the serial number or the path` },
    });
    expect(await open(`${PORT}/S0002`)).toEqual({ ok: true });
    expect(await open('/dev/hidraw77')).toMatchObject({ error: { kind: 'notFound' } });
  });

  it('leave nothing behind after 40 openings', async () => {
    const hid = remote();
    await hid.ask({ do: 'open' });
    await hid.ask({ do: 'close' });
    const before = await hid.ask({ do: 'handles' });
    for (let round = 0; round < 40; round += 1) {
      expect(await hid.ask({ do: 'open' })).toEqual({ ok: true });
      if (round % 2) void bed.input('scanner', numbered(round));
      await hid.ask({ do: 'close' });
    }
    expect(await hid.ask({ do: 'handles' })).toBe(before);
    expect(await hid.end()).toEqual({ code: 0, complaint: '' });
  });

  it('are driven by the technician’s scanner client', async () => {
    const simulator = new HidPosSimulator(bed.wire('scanner'), { trigger: 'usages' });
    const text = '测试样例：二维码里的中文内容，超过一个报告的长度，必须先拼接再解码。';
    simulator.showCode(text);
    const run = (...words: string[]) =>
      runIn(bed.environment, [process.execPath, path.join(ROOT, 'scripts/device.ts'), 'scanner', 'read', ...words]);
    const done = await run('--port', PORT, '--json', '--timeout', '10');
    expect({ ...done, stdout: JSON.parse(done.stdout) }).toEqual({
      code: 0,
      stderr: '',
      stdout: { text, aim: ']Q1', class: 'opaque' },
    });
    expect(simulator.reading).toBe(false);
    const none = await run('--port', PORT, '--timeout', '0.1');
    expect(none).toEqual({
      code: 2,
      stdout: '',
      stderr: 'scanner read: no code was shown within the time limit [noCode]\n',
    });
    await bed.unplug('scanner');
    expect(await run('--port', PORT)).toEqual({
      code: 2,
      stdout: '',
      stderr: `scanner read: ${PORT} is not plugged in [portNotFound]\n`,
    });
  });

  it('work the same in a utility process under the main side of the Electron that production runs', {
    timeout: 60_000,
  }, async () => {
    const { executable, kind } = await resolveElectron({ root: ROOT });
    // The fallback's Node does not strip types: the program is built, where it finds node_modules.
    const { build } = await import('vite');
    await mkdir(path.join(ROOT, 'node_modules/.cache'), { recursive: true });
    const folder = await mkdtemp(path.join(ROOT, 'node_modules/.cache/hid-bed-'));
    undo.push(() => rm(folder, { recursive: true }));
    await build({
      configFile: false,
      logLevel: 'error',
      build: {
        ssr: REMOTE_PROGRAM,
        outDir: folder,
        target: 'node20',
        rolldownOptions: { external: ['node-hid'], output: { entryFileNames: 'remote.mjs' } },
      },
    });
    await writeFile(
      path.join(folder, 'package.json'),
      JSON.stringify({ name: 'hid-bed', version: '0.0.0', type: 'module', main: 'main.js' }),
    );
    await copyFile(path.join(import.meta.dirname, 'electron-main.mjs'), path.join(folder, 'main.js'));
    const display = await ensureDisplay({ force: true });
    undo.push(() => display.stop());
    const main = [executable, '--no-sandbox', ...(kind === 'official' ? [folder] : [])];
    const hid = new RemoteHid([...main, '--', path.join(folder, 'remote.mjs'), PORT, '8c'], {
      ...process.env,
      NODE_OPTIONS: '',
      BUDAYANG_APP: folder,
      ...display.env,
      ...bed.environment,
    });
    undo.push(() => hid.end());
    expect(await hid.ask({ do: 'open' })).toEqual({ ok: true });
    expect(await hid.ask({ do: 'whose' })).toMatchObject({
      electron: expect.stringMatching(/^\d+\./),
      utility: true,
      descriptor: hex(scanner.descriptor),
    });
    const output = bed.next(({ event }) => event === 'output');
    expect(await hid.ask({ do: 'write', hex: '0402' })).toEqual({ ok: true });
    expect(await output).toMatchObject({ hex: '0402' });
    for (let index = 0; index < 60; index += 1) void bed.input('scanner', numbered(index));
    const reports = await hid.seen(60);
    expect(reports).toEqual(Array.from({ length: 60 }, (_, index) => ({ event: 'report', hex: hex(numbered(index)) })));
    await bed.unplug('scanner');
    expect((await hid.seen(61))[60]).toMatchObject({ event: 'hangUp' });
    await bed.plug(scanner);
    expect(await hid.ask({ do: 'open' })).toEqual({ ok: true });
    expect((await hid.end()).code).toBe(0);
  });
});
