import { lookup } from 'node:dns/promises';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';
import { unreachable } from '../../../drivers/contract/result.ts';
import type { DeviceClass } from '../../../drivers/contract/status.ts';
import { loadConfig } from '../../configuration/load-config.ts';
import { placesOf } from '../../configuration/program-places.ts';
import { chinaDate } from '../../contract/china-time.ts';
import type { Config } from '../../contract/config.ts';
import { WEDGE_PORT } from '../../contract/config-devices.ts';
import { shownPlace } from '../../contract/shown-place.ts';
import type { DeviceClient } from '../devices/device-client.ts';
import { ledgerOwner } from '../ledger/owner.ts';
import { loadPlatformKeys } from '../platform-client/keys.ts';
import { openChannel } from '../platform-client/request.ts';
import { connectTo } from './connect-to.ts';
import { deviceTitles, fittedIn } from './device-titles.ts';
import { authorityOf } from './network-probe.ts';
import { askTime, askWithKey } from './platform-questions.ts';
import { loadStaff } from './staff.ts';
import { codeOf, failed, passed, type StepKind, type StepList, type StepResult, skipped } from './steps.ts';

const DEADLINE_MS = 3000;

const MACHINE_PROGRAM: StepKind = {
  id: 'restartMachine',
  title: { 'zh-CN': '重启整机的程序', en: 'Program that restarts' },
};
const DECODER: StepKind = { id: 'portraitDecoder', title: { 'zh-CN': '照片解码程序', en: 'Photo decoder' } };

const fileStep: StepKind = { id: 'file', title: { 'zh-CN': '读取配置文件', en: 'Read the file' } };
const ledgerStep: StepKind = { id: 'ledger', title: { 'zh-CN': '本机账本', en: 'Ledger' } };
const keysStep: StepKind = { id: 'keys', title: { 'zh-CN': '平台公钥', en: 'Platform keys' } };
const platformStep: StepKind = { id: 'platform', title: { 'zh-CN': '平台应答', en: 'Platform answers' } };
const keyStep: StepKind = { id: 'key', title: { 'zh-CN': '终端密钥', en: 'Terminal key' } };
const staffStep: StepKind = { id: 'staff', title: { 'zh-CN': '人员文件', en: 'Staff file' } };

/** The steps for a machine with these devices. */
export const dryRunSteps = (config: Config): readonly StepKind[] => [
  fileStep,
  ledgerStep,
  ...fittedIn(config).map((device) => ({ id: device, title: deviceTitles[device] })),
  keysStep,
  platformStep,
  keyStep,
  staffStep,
];

export interface DryRunOptions {
  readonly file: string;
  readonly devices: Pick<DeviceClient, 'request'>;
  readonly wallMs: () => number;
  readonly signal: AbortSignal;
}

/**
 * What would happen at the next start, without keeping anything: reads the file as it lies on the disk now, lets the device
 * host make each driver of it, looks for each port, whose ledger lies there and which programs are there, asks the
 * platform as this terminal. Ports are looked at, not opened: the device host holds those that are in use, and a
 * converter may serve one at a time. Services that serve many (IPP, XFS4IoT) are connected to.
 */
export async function dryRun(steps: StepList, { file, devices, wallMs, signal }: DryRunOptions): Promise<void> {
  const loaded = loadConfig(file);
  const asked = loaded.ok ? await devices.request('configuration.check', {}, { signal }) : null;
  const verdict = asked?.ok ? asked.value : null;
  const problems = loaded.ok ? (verdict?.problems ?? []) : loaded.error.problems;
  await steps.run('file', () => (problems.length === 0 ? passed('understood') : failed(problems.join(' '))));
  if (!loaded.ok) {
    steps.skipRest('the file cannot be used');
    return;
  }
  const config = loaded.value;
  await steps.run('ledger', () => judgeLedger(config));
  const byHost = new Map(verdict?.devices.map(({ deviceClass, problem }) => [deviceClass, problem]));
  for (const device of fittedIn(config)) {
    if (signal.aborted) return;
    // One that is new in the file has no line yet.
    steps.insert({ id: device, title: deviceTitles[device] }, keysStep.id);
    const problem = byHost.get(device) ?? null;
    const ours = servedHere(config, device);
    await steps.run(device, () => {
      if (problem !== null) return failed(problem);
      if (ours || byHost.has(device)) return lookFor(config, device, signal);
      return failed('the device host did not say whether it can serve this');
    });
  }
  for (const [kind, command] of programsIn(config)) {
    steps.insert(kind, keysStep.id);
    await steps.run(kind.id, () => lookForProgram(command));
  }
  await steps.run('keys', async () => {
    const keys = await loadPlatformKeys(config.platform.keysFile);
    return keys.ok ? passed('both can be used') : failed('missing or not two public keys');
  });
  if (signal.aborted) return;
  await askPlatform(steps, config, signal);
  await steps.run('staff', () => {
    if (config.service === undefined) return skipped('nobody may open the service side');
    const staff = loadStaff(config.service.staffFile);
    if (!staff.ok) return failed(staff.error.message);
    const today = chinaDate(new Date(wallMs()));
    const valid = staff.value.filter(({ notAfter }) => today <= notAfter).length;
    const words = `${staff.value.length} numbers, ${valid} valid today`;
    return valid === 0 ? failed(`${words}: nobody could open the service side`) : passed(words);
  });
  steps.skipRest('not in this file');
}

