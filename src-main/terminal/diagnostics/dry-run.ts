import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { unreachable } from '../../../drivers/contract/result.ts';
import type { DeviceClass } from '../../../drivers/contract/status.ts';
import { loadConfig } from '../../configuration/load-config.ts';
import type { Config } from '../../contract/config.ts';
import { WEDGE_PORT } from '../../contract/config-devices.ts';
import { shownPlace } from '../../contract/shown-place.ts';
import type { DeviceClient } from '../devices/device-client.ts';
import { loadPlatformKeys } from '../platform-client/keys.ts';
import { openChannel } from '../platform-client/request.ts';
import { connectTo } from './connect-to.ts';
import { deviceTitles, fittedIn } from './device-titles.ts';
import { authorityOf } from './network-probe.ts';
import { loadStaff } from './staff.ts';
import { codeOf, failed, passed, type StepKind, type StepList, type StepResult, skipped } from './steps.ts';

const DEADLINE_MS = 3000;

const fileStep: StepKind = { id: 'file', title: { 'zh-CN': '读取配置文件', en: 'Read the file' } };
const keysStep: StepKind = { id: 'keys', title: { 'zh-CN': '平台公钥', en: 'Platform keys' } };
const platformStep: StepKind = { id: 'platform', title: { 'zh-CN': '平台应答', en: 'Platform answers' } };
const staffStep: StepKind = { id: 'staff', title: { 'zh-CN': '人员文件', en: 'Staff file' } };

/** The steps for a machine with these devices. */
export const dryRunSteps = (config: Config): readonly StepKind[] => [
  fileStep,
  ...fittedIn(config).map((device) => ({ id: device, title: deviceTitles[device] })),
  keysStep,
  platformStep,
  staffStep,
];

export interface DryRunOptions {
  readonly file: string;
  readonly devices: Pick<DeviceClient, 'request'>;
  readonly signal: AbortSignal;
}

/**
 * What would happen at the next start, without keeping anything: reads the file as it lies on the disk now, lets the device
 * host make each driver of it, looks for each port, asks the platform. Ports are looked at, not opened: the device host
 * holds those that are in use.
 */
export async function dryRun(steps: StepList, { file, devices, signal }: DryRunOptions): Promise<void> {
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
  await steps.run('keys', async () => {
    const keys = await loadPlatformKeys(config.platform.keysFile);
    return keys.ok ? passed('both can be used') : failed('missing or not two public keys');
  });
  if (signal.aborted) return;
  await steps.run('platform', () => askPlatform(config, signal));
  await steps.run('staff', () => {
    if (config.service === undefined) return skipped('nobody may open the service side');
    const staff = loadStaff(config.service.staffFile);
    return staff.ok ? passed(`${staff.value.length} numbers`) : failed(staff.error.message);
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
  const address = /^(tcp|ipps?|wss?):\/\/(\[[^\]]+\]|[^/:]+)(?::(\d+))?/.exec(place);
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

async function askPlatform({ platform }: Config, signal: AbortSignal): Promise<StepResult> {
  const { url, terminalKey } = platform;
  const channel = openChannel({ url, terminalKey, certificateAuthority: authorityOf(platform) });
  try {
    const call = { method: 'GET', path: '/v1/time', timeoutMs: DEADLINE_MS, maxBytes: 1000, signal } as const;
    const answer = await channel.call(call);
    return answer.ok ? passed(`answers with ${answer.value.status}`) : failed(answer.error.kind);
  } finally {
    channel.close();
  }
}
