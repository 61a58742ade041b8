import path from 'node:path';
import type { DeviceClass } from '../../../drivers/contract/status.ts';
import { loadConfig } from '../../configuration/load-config.ts';
import { chinaDate } from '../../contract/china-time.ts';
import type { Config } from '../../contract/config.ts';
import { WEDGE_PORT } from '../../contract/config-devices.ts';
import type { DeviceClient } from '../devices/device-client.ts';
import { ledgerOwner } from '../ledger/owner.ts';
import { loadPlatformKeys } from '../platform-client/keys.ts';
import { openChannel } from '../platform-client/request.ts';
import { lookFor } from './device-places.ts';
import { deviceTitles, fittedIn } from './device-titles.ts';
import { authorityOf } from './network-probe.ts';
import { askTime, askWithKey } from './platform-questions.ts';
import { lookForProgram, programsIn } from './site-programs.ts';
import { loadStaff } from './staff.ts';
import { failed, passed, type StepKind, type StepList, type StepResult, skipped } from './steps.ts';

const DEADLINE_MS = 3000;

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
      if (ours || byHost.has(device)) return lookFor(config, device, { signal, withinMs: DEADLINE_MS });
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

/** Whose ledger lies there: a start with another terminal's is refused. */
function judgeLedger({ terminal }: Config): StepResult {
  const owner = ledgerOwner(path.join(terminal.dataDirectory, 'ledger.db'));
  if (!owner.ok) return failed(owner.error.message);
  if (owner.value === null) return passed('none yet, a new one would begin');
  if (owner.value === terminal.id) return passed(`of ${terminal.id}`);
  return failed(`of ${owner.value}, and the file says ${terminal.id}`);
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
