import { expect } from 'vitest';
import type { DeviceStatus } from '../contract/index.ts';
import { createMemoryPair, SimulatedClock } from '../transports/index.ts';
import { SsiBarcodeReader } from './ssi-driver.ts';
import { SsiSimulator } from './ssi-simulator.ts';

/** A closed reader and its scanner, joined in memory. */
export function setUp() {
  const { transport, wire } = createMemoryPair('memory://ssi');
  const clock = new SimulatedClock();
  const simulator = new SsiSimulator(wire);
  const scanner = new SsiBarcodeReader(transport, clock);
  const statuses: DeviceStatus[] = [];
  scanner.onStatus((status) => statuses.push(status));
  return { transport, wire, clock, simulator, scanner, statuses };
}

export async function opened() {
  const world = setUp();
  expect(await world.scanner.open()).toMatchObject({ ok: true });
  return world;
}
