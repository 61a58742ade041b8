import { expect } from 'vitest';
import type { DeviceStatus } from '../contract/index.ts';
import { createMemoryPair, SimulatedClock, type SimulatorWire } from '../transports/index.ts';
import { SerialBarcodeReader } from './driver.ts';
import type { FamilyName } from './families.ts';
import { suffixOf } from './reading.test-kit.ts';
import { ScannerSimulator } from './simulator.ts';

/** Families whose settings can be asked for. */
export const ASKABLE = ['honeywell', 'newland', 'gm65'] as const;

interface World {
  readonly suffix?: string;
  readonly aim?: string;
  /** Whatever the scanner sends takes so long. */
  readonly delayMs?: number;
}

/** A closed reader and its scanner, joined in memory. What is written to `wire` comes at once. */
export function setUp(family: FamilyName, options: World = {}) {
  const { transport, wire } = createMemoryPair('memory://scanner');
  const clock = new SimulatedClock();
  const { delayMs = 0 } = options;
  const late: SimulatorWire = {
    onData: (listener) => wire.onData(listener),
    write: (bytes) => void clock.delay(delayMs).then(() => wire.write(bytes)),
    hangUp: () => wire.hangUp(),
  };
  const suffix = suffixOf(options.suffix ?? 'CR');
  const simulator = new ScannerSimulator(delayMs > 0 ? late : wire, { family, suffix, aim: options.aim ?? null });
  const scanner = new SerialBarcodeReader(transport, { family, suffix, aimPrefix: options.aim !== undefined }, clock);
  const statuses: DeviceStatus[] = [];
  scanner.onStatus((status) => statuses.push(status));
  return { transport, wire, clock, simulator, scanner, statuses };
}

export const opened = async (family: FamilyName, options: World = {}) => {
  const world = setUp(family, options);
  expect(await world.scanner.open()).toMatchObject({ ok: true });
  return world;
};
