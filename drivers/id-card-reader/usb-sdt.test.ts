import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { IdCard } from '../contract/index.ts';
import { createUsbPipes, isUsbPort, parseUsbPort, SimulatedClock } from '../transports/index.ts';
import { encodeAnswer } from './answers.ts';
import { SdtIdCardReader } from './driver.ts';
import { blankCard, simulatedCard } from './simulated-card.ts';
import { realisticDelays, SdtReaderSimulator } from './simulator.ts';
import { UsbFrameAssembler } from './usb-frame-assembler.ts';
import { UsbSdtTransport, usbSdtLayout } from './usb-sdt-transport.ts';
import { USB_LAYOUTS, UsbSimulatedReader } from './usb-simulated-reader.ts';

const person = {
  cardType: 'resident',
  name: '王示例𬎆',
  number: '110101199912310000',
  birth: '1999-12-31',
} as const satisfies Partial<IdCard>;
const card = () => {
  const made = simulatedCard(person);
  if (!made.ok) throw new Error(made.error);
  return made.value;
};

function bench(layout: keyof typeof USB_LAYOUTS) {
  const clock = new SimulatedClock();
  const usb = new UsbSimulatedReader(layout);
  const simulator = new SdtReaderSimulator({ clock, delays: realisticDelays });
  simulator.attach(usb);
  const transport = new UsbSdtTransport(usb, clock);
  return { clock, usb, simulator, transport, reader: new SdtIdCardReader(transport, clock) };
}

async function opened(layout: keyof typeof USB_LAYOUTS) {
  const world = bench(layout);
  expect(await world.reader.open()).toMatchObject({ ok: true });
  return world;
}

const LAYOUTS = ['four', 'two'] as const;

describe('ports', () => {
  it('are usb://vid:pid with or without a serial number', async () => {
    expect(parseUsbPort('usb://0400:C35A')).toEqual({
      ok: true,
      value: { vendorId: 0x0400, productId: 0xc35a, serialNumber: null },
    });
    expect(parseUsbPort('usb://0400:c35a/A1')).toMatchObject({ value: { serialNumber: 'A1' } });
    for (const wrong of ['usb://400:c35a', 'usb://0400:c35a/', 'hid://0400:c35a']) {
      expect(parseUsbPort(wrong), wrong).toMatchObject({ ok: false });
    }
    expect([isUsbPort('usb://x'), isUsbPort('/dev/ttyUSB0')]).toEqual([true, false]);
  });

  it('say when nobody is there, also on a machine without USB', async () => {
    const pipes = createUsbPipes('usb://dead:beef');
    if (!pipes.ok) throw new Error('no port');
    const reader = new SdtIdCardReader(new UsbSdtTransport(pipes.value));
    const completion = await reader.open();
    expect(completion).toMatchObject({ ok: false, error: { errorCode: 'portNotFound' } });
    expect(completion.ok ? '' : completion.error.message).toBe('usb://dead:beef is not plugged in');
    await reader.close();
  });
});

describe('layouts', () => {
  it('are chosen by the endpoints there are', () => {
    expect(usbSdtLayout(USB_LAYOUTS.four)).toMatchObject({
      kind: 'four',
      headOut: { number: 2 },
      bodyOut: { number: 6 },
      headIn: { number: 1 },
      bodyIn: { number: 5 },
    });
    expect(usbSdtLayout(USB_LAYOUTS.two)).toMatchObject({ kind: 'two' });
    expect(usbSdtLayout(USB_LAYOUTS.four.slice(0, 3))).toMatchObject({ kind: 'two', out: { number: 2 } });
    expect(usbSdtLayout(USB_LAYOUTS.two.slice(0, 1))).toBeNull();
  });

  it('without pipes both ways are refused, and the device is freed', async () => {
    const usb = new UsbSimulatedReader(USB_LAYOUTS.two.slice(0, 1));
    const transport = new UsbSdtTransport(usb);
    expect(await transport.open()).toMatchObject({ ok: false, error: { kind: 'io' } });
    expect(await usb.open()).toMatchObject({ ok: true });
  });

  it('send the bytes in the vectors', async () => {
    const request = z.looseObject({
      frameHex: z.string(),
      usb4PipeSplit: z.object({ out02Hex: z.string(), out06Hex: z.string() }),
    });
    const { requests } = z
      .object({ requests: z.array(request) })
      .parse(JSON.parse(readFileSync(new URL('../../test/vectors/sdt-frames.json', import.meta.url), 'utf8')));
    expect(requests.length).toBeGreaterThan(7);
    for (const { frameHex, usb4PipeSplit } of requests) {
      for (const layout of LAYOUTS) {
        const { usb, transport } = bench(layout);
        await transport.open();
        await transport.write(Uint8Array.from(Buffer.from(frameHex, 'hex')));
        const { out02Hex, out06Hex } = usb4PipeSplit;
        const expected = layout === 'two' ? [`01 ${frameHex}`] : [`02 ${out02Hex}`, `06 ${out06Hex}`];
        expect(usb.written).toEqual(expected.map((line) => line.toLowerCase()));
        await transport.close();
      }
    }
  });
});

