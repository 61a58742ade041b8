import { type DeviceClass, deviceClassSchema } from '../../../drivers/contract/status.ts';
import type { Config } from '../../contract/config.ts';
import { type HealthCheckLevel, healthCheckLevelSchema } from '../../contract/device-messages.ts';
import type { LocalizedText } from '../../contract/text.ts';
import { soundTest, testTable } from './device-tests.ts';
import type { NotOffered, TestKind } from './test-kind.ts';
import { type Machine, testLacks } from './test-lacks.ts';

export type { NotOffered, TestKind } from './test-kind.ts';

const text = (zh: string, en: string): LocalizedText => ({ 'zh-CN': zh, en });
const own = (what: string, title: LocalizedText, seconds: number): TestKind => ({
  what,
  title,
  device: null,
  level: null,
  instruction: null,
  judge: null,
  seconds,
});
/** Tests of the machine itself. */
const machineTests: readonly TestKind[] = [
  own('network', text('网络与平台', 'Network and platform'), 60),
  own('storage', text('存储与账本', 'Storage and ledger'), 60),
  own('display', text('显示颜色', 'Display colours'), 60),
  own('touch', text('触摸屏', 'Touch screen'), 60),
];
/** Leave records too, and no machine has to have passed them. */
const besides = [
  own('soak', text('连续测试', 'Soak'), 0),
  own('dryRun', text('配置试运行', 'Configuration dry run'), 0),
];

const isTest = (cell: TestKind | NotOffered): cell is TestKind => 'what' in cell;
const everyTest = deviceClassSchema.options.flatMap((device) => Object.values(testTable[device]).filter(isTest));
const byName = new Map([...everyTest, soundTest, ...machineTests, ...besides].map((kind) => [kind.what, kind]));

/** The title of a recorded test; one nobody knows any more keeps its name. */
export const titleOfTest = (what: string): LocalizedText => byName.get(what)?.title ?? { 'zh-CN': what, en: what };

/** The device that a recorded test was made with; null for one of the machine itself. Sound is the board's. */
export const deviceOfTest = (what: string): DeviceClass | null =>
  what === soundTest.what ? 'auxiliaries' : (byName.get(what)?.device ?? null);

/** The test of a class at a level on this machine, or why there is none. */
function testAt(device: DeviceClass, level: HealthCheckLevel, machine: Machine): TestKind | NotOffered {
  const cell = testTable[device][level];
  const why = isTest(cell) ? (testLacks[cell.what]?.(machine) ?? null) : null;
  return why === null ? cell : { why };
}

/** Null where this machine's device offers none. */
export function deviceTest(device: DeviceClass, level: HealthCheckLevel, machine: Machine): TestKind | null {
  const cell = testAt(device, level, machine);
  return isTest(cell) ? cell : null;
}

/** What a device of this machine can be tested with. */
export const testsOfDevice = (device: DeviceClass, machine: Machine): readonly TestKind[] =>
  healthCheckLevelSchema.options.flatMap((level) => deviceTest(device, level, machine) ?? []);

/** Null where nothing of this machine sounds. */
export const soundTestOf = (machine: Machine): TestKind | null =>
  (testLacks.sound?.(machine) ?? null) === null ? soundTest : null;

/** Which levels a device cannot be tested at, and why. */
export const levelsNotOffered = (
  device: DeviceClass,
  machine: Machine,
): { level: HealthCheckLevel; why: LocalizedText }[] =>
  healthCheckLevelSchema.options.flatMap((level) => {
    const cell = testAt(device, level, machine);
    return isTest(cell) ? [] : [{ level, why: cell.why }];
  });

/** A file printer puts nothing on paper: there is nothing to judge. */
export const needsJudging = (kind: TestKind, { devices }: Pick<Config, 'devices'>): boolean =>
  kind.judge !== null && !(kind.device === 'documentPrinter' && devices.documentPrinter?.kind === 'file');

/** Every test a machine with these devices should have. */
export const testsOf = (fitted: readonly DeviceClass[], machine: Machine): readonly TestKind[] => [
  ...fitted.flatMap((device) => testsOfPart(device, machine)),
  ...machineTests,
];

/** What must pass after a repair of a part, by the part's name: no more than this machine's part can be tested with. */
export function testsOfPart(part: string, machine: Machine): readonly TestKind[] {
  const named = (...names: string[]) => machineTests.filter(({ what }) => names.includes(what));
  if (part === 'platform') return named('network');
  if (part === 'storage') return named('storage');
  if (part === 'screen') return named('display', 'touch');
  if (part === 'cabinet')
    return machine.config.devices.auxiliaries === undefined
      ? []
      : testsOfDevice('auxiliaries', machine).filter(({ level }) => level !== 'external');
  const device = deviceClassSchema.safeParse(part);
  if (!device.success) return [];
  const sound = device.data === 'auxiliaries' ? soundTestOf(machine) : null;
  return [...testsOfDevice(device.data, machine), ...(sound === null ? [] : [sound])];
}
