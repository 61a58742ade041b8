import { STANDARD_LAYOUT } from '../barcode-reader/hid-pos-layout.ts';
import {
  type FamilyName,
  HidPosBarcodeReader,
  HidPosSimulator,
  hidPosDescriptor,
  ScannerSimulator,
  SerialBarcodeReader,
  SsiBarcodeReader,
  SsiSimulator,
} from '../barcode-reader/index.ts';
import { createMemoryHidPair, createMemoryPair } from '../transports/index.ts';
import type { Subject } from './check.ts';
import { type Acts, bench, garbage, stageOf, subject } from './simulated-bench.ts';
import { CANARIES } from './specimens.ts';
import type { SuiteDevices } from './suites.ts';

/** `SerialBarcodeReader` joined in memory with its simulator. */
export function simulatedBarcodeReader(family: FamilyName, cycles: number): Subject<SuiteDevices['barcodeReader']> {
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

/** `SsiBarcodeReader` joined in memory with its simulator. A code shown to it stays in view until it is read. */
export function simulatedSsiReader(cycles: number): Subject<SuiteDevices['barcodeReader']> {
  const all = bench();
  const { transport, wire } = createMemoryPair('memory://ssi');
  const simulator = new SsiSimulator(wire);
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
    'send-garbage': () => wire.write(garbage(seed++)),
    'silent-death': () => {
      all.holdings.dead = true;
    },
  };
  const reset = () => {
    all.holdings.dead = false;
    wire.plugIn();
  };
  return subject(
    'barcodeReader',
    all,
    cycles,
    stageOf(acts, reset, async () => null),
    () => new SsiBarcodeReader(all.holdings.transport(transport), all.driverClock),
  );
}

/** `HidPosBarcodeReader` joined in memory with its simulator. */
export function simulatedHidPosReader(cycles: number): Subject<SuiteDevices['barcodeReader']> {
  const all = bench();
  const { transport, wire } = createMemoryHidPair({
    port: 'hid://0c2e:0901',
    descriptor: hidPosDescriptor(STANDARD_LAYOUT, 'usages'),
  });
  const simulator = new HidPosSimulator(wire, { layout: STANDARD_LAYOUT, trigger: 'usages' });
  let seed = 0;
  const acts: Acts = {
    unplug: async () => {
      wire.hangUp();
      await all.clock.delay(1);
    },
    'plug-in': () => wire.plugIn(),
    'show-code': () => simulator.showCode(CANARIES[1]),
    'send-garbage': () => wire.input(garbage(seed++)),
    'silent-death': () => {
      all.holdings.dead = true;
    },
  };
  const reset = () => {
    all.holdings.dead = false;
    wire.plugIn();
  };
  return subject(
    'barcodeReader',
    all,
    cycles,
    stageOf(acts, reset, async () => null),
    () => new HidPosBarcodeReader(all.holdings.hid(transport), all.driverClock),
  );
}
