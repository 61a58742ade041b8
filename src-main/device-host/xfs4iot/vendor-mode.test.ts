import { mkdtemp, readFile, rm } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../drivers/contract/index.ts';
import { XfsConnection } from '../../../drivers/xfs4iot/connection.ts';
import { vendorMode } from '../../../drivers/xfs4iot/messages.ts';
import { memoryChannelPair } from '../../channel/memory.ts';
import { northboundSchema } from '../../contract/config-northbound.ts';
import { DeviceClient } from '../../terminal/devices/device-client.ts';
import { GuestsAway } from '../../terminal/devices/guests-away.ts';
import { startDeviceHost } from '../host.ts';

let room: string;
const ends: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  room = await mkdtemp(path.join(tmpdir(), 'vendor-mode-'));
});
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
  await rm(room, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
const until = async (condition: () => boolean) => {
  while (!condition()) await systemClock.delay(2);
};

/** A device host without devices, a terminal's client of it, and one guest of the loopback. */
async function machine() {
  const host = startDeviceHost({ binding: {}, clock: systemClock, onRefused: () => undefined });
  ends.push(() => host.stop());
  const port = await freePort();
  const config = northboundSchema.parse({ enabled: true, port });
  expect(await host.serveGuests({ config, dataDirectory: room, audit: () => undefined })).toMatchObject({ ok: true });
  const wishes: string[] = [];
  const client: DeviceClient = new DeviceClient({
    fitted: [],
    now: () => performance.now(),
    onChange: () => undefined,
    onEvent: () => undefined,
    onVendorMode: (word) => (word === 'quiet' ? guests.said() : wishes.push(word)),
    log: () => undefined,
  });
  const guests = new GuestsAway((step) => client.vendorMode(step));
  const connect = () => {
    const [theirs, ours] = memoryChannelPair();
    host.connect(theirs);
    client.connect(ours);
    return theirs;
  };
  const bearer = (await readFile(path.join(room, 'northbound.secret'), 'utf8')).trim();
  const heard: string[] = [];
  const opened = await XfsConnection.open({
    uri: `ws://127.0.0.1:${port}/xfs4iot/v1.0/VendorMode`,
    bearer,
    onUnsolicited: ({ name }) => {
      if (name.startsWith('VendorMode.')) heard.push(name.slice('VendorMode.'.length));
    },
  });
  if (!opened.ok) throw new Error(opened.error.message);
  ends.push(() => opened.value.close());
  const run = (spec: typeof vendorMode.enterModeRequest) =>
    opened.value.run(spec, {}, { version: '2.0', timeoutMs: 5000 });
  const register = () =>
    opened.value.run(vendorMode.register, { appName: 'bank' }, { version: '2.0', timeoutMs: 5000 });
  return { connect, guests, heard, register, run, wishes };
}

describe('vendor mode between guests and terminal', () => {
  it('asks a registered guest, lets the technician in when it let go, and tells it of the end', async () => {
    const { connect, guests, heard, register, run } = await machine();
    connect();
    await register();
    let cameIn = false;
    guests.onAway = () => {
      cameIn = true;
      guests.inside();
    };
    guests.door();
    await until(() => heard.length === 1);
    expect([heard, guests.away, cameIn]).toEqual([['EnterModeRequestEvent'], false, false]);
    expect(await run(vendorMode.enterModeAcknowledge)).toMatchObject({ kind: 'success' });
    await until(() => heard.includes('ModeEnteredEvent'));
    expect([guests.away, cameIn]).toEqual([true, true]);
    guests.outside();
    await until(() => heard.includes('ExitModeRequestEvent'));
    await run(vendorMode.exitModeAcknowledge);
    await until(() => heard.includes('ModeExitedEvent'));
  });

  it('goes on at once where nobody registered, or no host is there', async () => {
    const { connect, guests } = await machine();
    guests.door();
    expect(guests.away).toBe(true);
    connect();
    guests.door();
    await until(() => guests.away);
  });

  it('tells the terminal what a guest wishes, and takes a terminal that goes for one that left', async () => {
    const { connect, heard, register, run, wishes } = await machine();
    expect(await run(vendorMode.enterModeRequest)).toMatchObject({ completionCode: 'deviceNotReady' });
    const link = connect();
    await register();
    expect(await run(vendorMode.enterModeRequest)).toMatchObject({ kind: 'success' });
    await until(() => wishes.length === 1);
    expect(wishes).toEqual(['enter']);
    await until(() => heard.length === 1);
    link.close();
    await until(() => heard.length === 2);
    expect(heard).toEqual(['EnterModeRequestEvent', 'ModeExitedEvent']);
  });
});
