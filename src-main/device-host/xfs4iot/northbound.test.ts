import { mkdtemp, readFile, rm } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../drivers/contract/index.ts';
import { SdtIdCardReader, SdtReaderSimulator, simulatedCard } from '../../../drivers/id-card-reader/index.ts';
import { createMemoryPair } from '../../../drivers/transports/index.ts';
import { type FacadeAct, VendorModeDesk } from '../../../drivers/xfs4iot/facade/index.ts';
import { XfsIdCardReader } from '../../../drivers/xfs4iot/index.ts';
import { northboundSchema } from '../../contract/config-northbound.ts';
import { attachDevices } from '../attached-devices.ts';
import { startNorthbound } from './northbound.ts';
import { SessionLease } from './session-lease.ts';

let room: string;
const ends: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  room = await mkdtemp(path.join(tmpdir(), 'northbound-'));
});
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
  await rm(room, { recursive: true, force: true });
});

const desk = () => new VendorModeDesk({ clock: systemClock, onWish: () => false, onQuiet: () => undefined });

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** A real driver on a simulated reader, kept by the device host, served northbound, and read by the XFS4IoT client. */
async function machine() {
  const { transport, wire } = createMemoryPair('memory://id-card');
  const simulator = new SdtReaderSimulator({ clock: systemClock });
  simulator.attach(wire);
  const devices = attachDevices(
    { idCardReader: { physical: 'box', identity: null, create: () => new SdtIdCardReader(transport) } },
    { clock: systemClock, onStatus: () => undefined, onEvent: () => undefined },
  );
  for (const device of devices.all) device.start();
  ends.push(() => Promise.all(devices.all.map((device) => device.stop())));
  const lease = new SessionLease();
  const acts: FacadeAct[] = [];
  const port = await freePort();
  const config = northboundSchema.parse({ enabled: true, port, services: ['idCardReader', 'receiptPrinter'] });
  const started = await startNorthbound({
    config,
    dataDirectory: room,
    devices,
    lease,
    clock: systemClock,
    audit: (act) => acts.push(act),
    desk: desk(),
  });
  if (!started.ok) throw new Error(started.error);
  ends.push(async () => started.value?.close());
  const bearer = (await readFile(path.join(room, 'northbound.secret'), 'utf8')).trim();
  const address = `ws://127.0.0.1:${port}/xfs4iot/v1.0/IdCardReader`;
  const reader = new XfsIdCardReader({ address, bearer });
  ends.push(() => reader.close());
  while (devices.idCardReader?.status().device !== 'online') await systemClock.delay(5);
  expect(await reader.open()).toMatchObject({ ok: true });
  return { simulator, lease, acts, reader, port };
}

const person = { cardType: 'resident', name: '样例', number: '11010519491231002X' } as const;

describe('northbound', () => {
  it('is off unless it is turned on, and the card reader is served only by name', async () => {
    const config = northboundSchema.parse(undefined);
    expect(config).toMatchObject({ enabled: false });
    expect(config.services).not.toContain('idCardReader');
    const nothing = { idCardReader: null, barcodeReader: null, receiptPrinter: null, documentPrinter: null };
    const options = {
      config,
      dataDirectory: room,
      devices: nothing,
      lease: new SessionLease(),
      clock: systemClock,
      audit: () => undefined,
      desk: desk(),
    };
    expect(await startNorthbound(options)).toEqual({ ok: true, value: null });
  });

  it('reads a card from a reader of this machine for the bank next door', async () => {
    const { simulator, reader, acts } = await machine();
    const card = simulatedCard(person);
    if (!card.ok) throw new Error(card.error);
    const reading = reader.read({ timeoutMs: 10_000 });
    simulator.layCard(card.value);
    expect(await reading).toMatchObject({ ok: true, value: person, effect: 'none' });
    expect(acts.map(({ act }) => act)).toContain('commandBegun');
    expect(JSON.stringify(acts)).not.toMatch(/样例|1949/);
  });

  it('calls the reader back when a citizen comes, and lends it again when they went', async () => {
    const { lease, reader, acts, simulator } = await machine();
    const reading = reader.read({ timeoutMs: 10_000 });
    while (!acts.some(({ act }) => act === 'commandBegun')) await systemClock.delay(5);
    lease.occupied = true;
    expect(await reading).toMatchObject({ error: { code: 'deviceNotReady', effect: 'none' } });
    expect(await reader.read({ timeoutMs: 10_000 })).toMatchObject({ error: { code: 'deviceNotReady' } });
    lease.occupied = false;
    const card = simulatedCard(person);
    if (!card.ok) throw new Error(card.error);
    simulator.layCard(card.value);
    expect(await reader.read({ timeoutMs: 10_000 })).toMatchObject({ ok: true });
  });

  it('says in a sentence that its port is taken', async () => {
    const { port } = await machine();
    const nothing = { idCardReader: null, barcodeReader: null, receiptPrinter: null, documentPrinter: null };
    const config = northboundSchema.parse({ enabled: true, port });
    const options = {
      config,
      dataDirectory: room,
      devices: nothing,
      lease: new SessionLease(),
      clock: systemClock,
      audit: () => undefined,
      desk: desk(),
    };
    expect(await startNorthbound(options)).toEqual({
      ok: false,
      error: `the XFS4IoT facade cannot listen on port ${port} (EADDRINUSE)`,
    });
  });
});

describe('the lease', () => {
  it('lends a device once and not twice', () => {
    const lease = new SessionLease();
    const first = lease.acquire('barcodeReader');
    expect(first.ok).toBe(true);
    expect(lease.acquire('barcodeReader')).toEqual({ ok: false, error: 'busy' });
    expect(lease.acquire('receiptPrinter').ok).toBe(true);
    if (first.ok) first.value.release();
    expect(lease.acquire('barcodeReader').ok).toBe(true);
  });
});
