import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LineLink, ProfiledAuxiliaries, profiles, SimulatedBoard } from '../auxiliaries/index.ts';
import { ScannerSimulator, SerialBarcodeReader, SsiBarcodeReader, SsiSimulator } from '../barcode-reader/index.ts';
import { systemClock } from '../contract/index.ts';
import { SdtIdCardReader, SdtReaderSimulator, UsbSdtTransport, UsbSimulatedReader } from '../id-card-reader/index.ts';
import { EscPosPrinterSimulator, EscPosReceiptPrinter } from '../receipt-printer/index.ts';
import { createTransport, listenOnLoopback, openPty, type PtyWire } from '../transports/index.ts';

/** Real file descriptors: `LONG=1` for the ten thousand of the issue, whose counts are then printed. */
const LONG = process.env.LONG === '1';
const CYCLES = LONG ? 10_000 : 40;

let room: string;
beforeEach(() => {
  room = mkdtempSync(path.join(tmpdir(), 'handles-'));
});
afterEach(() => rmSync(room, { recursive: true, force: true }));

const settle = () => new Promise((resolve) => setTimeout(resolve, 200));

/** Handles by kind, and open descriptors where the system lists them. */
async function held(): Promise<Record<string, number>> {
  await settle();
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1;
  if (process.platform === 'linux') counts.descriptors = readdirSync('/proc/self/fd').length;
  return counts;
}

function expectNoGrowth(before: Record<string, number>, after: Record<string, number>): void {
  if (LONG) console.info(`${CYCLES} cycles: ${JSON.stringify(before)} before, ${JSON.stringify(after)} after`);
  // One or two come and go with the test runner itself; one a cycle would be twenty times that.
  for (const [kind, count] of Object.entries(after)) {
    expect(count - (before[kind] ?? 0), `${kind} after ${CYCLES} cycles`).toBeLessThanOrEqual(2);
  }
}

const transport = (port: string) => {
  const made = createTransport(port, { baudRate: 115_200 });
  if (!made.ok) throw new Error(made.error.message);
  return made.value;
};

const CR = { kind: 'bytes', name: 'CR', bytes: [13] } as const;

/** A device at the end of a new pty, and the driver that is plugged into it. */
interface Plugged {
  open(): Promise<{ readonly ok: boolean }>;
  /** A command that waits for a person; null where the class has none. */
  waiting(): Promise<{ readonly ok: boolean }> | null;
  close(): Promise<void>;
}
const plugged: Readonly<Record<string, (wire: PtyWire, link: string) => Plugged>> = {
  'a gm65 code reader': (wire, link) => {
    new ScannerSimulator(wire, { family: 'gm65', suffix: CR });
    const reader = new SerialBarcodeReader(transport(link), { family: 'gm65', suffix: CR });
    return waitingReader(reader);
  },
  'an SSI code reader': (wire, link) => {
    new SsiSimulator(wire);
    return waitingReader(new SsiBarcodeReader(transport(link)));
  },
  'a board of lines': (wire, link) => {
    const profile = profiles['line-board'];
    if (profile?.link.kind !== 'lines') throw new Error('wrong profile');
    new SimulatedBoard().attachLines(wire, profile.link);
    const board = new ProfiledAuxiliaries(new LineLink(transport(link), profile.link, systemClock), profile);
    return { open: () => board.open(), waiting: () => null, close: () => board.close() };
  },
};
const waitingReader = (reader: SerialBarcodeReader | SsiBarcodeReader): Plugged => ({
  open: () => reader.open(),
  waiting: () => reader.read({ timeoutMs: 30_000 }),
  close: () => reader.close(),
});

// Needs a pty: Linux and macOS with the optional native package.
describe.skipIf(process.platform === 'win32')('real plugs', () => {
  it('a card reader plugged and unplugged on real ptys leaves nothing', { timeout: 1_800_000 }, async () => {
    const link = path.join(room, 'reader');
    const simulator = new SdtReaderSimulator();
    const cycle = async (round: number) => {
      const wire = openPty({ link });
      if (!wire.ok) throw new Error(wire.error.message);
      const stop = simulator.attach(wire.value);
      const reader = new SdtIdCardReader(transport(link));
      expect(await reader.open()).toMatchObject({ ok: true });
      // Every other time in the middle of a reading.
      const reading = round % 2 === 0 ? reader.read({ timeoutMs: 30_000 }) : null;
      stop();
      wire.value.close();
      if (reading) expect((await reading).ok).toBe(false);
      await reader.close();
    };
    for (let round = 0; round < 4; round += 1) await cycle(round);
    const before = await held();
    for (let round = 0; round < CYCLES; round += 1) await cycle(round);
    expectNoGrowth(before, await held());
  });

  it.each(Object.entries(plugged))('%s on real ptys leaves nothing', { timeout: 1_800_000 }, async (_, plug) => {
    const link = path.join(room, 'device');
    const cycle = async (round: number) => {
      const wire = openPty({ link });
      if (!wire.ok) throw new Error(wire.error.message);
      const device = plug(wire.value, link);
      expect(await device.open()).toMatchObject({ ok: true });
      const waiting = round % 2 === 0 ? device.waiting() : null;
      wire.value.close();
      if (waiting) expect((await waiting).ok).toBe(false);
      await device.close();
    };
    for (let round = 0; round < 4; round += 1) await cycle(round);
    const before = await held();
    for (let round = 0; round < CYCLES; round += 1) await cycle(round);
    expectNoGrowth(before, await held());
  });
});

// The library of USB makes system calls of its own, which no bed catches: real plugs of it are in `test/vm`.
it.each(['two', 'four'] as const)(
  'a card reader on %s simulated USB pipes leaves nothing',
  {
    timeout: 1_800_000,
  },
  async (layout) => {
    const simulator = new SdtReaderSimulator();
    const cycle = async (round: number) => {
      const pipes = new UsbSimulatedReader(layout);
      const stop = simulator.attach(pipes);
      const reader = new SdtIdCardReader(new UsbSdtTransport(pipes));
      expect(await reader.open()).toMatchObject({ ok: true });
      const reading = round % 2 === 0 ? reader.read({ timeoutMs: 30_000 }) : null;
      stop();
      pipes.hangUp();
      if (reading) expect((await reading).ok).toBe(false);
      await reader.close();
    };
    for (let round = 0; round < 4; round += 1) await cycle(round);
    const before = await held();
    for (let round = 0; round < CYCLES; round += 1) await cycle(round);
    expectNoGrowth(before, await held());
  },
);

it('a printer behind a serial server that drops it leaves nothing', { timeout: 1_800_000 }, async () => {
  const listening = await listenOnLoopback();
  if (!listening.ok) throw new Error(listening.error.message);
  const wire = listening.value;
  const simulator = new EscPosPrinterSimulator({ family: 'epson' });
  const cycle = async () => {
    simulator.attach(wire);
    const printer = new EscPosReceiptPrinter(transport(wire.port), { family: 'epson' });
    expect(await printer.open()).toMatchObject({ ok: true });
    wire.hangUp();
    await printer.refresh();
    await printer.close();
  };
  for (let round = 0; round < 4; round += 1) await cycle();
  const before = await held();
  for (let round = 0; round < CYCLES; round += 1) await cycle();
  expectNoGrowth(before, await held());
  await wire.close();
});
