import { expect } from 'vitest';
import type { DeviceStatus, HidIdentity } from '../contract/index.ts';
import { createMemoryHidPair, SimulatedClock } from '../transports/index.ts';
import { encodeHidPosReports } from './hid-pos.ts';
import { HidPosBarcodeReader } from './hid-pos-driver.ts';
import { STANDARD_LAYOUT } from './hid-pos-layout.ts';
import { HidPosSimulator, hidPosDescriptor, type SimulatedTrigger } from './hid-pos-simulator.ts';

export const CANARY = `张三样例 䶮頔彧𬎆 CANARY-7319 ${'长'.repeat(60)}`;
export const WHO: HidIdentity = {
  vendorId: 0x0c2e,
  productId: 0x0901,
  serialNumber: 'S0001',
  manufacturer: 'Example',
  product: 'Scanner',
  release: 0x0110,
};

/** A closed reader and its scanner, joined in memory. */
export function setUp(trigger: SimulatedTrigger = 'usages', layout = STANDARD_LAYOUT, descriptor = true) {
  const { transport, wire } = createMemoryHidPair({
    port: 'hid://0c2e:0901',
    identity: WHO,
    descriptor: descriptor ? hidPosDescriptor(layout, trigger) : null,
  });
  const clock = new SimulatedClock();
  const simulator = new HidPosSimulator(wire, { layout, trigger });
  const scanner = new HidPosBarcodeReader(transport, clock);
  const statuses: DeviceStatus[] = [];
  scanner.onStatus((status) => statuses.push(status));
  return { transport, wire, clock, simulator, scanner, statuses };
}

export async function opened(...options: Parameters<typeof setUp>) {
  const world = setUp(...options);
  expect(await world.scanner.open()).toMatchObject({ ok: true });
  return world;
}

export const reportsOf = (text: string) => encodeHidPosReports(Buffer.from(text), ']Q1', STANDARD_LAYOUT);
