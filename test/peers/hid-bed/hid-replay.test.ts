import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { STANDARD_LAYOUT } from '../../../drivers/barcode-reader/hid-pos-layout.ts';
import { HidPosSimulator, hidPosDescriptor } from '../../../drivers/barcode-reader/index.ts';
import { HidBed, whyNoHidBed } from './hid-bed.ts';
import { runIn } from './remote.ts';

/** The output report by which a computer asks for a code; before it only the light is put out. */
const TRIGGERED = '0404';
const DEVICE = fileURLToPath(new URL('../../../scripts/device.ts', import.meta.url));
const PORT = 'hid://0c2e:0901';
const LONG = `https://example.test/11010519491231002X/${'7'.repeat(70)}`;

const why = whyNoHidBed();
if (why !== null) process.stderr.write(`skipped: ${why}\n`);

describe.skipIf(why !== null)('a HID scanner that was recorded', () => {
  let room: string;
  beforeEach(async () => {
    room = await mkdtemp(path.join(tmpdir(), 'hid-replay-'));
  });
  afterEach(() => rm(room, { recursive: true, force: true }));

  it('is plugged in again and reads another code of the same form', async () => {
    const file = path.join(room, 'scan.jsonl');
    const read = (environment: Readonly<Record<string, string>>, ...more: string[]) =>
      runIn(environment, [process.execPath, DEVICE, 'scanner', 'read', '--port', PORT, '--json', ...more]);
    const bed = await HidBed.start();
    await bed.plug({
      ...{ id: 'scanner', vendorId: 0x0c2e, productId: 0x0901, manufacturer: 'Example', product: 'Scanner' },
      ...{ serialNumber: 'S0001', descriptor: hidPosDescriptor(STANDARD_LAYOUT, 'usages') },
    });
    const simulator = new HidPosSimulator(bed.wire('scanner'));
    const lit = bed.next((one) => one.event === 'output' && one.hex === TRIGGERED);
    const reading = read(bed.environment, '--record', file);
    await lit;
    simulator.showCode(LONG);
    const then = await reading;
    await bed.stop();
    expect(then.stderr).toBe('');
    expect(JSON.parse(then.stdout)).toMatchObject({ text: LONG, class: 'url' });
    const text = await readFile(file, 'utf8');
    for (const secret of ['1101051949', 'example.test'])
      expect(text).not.toContain(Buffer.from(secret).toString('hex'));

    const player = spawn(process.execPath, [DEVICE, 'replay', file, '--speed', '4'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = await new Promise<string>((resolve, reject) => {
      player.stdout.once('data', (data: Buffer) => resolve(data.toString()));
      player.stderr.once('data', (data: Buffer) => reject(new Error(data.toString())));
    });
    expect(said).toContain(`barcodeReader on ${PORT} for programs started with `);
    const environment = Object.fromEntries(
      [...said.matchAll(/([A-Z_]+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]),
    );
    const ended = new Promise((resolve) => player.once('exit', resolve));
    const now = await read(environment);
    expect(now.stderr).toBe('');
    expect(JSON.parse(now.stdout)).toEqual({
      text: `https://${LONG.slice(8).replace(/[a-z]/g, 'a').replace(/[A-Z]/g, 'A').replace(/\d/g, '0')}`,
      aim: JSON.parse(then.stdout).aim,
      class: 'url',
    });
    expect(await ended).toBe(0);
  }, 30_000);
});
