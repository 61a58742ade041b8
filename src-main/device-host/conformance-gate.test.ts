import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { profiles } from '../../drivers/auxiliaries/index.ts';
import { benches } from '../../drivers/conformance/hardware-subjects.ts';
import { requiredChecks } from '../../drivers/conformance/index.ts';
import { KIT_VERSION, type Report, signReport, trustedKeyOf } from '../../drivers/conformance/report.ts';
import { systemClock } from '../../drivers/contract/index.ts';
import { SdtReaderSimulator } from '../../drivers/id-card-reader/index.ts';
import { openPty } from '../../drivers/transports/index.ts';
import { memoryChannelPair } from '../channel/memory.ts';
import { devicesConfigSchema } from '../contract/config-devices.ts';
import { type DeviceHostToTerminal, deviceHostToTerminalSchema } from '../contract/device-messages.ts';
import { bindDevices, driverNames } from './binding.ts';
import { conformanceGate } from './conformance-gate.ts';
import { driverVersions } from './driver-versions.ts';
import { startDeviceHost } from './host.ts';

const { privateKey: lab } = generateKeyPairSync('ed25519');
const { privateKey: stranger } = generateKeyPairSync('ed25519');
const sdt = { name: 'SdtIdCardReader', variant: '' };
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
    expect((await conformanceGate(settings))(sdt)).toBeNull();
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
    expect((await conformanceGate(settings))(sdt)).toMatch(why);
  });

  it('bars all when nothing is configured, and when nothing can be read', async () => {
    expect((await conformanceGate(undefined))(sdt)).toContain('SdtIdCardReader may not run in production');
    await install(signReport(report(), lab));
    const unreadable = { ...settings, trustedKeysFile: path.join(settings.reportsDirectory, 'none') };
    expect((await conformanceGate(unreadable))(sdt)).toMatch(/trusts/);
    expect((await conformanceGate({ ...settings, reportsDirectory: '/nowhere' }))(sdt)).toMatch(
      /no conformance report/,
    );
  });
});

it('asks for the very names that the bench writes into its reports', () => {
  const devices = devicesConfigSchema.parse({
    idCardReader: { port: '/dev/ttyUSB0' },
    barcodeReader: { port: '/dev/ttyACM0', family: 'honeywell' },
    receiptPrinter: { port: '/dev/ttyUSB1', family: 'custom' },
    documentPrinter: { kind: 'ipp', uri: 'ipp://192.0.2.1/ipp/print' },
    cardReader: {},
    auxiliaries: { port: '/dev/ttyS1', profile: 'line-board' },
  });
  const { idCardReader, barcodeReader, receiptPrinter, documentPrinter, cardReader, auxiliaries } = devices;
  if (!idCardReader || !barcodeReader || !receiptPrinter || !documentPrinter) throw new Error('left out');
  if (!cardReader || !auxiliaries) throw new Error('left out');
  const service = 'ws://192.0.2.1:5846/xfs4iot/v1.0/Device';
  const board = profiles['line-board'];
  const pairs = [
    [benches['id-card']({ port: '/dev/ttyUSB0' }), driverNames.idCardReader(idCardReader)],
    [benches.scanner({ port: '/dev/ttyACM0', family: 'honeywell' }), driverNames.barcodeReader(barcodeReader)],
    [
      benches.scanner({ port: 'hid://0c2e:0901' }),
      driverNames.barcodeReader({ ...barcodeReader, port: 'hid://0c2e:0901' }),
    ],
    [
      benches.scanner({ port: '/dev/x', family: 'ssi' }),
      driverNames.barcodeReader({ ...barcodeReader, family: 'ssi' }),
    ],
    [benches.receipt({ port: '/dev/ttyUSB1', family: 'custom' }), driverNames.receiptPrinter(receiptPrinter)],
    [benches.document({ port: 'ipp://192.0.2.1/ipp/print' }), driverNames.documentPrinter(documentPrinter)],
    [benches['smart-card']({ port: 'pcsc:' }), driverNames.cardReader(cardReader)],
    [
      benches.auxiliaries({ port: '/dev/ttyS1', ...(board ? { profile: board } : {}) }),
      driverNames.auxiliaries(auxiliaries),
    ],
    [
      benches.auxiliaries({ port: '/dev/ttyS1', ...(board ? { profile: board } : {}) }),
      driverNames.auxiliaries({ ...auxiliaries, profile: '/etc/terminal/line-board.json' }),
    ],
    [benches['id-card']({ port: service }), driverNames.idCardReader({ ...idCardReader, port: service })],
    [benches.scanner({ port: service }), driverNames.barcodeReader({ ...barcodeReader, port: service })],
    [benches.receipt({ port: service }), driverNames.receiptPrinter({ ...receiptPrinter, port: service })],
    [benches.auxiliaries({ port: service }), driverNames.auxiliaries({ ...auxiliaries, port: service })],
  ] as const;
  for (const [bench, name] of pairs) {
    if (!bench.ok) throw new Error(bench.error);
    expect({ name: bench.value.driverName, variant: bench.value.variant }).toEqual(name);
  }
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
