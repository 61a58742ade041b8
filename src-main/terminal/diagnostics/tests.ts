import type { DeviceClass } from '../../../drivers/contract/status.ts';
import type { Config } from '../../contract/config.ts';
import type { HealthCheckLevel } from '../../contract/device-messages.ts';
import type { LocalizedText } from '../../contract/text.ts';

/** One self-test this machine can have, as UnifiedPOS `CheckHealth` sorts them; `screen`, `platform`, `storage` are ours. */
export interface TestKind {
  /** Its name in records and audit: `receiptPrinter.external`, `network`. */
  readonly what: string;
  readonly title: LocalizedText;
  readonly device: DeviceClass | null;
  readonly level: HealthCheckLevel | null;
  /** What the person does at the machine; null where nobody is needed. */
  readonly instruction: LocalizedText | null;
  /** What only a person can see afterwards. */
  readonly judge: LocalizedText | null;
  /** The longest it may take. */
  readonly seconds: number;
}

const text = (zh: string, en: string): LocalizedText => ({ 'zh-CN': zh, en });

function of(
  device: DeviceClass,
  level: HealthCheckLevel,
  title: LocalizedText,
  more: Partial<Pick<TestKind, 'instruction' | 'judge' | 'seconds'>> = {},
): TestKind {
  const seconds = level === 'interactive' ? 30 : level === 'external' ? 60 : 15;
  return { what: `${device}.${level}`, title, device, level, instruction: null, judge: null, seconds, ...more };
}

const whole = text(
  '印出来了吗？文字、边框和灰度都完整清楚吗？',
  'Did it come out? Are text, frame and greys whole and clear?',
);

/** What each class offers (`device-host/health-check.ts` runs it). */
export const deviceTests: Readonly<Record<DeviceClass, readonly TestKind[]>> = {
  idCardReader: [
    of('idCardReader', 'internal', text('读卡器自检', 'Reader self-test')),
    of('idCardReader', 'interactive', text('读一张身份证', 'Read an ID card'), {
      instruction: text('把任意一张身份证放在读卡区', 'Lay any ID card on the reader'),
    }),
  ],
  barcodeReader: [
    of('barcodeReader', 'internal', text('扫码器自检', 'Scanner self-test')),
    of('barcodeReader', 'interactive', text('扫一个码', 'Scan a code'), {
      instruction: text('把任意一个二维码对准扫码口', 'Hold any code before the scanner'),
    }),
  ],
  receiptPrinter: [
    of('receiptPrinter', 'internal', text('凭条打印机自检', 'Receipt printer self-test')),
    of('receiptPrinter', 'external', text('打印测试凭条', 'Print a test receipt'), { judge: whole }),
  ],
  documentPrinter: [
    of('documentPrinter', 'internal', text('A4 打印机自检', 'A4 printer self-test')),
    of('documentPrinter', 'external', text('打印测试页', 'Print a test page'), { judge: whole, seconds: 180 }),
  ],
  cardReader: [
    of('cardReader', 'internal', text('社保卡读卡器自检', 'Card reader self-test')),
    of('cardReader', 'interactive', text('读一张社保卡', 'Read a social security card'), {
      instruction: text('插入任意一张社保卡', 'Put in any social security card'),
    }),
  ],
  camera: [
    of('camera', 'internal', text('摄像头自检', 'Camera self-test'), { seconds: 30 }),
    of('camera', 'external', text('看摄像头画面', 'Look at the camera’s picture'), {
      judge: text('画面是不是活动的、清楚的、方向正确的？', 'Does the picture move, is it sharp and the right way up?'),
      seconds: 60,
    }),
    of('camera', 'interactive', text('用摄像头扫一个码', 'Read a code by camera'), {
      instruction: text('把任意一个二维码对准摄像头', 'Hold any code before the camera'),
    }),
  ],
  auxiliaries: [
    of('auxiliaries', 'internal', text('传感器板自检', 'Sensor board self-test')),
    of('auxiliaries', 'external', text('逐个点亮指示灯', 'Light every guide light in turn'), {
      judge: text('每一盏灯都亮过吗？', 'Did every light shine?'),
    }),
  ],
};

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
export const machineTests: readonly TestKind[] = [
  own('network', text('网络与平台', 'Network and platform'), 60),
  own('storage', text('存储与账本', 'Storage and ledger'), 60),
  own('display', text('显示颜色', 'Display colours'), 60),
  own('touch', text('触摸屏', 'Touch screen'), 60),
];

const soak = own('soak', text('连续测试', 'Soak'), 0);
const byName = new Map([...Object.values(deviceTests).flat(), ...machineTests, soak].map((kind) => [kind.what, kind]));

/** The title of a recorded test; one nobody knows any more keeps its name. */
export const titleOfTest = (what: string): LocalizedText => byName.get(what)?.title ?? { 'zh-CN': what, en: what };

/** The test of a fitted device at a level; null where the class offers none. */
export const deviceTest = (device: DeviceClass, level: HealthCheckLevel): TestKind | null =>
  deviceTests[device].find((kind) => kind.level === level) ?? null;

/** A file printer puts nothing on paper: there is nothing to judge. */
export const needsJudging = (kind: TestKind, { devices }: Pick<Config, 'devices'>): boolean =>
  kind.judge !== null && !(kind.device === 'documentPrinter' && devices.documentPrinter?.kind === 'file');

/** Every test a machine with these devices should have. */
export const testsOf = (fitted: readonly DeviceClass[]): readonly TestKind[] => [
  ...fitted.flatMap((device) => deviceTests[device]),
  ...machineTests,
];

/** What must pass after a repair of a part, by the part's name. */
export function testsOfPart(part: string): readonly TestKind[] {
  if (part === 'platform') return machineTests.filter(({ what }) => what === 'network');
  if (part === 'storage') return machineTests.filter(({ what }) => what === 'storage');
  if (part === 'screen') return machineTests.filter(({ what }) => what === 'display' || what === 'touch');
  return Object.entries(deviceTests).find(([device]) => device === part)?.[1] ?? [];
}
