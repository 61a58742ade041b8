import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { type FamilyName as ScannerFamily, ScannerSimulator, SerialBarcodeReader } from '../barcode-reader/index.ts';
import { type Clock, systemClock } from '../contract/index.ts';
import { FilePrinter } from '../document-printer/index.ts';
import { SdtIdCardReader, SdtReaderSimulator, simulatedCard } from '../id-card-reader/index.ts';
import {
  EscPosPrinterSimulator,
  EscPosReceiptPrinter,
  type FamilyName,
  PrinterMemory,
} from '../receipt-printer/index.ts';
import { carries } from '../receipt-printer/rig.ts';
import { createMemoryPair, SimulatedClock } from '../transports/index.ts';
import type { Direction, Stage, Subject } from './check.ts';
import { Holdings } from './counting.ts';
import { CANARIES, conformanceReceipt } from './specimens.ts';
import type { SuiteClass, SuiteDevices } from './suites.ts';

type Acts = Partial<Record<Direction, () => void | Promise<void>>>;

/** Garbage of every kind, the same each time: a small generator stands in for chance. */
function garbage(seed: number): Uint8Array {
  let state = seed + 1;
  return Uint8Array.from({ length: 64 }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return state & 0xff;
  });
}

function stageOf(acts: Acts, reset: () => void | Promise<void>, countPapers: () => Promise<number | null>): Stage {
  return {
    direct: async (direction) => {
      const act = acts[direction];
      if (!act) return false;
      await act();
      return true;
    },
    countPapers,
    reset: async () => reset(),
  };
}

interface Bench {
  readonly clock: Clock;
  readonly driverClock: Clock;
  readonly holdings: Holdings;
}

function bench(clock: Clock = new SimulatedClock()): Bench {
  const holdings = new Holdings();
  return { clock, driverClock: holdings.clock(clock), holdings };
}

function subject<C extends SuiteClass>(
  deviceClass: C,
  { clock, holdings }: Bench,
  cycles: number,
  stage: Stage,
  create: () => SuiteDevices[C],
): Subject<SuiteDevices[C]> {
  // Simulated time costs nothing; a folder's real time does, and it has nothing to settle.
  const settleMs = clock === systemClock ? 50 : 5_000;
  return { deviceClass, peer: 'simulator', stage, clock, create, cycles, settleMs, held: () => holdings.count() };
}

/** `SdtIdCardReader` joined in memory with its simulator. */
export function simulatedIdCardReader(cycles: number): Subject<SuiteDevices['idCardReader']> {
  const all = bench();
  const { transport, wire } = createMemoryPair('memory://id-card');
  const simulator = new SdtReaderSimulator({ clock: all.clock });
  simulator.attach(wire);
  const card = simulatedCard({
    cardType: 'resident',
    name: CANARIES[0],
    number: CANARIES[1],
    birth: '1900-01-01',
    address: '测试省样例市虚构区示范路1号',
  });
  if (!card.ok) throw new Error(card.error);
  let seed = 0;
  const plugIn = () => {
    wire.plugIn();
    simulator.attach(wire);
  };
  const acts: Acts = {
    unplug: async () => {
      simulator.hangUp();
      await all.clock.delay(1);
    },
    'plug-in': plugIn,
    'lay-card': () => simulator.layCard(card.value),
    'lift-card': () => simulator.liftCard(),
    'send-garbage': () => wire.write(garbage(seed++)),
    'silent-death': () => {
      all.holdings.dead = true;
    },
  };
  const reset = () => {
    all.holdings.dead = false;
    simulator.liftCard();
    plugIn();
  };
  const stage = stageOf(acts, reset, async () => null);
  return subject(
    'idCardReader',
    all,
    cycles,
    stage,
    () => new SdtIdCardReader(all.holdings.transport(transport), all.driverClock),
  );
}

