import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { systemClock } from '../contract/index.ts';
import { FilePrinter } from '../document-printer/index.ts';
import { SdtIdCardReader, SdtReaderSimulator, simulatedCard } from '../id-card-reader/index.ts';
import {
  EscPosPrinterSimulator,
  EscPosReceiptPrinter,
  type FamilyName,
  PrinterMemory,
} from '../receipt-printer/index.ts';
import { carries } from '../receipt-printer/rig.ts';
import { createMemoryPair } from '../transports/index.ts';
import type { Subject } from './check.ts';
import { type Acts, bench, garbage, stageOf, subject } from './simulated-bench.ts';
import { CANARIES, conformanceReceipt } from './specimens.ts';
import type { SuiteDevices } from './suites.ts';

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
    'take-paper': () => {
      simulator.mouth.taker = { kind: 'takes', afterMs: 2_000 };
    },
    'leave-paper': () => {
      simulator.mouth.taker = { kind: 'leaves' };
    },
    'send-garbage': () => wire.write(garbage(seed++)),
    'silent-death': () => {
      all.holdings.dead = true;
    },
  };
  const reset = () => {
    all.holdings.dead = false;
    simulator.clear('cover-open');
    simulator.mouth.taker = { kind: 'takes', afterMs: 2_000 };
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
