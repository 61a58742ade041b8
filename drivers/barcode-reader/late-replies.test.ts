import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../contract/index.ts';
import { createTransport, openPty } from '../transports/index.ts';
import { SerialBarcodeReader } from './driver.ts';
import { encodeGm65Reply } from './gm65.ts';
import { encodeRevision } from './honeywell.ts';
import { suffixOf, whileReading } from './reading.test-kit.ts';
import { opened } from './serial.test-kit.ts';
import { ScannerSimulator } from './simulator.ts';
import { encodeCode, SUFFIX_NAMES } from './suffix-parser.ts';

const REVISION = encodeRevision([
  'Product Name: Sample 1602g',
  'Boot Revision: : 8992',
  'Software Part Number: CW000082BBA',
  'Software Revision: $ProjectRevision: 16345 ',
  'Serial Number: 00000B1F0C',
]);

/** Through the kernel: a Honeywell answers `REVINF.` after nobody waits for it any more. */
describe.runIf(process.platform === 'linux')('a revision that came too late over a pty', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'budayang-late-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const cuts = { 'all inside a read': [0], 'half before it': [60], 'a part in time': [30, 100] } as const;
  it.concurrent.each(SUFFIX_NAMES.flatMap((suffix) => Object.keys(cuts).map((how) => ({ suffix, how }))))(
    'is no code and no part of one: suffix $suffix, $how',
    async ({ suffix: name, how }) => {
      const suffix = suffixOf(name);
      const wire = openPty({ link: path.join(folder, `${name}-${how.replaceAll(' ', '-')}`) });
      if (!wire.ok) throw new Error(wire.error.message);
      const transport = createTransport(wire.value.path, { baudRate: 9600 });
      if (!transport.ok) throw new Error(transport.error.message);
      const simulator = new ScannerSimulator(wire.value, { family: 'honeywell', suffix });
      const scanner = new SerialBarcodeReader(transport.value, { family: 'honeywell', suffix });
      expect(await scanner.open()).toMatchObject({ ok: true });
      const [early = 0, late = REVISION.length] = how === 'a part in time' ? cuts[how] : [0];
      const before = how === 'half before it' ? 60 : late === 100 ? 100 : 0;
      // The settings are answered and told; the answer to the question after them is late.
      const stop = scanner.onStatus(() => {
        stop();
        simulator.loseNext = 1;
        wire.value.write(REVISION.slice(0, early));
      });
      expect(await scanner.refresh()).toMatchObject({ firmware: null });
      wire.value.write(REVISION.slice(early, before));
      const shown = async (code: string, sentBefore: Uint8Array) => {
        const reading = scanner.read({ timeoutMs: 3_000 });
        await systemClock.delay(50);
        for (let at = 0; at < sentBefore.length; at += 40) {
          wire.value.write(sentBefore.slice(at, at + 40));
          await systemClock.delay(5);
        }
        simulator.showCode(code);
        return reading;
      };
      expect(await shown('6901234567892', REVISION.slice(before))).toMatchObject({ value: { text: '6901234567892' } });
      expect(await shown('6901234567893', new Uint8Array(0))).toMatchObject({ value: { text: '6901234567893' } });
      expect(scanner.status()).toMatchObject({ device: 'online', faults: [] });
      expect(scanner.droppedCodes).toBe(0);
      await scanner.close();
      wire.value.close();
    },
    10_000,
  );
});

/** A Newland answers the question for its version with a line end inside. */
describe('a version that came too late', () => {
  const version = '\x02\x010000@QRYFWVFirmware Version:V2.04.000\n\x06;\x03';

  it.each(
    SUFFIX_NAMES.flatMap((suffix) =>
      [version, version.replace('V2', `V2 ${'x'.repeat(200)}\xe9`)].map((late) => ({ suffix, late })),
    ),
  )('is no part of the next code: suffix $suffix, $late', async ({ suffix, late }) => {
    const world = await opened('newland', { suffix });
    world.simulator.sendRaw(Buffer.from(late, 'latin1'));
    const read = await whileReading(world, () => world.simulator.showCode('6901234567892'));
    expect(read).toMatchObject({ value: { text: '6901234567892' } });
    world.simulator.sendRaw(Buffer.from(late, 'latin1'));
    const next = await whileReading(world, () => world.simulator.showCode('6901234567893'));
    expect(next).toMatchObject({ value: { text: '6901234567893' } });
    expect(world.scanner.status()).toMatchObject({ device: 'online', faults: [] });
  });
});

/** Its value and its check may hold the suffix. */
describe('a GM65 reply that came too late', () => {
  it.each(['CR', 'LF', 'TAB', 'ETX'])('is no part of the next code, though %s is in it', async (name) => {
    const wrong: number[] = [];
    const ending = encodeCode(new Uint8Array(0), suffixOf(name));
    const values = [...Array(256).keys()].filter((value) => lateOf(value).some((byte) => ending.includes(byte)));
    for (const value of values) {
      const world = await opened('gm65', { suffix: name });
      world.wire.write(lateOf(value).slice(0, value % 7));
      const read = await whileReading(world, () => {
        world.wire.write(lateOf(value).slice(value % 7));
        world.simulator.showCode('6901234567892');
      });
      if (!read.ok || read.value.text !== '6901234567892') wrong.push(value);
    }
    expect(values.length).toBeGreaterThan(1);
    expect(wrong).toEqual([]);
  });
});

const lateOf = (value: number) => encodeGm65Reply({ status: 0, data: Uint8Array.of(value) });
