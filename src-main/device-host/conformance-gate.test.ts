import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { profiles } from '../../drivers/auxiliaries/index.ts';
import { type Bench, benches } from '../../drivers/conformance/hardware-subjects.ts';
import { requiredChecks } from '../../drivers/conformance/index.ts';
import { KIT_VERSION, type Report, signReport, trustedKeyOf } from '../../drivers/conformance/report.ts';
import { type Result, systemClock } from '../../drivers/contract/index.ts';
import { hidWrapperProfiles } from '../../drivers/id-card-reader/hid-wrapper-profiles.ts';
import { SdtReaderSimulator } from '../../drivers/id-card-reader/index.ts';
import { openPty } from '../../drivers/transports/index.ts';
import { memoryChannelPair } from '../channel/memory.ts';
import { devicesConfigSchema } from '../contract/config-devices.ts';
import { type DeviceHostToTerminal, deviceHostToTerminalSchema } from '../contract/device-messages.ts';
import { bindDevices, fitDevices } from './binding.ts';
import { conformanceGate, type DriverName } from './conformance-gate.ts';
import { driverVersions } from './driver-versions.ts';
import { startDeviceHost } from './host.ts';

const { privateKey: lab } = generateKeyPairSync('ed25519');
const { privateKey: stranger } = generateKeyPairSync('ed25519');
const sdt = { name: 'SdtIdCardReader', variant: '' };
const wanted = { ...sdt, transport: 'serial' as const };
const ends: (() => unknown)[] = [];
let settings: { reportsDirectory: string; trustedKeysFile: string };
let version: string;

beforeEach(async () => {
  const room = await mkdtemp(path.join(os.tmpdir(), 'gate-'));
  ends.push(() => rm(room, { recursive: true, force: true }));
  settings = { reportsDirectory: path.join(room, 'reports'), trustedKeysFile: path.join(room, 'keys.json') };
  await mkdir(settings.reportsDirectory);
  await writeFile(settings.trustedKeysFile, JSON.stringify({ keys: [trustedKeyOf(lab, 'laboratory')] }));
  version = (await driverVersions()).SdtIdCardReader ?? '';
});
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const report = (change: Partial<Report> = {}): Report => ({
  kit: KIT_VERSION,
  deviceClass: 'idCardReader',
  driver: { ...sdt, version },
  peer: 'hardware',
  transport: 'serial',
  device: { identity: null, model: 'SAM' },
  at: '2026-11-21T03:04:05Z',
  checks: (requiredChecks('idCardReader', change.peer ?? 'hardware') ?? []).map((id) => ({
    id,
    requirement: 'x',
    outcome: 'passed',
    evidence: 'x',
    tookMs: 1,
  })),
  ...change,
});
const install = (made: unknown, name = 'reader.json') =>
  writeFile(path.join(settings.reportsDirectory, name), JSON.stringify(made));

describe('the gate of production', () => {
  it('lets a driver in by a trusted report of hardware about the sources that run here', async () => {
    await install('not a report', 'a.json');
    await install(signReport(report(), lab));
    expect((await conformanceGate(settings))(wanted)).toBeNull();
  });

  it.each<[string, () => unknown, RegExp]>([
    ['nothing', () => ({}), /no conformance report|damaged/],
    ['a simulator’s report', () => signReport(report({ peer: 'simulator' }), lab), /simulator/],
    ['a stranger’s report', () => signReport(report(), stranger), /nobody this terminal trusts/],
    [
      'one about other sources',
      () => signReport(report({ driver: { ...sdt, version: 'b'.repeat(64) } }), lab),
      /another version/,
    ],
    ['one with a check left out', () => signReport(report({ checks: report().checks.slice(1) }), lab), /lacks checks/],
  ])('bars it with %s, in one sentence', async (_, made, why) => {
    await install(made());
    expect((await conformanceGate(settings))(wanted)).toMatch(why);
  });

  it('bars it with a report of which any one byte is another', async () => {
    const whole = JSON.stringify(signReport(report(), lab));
    const gateOf = async (text: string) => {
      await writeFile(path.join(settings.reportsDirectory, 'reader.json'), text);
      return (await conformanceGate(settings, async () => ({ SdtIdCardReader: version })))(wanted);
    };
    expect(await gateOf(whole)).toBeNull();
    // Every eleventh, and all of the last hundred, where id, key and signature stand.
    const places = Array.from({ length: whole.length }, (_, at) => at).filter(
      (at) => at % 11 === 0 || at > whole.length - 100,
    );
    for (const at of places) {
      const changed = `${whole.slice(0, at)}${whole[at] === '0' ? '1' : '0'}${whole.slice(at + 1)}`;
      expect([at, await gateOf(changed)]).toEqual([at, expect.stringContaining('SdtIdCardReader may not run')]);
    }
  });

  it('bars all when nothing is configured, and when nothing can be read', async () => {
    expect((await conformanceGate(undefined))(wanted)).toBe(
      'SdtIdCardReader may not run in production: the configuration names no reports (conformance.reportsDirectory)',
    );
    await install(signReport(report(), lab));
    const unreadable = { ...settings, trustedKeysFile: path.join(settings.reportsDirectory, 'none') };
    expect((await conformanceGate(unreadable))(wanted)).toMatch(/: conformance\.trustedKeysFile cannot be read as/);
    await writeFile(settings.trustedKeysFile, '{"keys": ""}');
    expect((await conformanceGate(settings))(wanted)).toMatch(/: conformance\.trustedKeysFile cannot be read as/);
    await writeFile(settings.trustedKeysFile, '{"keys": []}');
    expect((await conformanceGate({ ...settings, reportsDirectory: '/nowhere' }))(wanted)).toMatch(
      /no conformance report/,
    );
  });
});

