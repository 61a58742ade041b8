import { expect } from 'vitest';
import type { DeviceStatus } from '../contract/index.ts';
import { createMemoryPair, SimulatedClock } from '../transports/index.ts';
import { SerialBarcodeReader } from './driver.ts';
import type { FamilyName } from './families.ts';
import { suffixOf } from './reading.test-kit.ts';
import { ScannerSimulator } from './simulator.ts';

/** Families whose settings can be asked for. */
export const ASKABLE = ['honeywell', 'newland', 'gm65'] as const;

/** A closed reader and its scanner, joined in memory. */
export function setUp(family: FamilyName, options: { suffix?: string; aim?: string } = {}) {
  const { transport, wire } = createMemoryPair('memory://scanner');
  const clock = new SimulatedClock();
  const suffix = suffixOf(options.suffix ?? 'CR');
  const simulator = new ScannerSimulator(wire, { family, suffix, aim: options.aim ?? null });
  const scanner = new SerialBarcodeReader(transport, { family, suffix, aimPrefix: options.aim !== undefined }, clock);
  const statuses: DeviceStatus[] = [];
  scanner.onStatus((status) => statuses.push(status));
  return { transport, wire, clock, simulator, scanner, statuses };
}

export const opened = async (family: FamilyName, options: { suffix?: string; aim?: string } = {}) => {
  const world = setUp(family, options);
  expect(await world.scanner.open()).toMatchObject({ ok: true });
  return world;
};