describe.each(LAYOUTS)('a reader with %s pipes', (layout) => {
  it.each([
    ['whole packets', {}],
    ['packets of one byte', { packetBytes: 1 }],
    ['packets of seven bytes and empty ones', { packetBytes: 7, emptyPackets: true }],
    ['the rest before the head', { bodyFirst: true }],
  ] as const)('reads a card from %s', async (_, ways) => {
    const world = await opened(layout);
    Object.assign(world.usb, ways);
    world.simulator.layCard(card());
    expect(await world.reader.read({ timeoutMs: 20_000 })).toMatchObject({
      ok: true,
      value: { ...blankCard, ...person },
    });
    expect(await world.reader.cardPresent()).toMatchObject({ value: 'present' });
    await world.reader.close();
    expect(world.reader.status().device).toBe('offline');
  });

  it.each(['wrongCheck', 'truncated', 'lyingLength', 'silence', 'garbageOnly'] as const)(
    'is read again after %s',
    async (kind) => {
      const world = await opened(layout);
      world.simulator.inject({ kind }, { on: 'readBase' });
      world.simulator.layCard(card());
      await world.reader.read({ timeoutMs: 30_000 });
      world.simulator.liftCard();
      world.simulator.layCard(card());
      expect(await world.reader.read({ timeoutMs: 30_000 })).toMatchObject({ ok: true, value: { name: person.name } });
    },
  );

  it('is freed from stalls, and counts as gone when they do not end', async () => {
    const world = await opened(layout);
    const [inPipe, outPipe] = layout === 'four' ? [5, 6] : [1, 1];
    world.usb.stall('in', inPipe);
    world.usb.stall('out', outPipe);
    world.simulator.layCard(card());
    expect(await world.reader.read({ timeoutMs: 20_000 })).toMatchObject({ ok: true });
    expect(world.usb.haltsCleared).toBeGreaterThanOrEqual(2);
    world.usb.clearHalt = async () => undefined;
    world.usb.stall('in', inPipe);
    expect(await world.reader.read({ timeoutMs: 20_000 })).toMatchObject({ error: { errorCode: 'hungUp' } });
    expect(world.reader.status()).toMatchObject({ device: 'offline', faults: ['hung-up'] });
  });

  it('ends with a hang-up when unplugged, idle or in the middle of an answer, and opens again', async () => {
    const world = await opened(layout);
    world.simulator.inject({ kind: 'hangUpMidFrame' }, { on: 'readBase' });
    world.simulator.layCard(card());
    expect(await world.reader.read({ timeoutMs: 10_000 })).toMatchObject({
      error: { errorCode: 'hungUp', effect: 'none' },
    });
    expect(await world.reader.open()).toMatchObject({ error: { errorCode: 'portNotFound' } });
    world.usb.plugIn();
    world.simulator.attach(world.usb);
    expect(await world.reader.open()).toMatchObject({ ok: true });
    world.usb.hangUp();
    await new Promise((resolve) => setImmediate(resolve));
    expect(world.reader.status()).toMatchObject({ device: 'offline', faults: ['hung-up'] });
    expect(world.reader.status().evidence).toBe('usb://0400:c35a was unplugged');
  });

  it('tells nothing after closing, and a closed one takes nothing', async () => {
    const world = bench(layout);
    const told: string[] = [];
    world.transport.onData(() => told.push('data'));
    world.transport.onHangUp(() => told.push('hangUp'));
    await world.transport.open();
    expect(await world.transport.open()).toMatchObject({ error: { kind: 'busy' } });
    await world.transport.close();
    world.usb.write(encodeAnswer(0x90));
    world.usb.hangUp();
    await new Promise((resolve) => setImmediate(resolve));
    expect(told).toEqual([]);
    expect(await world.transport.write(Uint8Array.of(1))).toMatchObject({ error: { kind: 'closed' } });
  });
});

describe('answers on two pipes', () => {
  it('are put together whatever the cuts and the order', () => {
    const answer = fc.uint8Array({ maxLength: 300 }).map((data) => encodeAnswer(0x90, data));
    fc.assert(
      fc.property(
        fc.array(answer, { maxLength: 3 }),
        fc.nat(63),
        fc.infiniteStream(fc.boolean()),
        (answers, size, order) => {
          const cut = (bytes: Uint8Array) =>
            Array.from({ length: Math.ceil(bytes.length / (size + 1)) }, (_, index) =>
              bytes.slice(index * (size + 1), (index + 1) * (size + 1)),
            );
          const heads = answers.flatMap((one) => cut(one.slice(0, 7)));
          const bodies = answers.flatMap((one) => cut(one.slice(7)));
          const assembler = new UsbFrameAssembler();
          const whole: Uint8Array[] = [];
          while (heads.length + bodies.length > 0) {
            const fromHead = bodies.length === 0 || (heads.length > 0 && order.next().value);
            const piece = (fromHead ? heads : bodies).shift() ?? new Uint8Array(0);
            whole.push(...(fromHead ? assembler.head(piece) : assembler.body(piece)));
          }
          expect(Buffer.concat(whole).equals(Buffer.concat(answers))).toBe(true);
        },
      ),
    );
  });

  it('keep their memory bounded and never throw on noise', () => {
    const piece = fc.tuple(fc.boolean(), fc.uint8Array({ maxLength: 64 }));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 80 }), (pieces) => {
        const assembler = new UsbFrameAssembler();
        const total = pieces.reduce((sum, [, bytes]) => sum + bytes.length, 0);
        let given = 0;
        for (const [head, bytes] of pieces) {
          for (const out of head ? assembler.head(bytes) : assembler.body(bytes)) given += out.length;
        }
        expect(given).toBeLessThanOrEqual(total);
      }),
    );
  });
});