describe('a driver asked for by a configuration', () => {
  const ask = async (devices: unknown): Promise<DriverName> => {
    const asked: DriverName[] = [];
    await fitDevices(devicesConfigSchema.parse(devices), (driver) => {
      asked.push(driver);
      return null;
    });
    const [one, ...more] = asked;
    if (!one || more.length > 0) throw new Error(`${asked.length} drivers`);
    return one;
  };
  const SERVICE = 'ws://192.0.2.1:5846/xfs4iot/v1.0/Device';
  const board = profiles['line-board'];
  const wrapper = hidWrapperProfiles.get('example-raw-64');
  if (!board || !wrapper) throw new Error('no such page');
  const ipp = { kind: 'ipp', uri: 'ipp://192.0.2.1/ipp/print' };

  it.each<[unknown, () => Result<Bench, string>]>([
    [{ idCardReader: { port: '/dev/ttyUSB0' } }, () => benches['id-card']({ port: '/dev/ttyUSB0' })],
    [{ idCardReader: { port: 'tcp://192.0.2.1:1' } }, () => benches['id-card']({ port: 'tcp://192.0.2.1:1' })],
    [{ idCardReader: { port: 'usb://0400:c35a' } }, () => benches['id-card']({ port: 'usb://0400:c35a' })],
    [
      { idCardReader: { port: 'hid://1234:5678', wrapper: 'example-raw-64' } },
      () => benches['id-card']({ port: 'hid://1234:5678', wrapper }),
    ],
    [{ idCardReader: { port: SERVICE } }, () => benches['id-card']({ port: SERVICE })],
    [
      { barcodeReader: { port: '/dev/ttyACM0', family: 'honeywell' } },
      () => benches.scanner({ port: '/dev/ttyACM0', family: 'honeywell' }),
    ],
    [{ barcodeReader: { port: '/dev/x', family: 'ssi' } }, () => benches.scanner({ port: '/dev/x', family: 'ssi' })],
    [{ barcodeReader: { port: 'hid://0c2e:0901' } }, () => benches.scanner({ port: 'hid://0c2e:0901' })],
    [{ barcodeReader: { port: '/dev/hidraw3' } }, () => benches.scanner({ port: '/dev/hidraw3' })],
    [{ barcodeReader: { port: SERVICE } }, () => benches.scanner({ port: SERVICE })],
    [
      { receiptPrinter: { port: '/dev/ttyUSB1', family: 'custom' } },
      () => benches.receipt({ port: '/dev/ttyUSB1', family: 'custom' }),
    ],
    [
      { receiptPrinter: { port: '/dev/usb/lp0', family: 'epson' } },
      () => benches.receipt({ port: '/dev/usb/lp0', family: 'epson' }),
    ],
    [{ receiptPrinter: { port: SERVICE, family: 'snbc' } }, () => benches.receipt({ port: SERVICE, family: 'snbc' })],
    [{ documentPrinter: ipp }, () => benches.document({ port: ipp.uri })],
    [{ cardReader: {} }, () => benches['smart-card']({ port: 'pcsc:' })],
    [
      { auxiliaries: { port: '/dev/ttyS1', profile: 'line-board' } },
      () => benches.auxiliaries({ port: '/dev/ttyS1', profile: board }),
    ],
    [{ auxiliaries: { port: SERVICE } }, () => benches.auxiliaries({ port: SERVICE })],
  ])('%j is called as the bench calls it in its report', async (devices, bench) => {
    const made = bench();
    if (!made.ok) throw new Error(made.error);
    const { driverName: name, variant, transport } = made.value;
    expect(await ask(devices)).toEqual({ name, variant, transport });
  });

  it('is another one over another wire, and with another wrapper or profile under the same name', async () => {
    await install(signReport(report(), lab));
    const gate = await conformanceGate(settings);
    const room = path.dirname(settings.trustedKeysFile);
    const own = path.join(room, 'wrapper.json');
    await writeFile(own, JSON.stringify({ ...wrapper, output: { ...wrapper.output, padding: 255 } }));
    const judged = async (idCardReader: unknown) => gate(await ask({ idCardReader }));
    expect(await judged({ port: '/dev/ttyS1' })).toBeNull();
    expect(await judged({ port: 'usb://0400:c35a' })).toMatch(/another kind of port/);
    expect(await judged({ port: 'tcp://192.0.2.1:1' })).toMatch(/another kind of port/);
    expect(await judged({ port: 'hid://1234:5678', wrapper: own })).toMatch(/another family, profile or wrapper/);
    // A report of the wrapper that has the same name and another content.
    await install(
      signReport(report({ transport: 'hid', driver: { ...sdt, version, variant: 'example-raw-64' } }), lab),
      'hid.json',
    );
    const again = await conformanceGate(settings);
    expect(again(await ask({ idCardReader: { port: 'hid://1234:5678', wrapper: 'example-raw-64' } }))).toBeNull();
    expect(again(await ask({ idCardReader: { port: 'hid://1234:5678', wrapper: own } }))).toMatch(/another family/);
    const file = path.join(room, 'line-board.json');
    await writeFile(file, JSON.stringify({ ...board, model: 'Never tested' }));
    const asked = await ask({ auxiliaries: { port: '/dev/ttyS1', profile: file } });
    expect(asked.variant).toMatch(/^line-board@[0-9a-f]{64}$/);
    const same = benches.auxiliaries({ port: '/dev/ttyS1', profile: { ...board, model: 'Never tested' } });
    expect(same.ok && same.value.variant).toBe(asked.variant);
  });
});