/** `SerialBarcodeReader` joined in memory with its simulator. */
export function simulatedBarcodeReader(family: ScannerFamily, cycles: number): Subject<SuiteDevices['barcodeReader']> {
  const all = bench();
  const suffix = { kind: 'bytes', name: 'CR', bytes: [13] } as const;
  const { transport, wire } = createMemoryPair('memory://scanner');
  const simulator = new ScannerSimulator(wire, { family, suffix });
  let seed = 0;
  const acts: Acts = {
    unplug: async () => {
      wire.hangUp();
      await all.clock.delay(1);
    },
    'plug-in': () => {
      wire.plugIn();
      simulator.powerCycle();
    },
    'show-code': () => simulator.showCode(CANARIES[1]),
    ...(family === 'plain'
      ? {}
      : {
          'silent-death': () => {
            all.holdings.dead = true;
          },
        }),
    'flash-code': () => {
      simulator.showCode(CANARIES[1]);
      simulator.removeCode();
    },
    'send-garbage': () => wire.write(garbage(seed++)),
  };
  const reset = () => {
    all.holdings.dead = false;
    simulator.removeCode();
    wire.plugIn();
  };
  return subject(
    'barcodeReader',
    all,
    cycles,
    stageOf(acts, reset, async () => null),
    () => new SerialBarcodeReader(all.holdings.transport(transport), { family, suffix }, all.driverClock),
  );
}

/** `EscPosReceiptPrinter` joined in memory with its simulator. */
export function simulatedReceiptPrinter(family: FamilyName, cycles: number): Subject<SuiteDevices['receiptPrinter']> {
  const all = bench();
  const { transport, wire } = createMemoryPair('memory://receipt');
  const simulator = new EscPosPrinterSimulator({ family, clock: all.clock, widthDots: 384 });
  simulator.attach(wire);
  const memory = new PrinterMemory();
  let seed = 0;
  let counted = 0;
  const plugIn = () => {
    wire.plugIn();
    simulator.attach(wire);
  };
  const acts: Acts = {
    unplug: async () => {
      simulator.unplug('power');
      await all.clock.delay(1);
    },
    'unplug-soon': () => simulator.unplugAfterBytes(4_000),
    'plug-in': plugIn,
    'open-cover': () => simulator.set('cover-open'),
    'close-cover': () => simulator.clear('cover-open'),
    'send-garbage': () => wire.write(garbage(seed++)),
    'silent-death': () => {
      all.holdings.dead = true;
    },
  };
  const reset = () => {
    all.holdings.dead = false;
    simulator.clear('cover-open');
    simulator.unplugAfterBytes(Number.MAX_SAFE_INTEGER);
    plugIn();
  };
  const count = async () => {
    const sheets = simulator.papers().slice(counted);
    counted += sheets.length;
    return sheets.filter((sheet) => carries(sheet, conformanceReceipt)).length;
  };
  return subject(
    'receiptPrinter',
    all,
    cycles,
    stageOf(acts, reset, count),
    () =>
      new EscPosReceiptPrinter(all.holdings.transport(transport), {
        family,
        clock: all.driverClock,
        widthDots: 384,
        memory,
      }),
  );
}

/** `FilePrinter` on a folder of its own; its plug is the folder. */
export function simulatedFilePrinter(directory: string, cycles: number): Subject<SuiteDevices['documentPrinter']> {
  const all = bench(systemClock);
  let counted = 0;
  // A document may be written into the folder at this very moment.
  const block = async (): Promise<void> => {
    for (;;) {
      try {
        await rm(directory, { recursive: true, force: true });
        return await writeFile(directory, 'in the way');
      } catch {
        await systemClock.delay(1);
      }
    }
  };
  const plugIn = async () => {
    await rm(directory, { recursive: true, force: true });
    await mkdir(directory, { recursive: true });
    counted = 0;
  };
  const acts: Acts = {
    unplug: block,
    'plug-in': plugIn,
    // A folder sends nothing.
    'send-garbage': () => undefined,
    'silent-death': block,
  };
  const count = async () => {
    const files = (await readdir(directory)).filter((name) => name.endsWith('.pdf')).length;
    const fresh = files - counted;
    counted = files;
    return fresh;
  };
  return subject('documentPrinter', all, cycles, stageOf(acts, plugIn, count), () => {
    return new FilePrinter({ directory, clock: all.driverClock });
  });
}