/** Cameras and a scanner that types have no driver in the device host. */
const servedHere = ({ devices }: Config, device: DeviceClass): boolean =>
  device === 'camera' || (device === 'barcodeReader' && devices.barcodeReader?.port === WEDGE_PORT);

/** Where a device would be looked for, as people may see it: a path, an address, or something only its driver can find. */
export function placeOf(config: Config, device: DeviceClass): string | null {
  const place = configuredPlace(config, device);
  return place === null ? null : shownPlace(place);
}

function configuredPlace({ devices }: Config, device: DeviceClass): string | null {
  switch (device) {
    case 'idCardReader':
    case 'barcodeReader':
    case 'receiptPrinter':
    case 'auxiliaries':
      return devices[device]?.port ?? null;
    case 'documentPrinter': {
      const printer = devices.documentPrinter;
      if (printer === undefined) return null;
      return printer.kind === 'file'
        ? `file:${printer.directory}`
        : printer.kind === 'ipp'
          ? printer.uri
          : printer.port;
    }
    case 'cardReader':
      if (devices.cardReader === undefined) return null;
      return devices.cardReader.port ?? `pcsc:${devices.cardReader.reader ?? '*'}`;
    case 'camera':
      return devices.camera === undefined ? null : `camera:${Object.keys(devices.camera).join(',')}`;
    default:
      return unreachable(device);
  }
}

async function lookFor(config: Config, device: DeviceClass, signal: AbortSignal): Promise<StepResult> {
  const place = placeOf(config, device) ?? '';
  if (place.startsWith('/')) return lookAt(place);
  if (place.startsWith('file:')) return lookAt(place.slice('file:'.length));
  const socket = /^tcp:\/\/(\[[^\]]+\]|[^/:]+)/.exec(place)?.[1];
  if (socket !== undefined) return lookUp(socket.replace(/^\[|\]$/g, ''));
  const address = /^(ipps?|wss?):\/\/(\[[^\]]+\]|[^/:]+)(?::(\d+))?/.exec(place);
  if (address === null) return skipped('only its driver can find it');
  const [, scheme = '', host = '', port] = address;
  const usual = scheme.startsWith('ipp') ? 631 : scheme === 'wss' ? 443 : 80;
  const target = { host: host.replace(/^\[|\]$/g, ''), port: Number(port ?? usual) };
  return connectTo(target, { now: () => performance.now(), signal, withinMs: DEADLINE_MS });
}

async function lookAt(file: string): Promise<StepResult> {
  try {
    await access(file, constants.R_OK | constants.W_OK);
    return passed('there, may be read and written');
  } catch (thrown) {
    return failed(codeOf(thrown));
  }
}

/** A converter may serve one at a time, and the device host holds it: its name is looked up, and it is left alone. */
async function lookUp(host: string): Promise<StepResult> {
  try {
    await lookup(host);
    return skipped('the address is known; the port is not opened, the device host may hold it');
  } catch (thrown) {
    return failed(`${host}: ${codeOf(thrown)}`);
  }
}

/** Whose ledger lies there: a start with another terminal's is refused. */
function judgeLedger({ terminal }: Config): StepResult {
  const owner = ledgerOwner(path.join(terminal.dataDirectory, 'ledger.db'));
  if (!owner.ok) return failed(owner.error.message);
  if (owner.value === null) return passed('none yet, a new one would begin');
  if (owner.value === terminal.id) return passed(`of ${terminal.id}`);
  return failed(`of ${owner.value}, and the file says ${terminal.id}`);
}

/** Programs of the site that would be started one day. */
function programsIn({ service, face }: Config): [StepKind, readonly string[]][] {
  const decoder = face?.portraitDecoder;
  return [
    ...(service?.restartMachine === undefined
      ? []
      : [[MACHINE_PROGRAM, service.restartMachine] satisfies [StepKind, readonly string[]]]),
    ...(decoder?.kind === 'program' ? [[DECODER, decoder.command] satisfies [StepKind, readonly string[]]] : []),
  ];
}

async function lookForProgram([program = '']: readonly string[]): Promise<StepResult> {
  for (const place of placesOf(program, { platform: process.platform, path: process.env.PATH ?? '' })) {
    try {
      await access(place, constants.X_OK);
      return passed('there, may be started');
    } catch (thrown) {
      codeOf(thrown);
    }
  }
  return failed('not there, or may not be started');
}

/** That it is the platform, and that it knows this terminal. */
async function askPlatform(steps: StepList, { platform }: Config, signal: AbortSignal): Promise<void> {
  const { url, terminalKey } = platform;
  const channel = openChannel({ url, terminalKey, certificateAuthority: authorityOf(platform) });
  const asking = { timeoutMs: DEADLINE_MS, signal };
  try {
    const there = await steps.run('platform', async () => {
      const time = await askTime(channel, asking);
      return time.ok ? passed('tells the time') : failed(time.error);
    });
    await steps.run('key', () =>
      there.outcome === 'passed' ? askWithKey(channel, asking) : skipped('an earlier step failed'),
    );
  } finally {
    channel.close();
  }
}