describe('a device host with a reader on a real pty', () => {
  /** The last status a terminal would hear that fits, and how a read ends then. */
  async function statusIn(mode: 'production' | 'development', wanted: string) {
    const link = path.join(path.dirname(settings.trustedKeysFile), 'reader');
    const pty = openPty({ link });
    if (!pty.ok) throw new Error(pty.error.message);
    new SdtReaderSimulator({}).attach(pty.value);
    ends.push(() => pty.value.hangUp());
    const gate = mode === 'production' ? await conformanceGate(settings) : undefined;
    const binding = await bindDevices(devicesConfigSchema.parse({ idCardReader: { port: link } }), gate);
    if (!binding.ok) throw new Error(binding.error);
    const host = startDeviceHost({ binding: binding.value, clock: systemClock, onRefused: () => undefined });
    ends.push(() => host.stop());
    const [near, far] = memoryChannelPair();
    const heard: DeviceHostToTerminal[] = [];
    far.onMessage((message) => heard.push(deviceHostToTerminalSchema.parse(message)));
    host.connect(near);
    const status = () => heard.flatMap((one) => (one.kind === 'status' ? one.statuses : [])).at(-1);
    await expect.poll(() => status()?.device, { timeout: 10_000 }).toBe(wanted);
    far.send({ kind: 'request', id: 'present', command: 'idCard.present' });
    await expect.poll(() => heard.some((one) => 'id' in one && one.id === 'present'), { timeout: 10_000 }).toBe(true);
    return { status: status(), answer: heard.find((one) => 'id' in one && one.id === 'present') };
  }

  it('does not attach it in production without a report', async () => {
    const { status, answer } = await statusIn('production', 'offline');
    expect(status).toMatchObject({ action: 'configuration', faults: ['no-conformance-report'] });
    expect(answer).toMatchObject({ kind: 'failure', error: { errorCode: 'no-conformance-report', effect: 'none' } });
  });

  it('attaches it in production with one', async () => {
    await install(signReport(report(), lab));
    const { answer } = await statusIn('production', 'online');
    expect(answer).toMatchObject({ kind: 'completion', value: 'notPresent' });
  });

  it('attaches it in development without any', async () => {
    expect((await statusIn('development', 'online')).answer).toMatchObject({ kind: 'completion' });
  });
});
