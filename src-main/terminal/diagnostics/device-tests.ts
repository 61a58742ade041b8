import type { DeviceClass } from '../../../drivers/contract/status.ts';
import type { HealthCheckLevel } from '../../contract/device-messages.ts';
import type { LocalizedText } from '../../contract/text.ts';
import type { NotOffered, TestKind } from './test-kind.ts';

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
const none = (zh: string, en: string): NotOffered => ({ why: text(zh, en) });

const whole = text(
  '印出来了吗？文字、边框和灰度都完整清楚吗？',
  'Did it come out? Are text, frame and greys whole and clear?',
);
const printedIsAsked = none(
  '测试页一印完就问“印出来了吗”，没有别的要人动手',
  'The test page itself asks “did it come out?”; there is nothing else for hands to do',
);

/**
 * Every device class × UnifiedPOS `CheckHealth` level: the test, or why there is none. `internal` and what a driver does
 * run in `device-host/health-check.ts`, those of cameras in `devices/camera-check.ts`, the cabinet's hands in `hands-test.ts`.
 */
export const testTable: Readonly<Record<DeviceClass, Readonly<Record<HealthCheckLevel, TestKind | NotOffered>>>> = {
  idCardReader: {
    internal: of('idCardReader', 'internal', text('读卡器自检', 'Reader self-test')),
    external: of('idCardReader', 'external', text('读卡器重新初始化', 'Start the reader anew'), { seconds: 30 }),
    interactive: of('idCardReader', 'interactive', text('读一张身份证', 'Read an ID card'), {
      instruction: text('把任意一张身份证放在读卡区', 'Lay any ID card on the reader'),
    }),
  },
  barcodeReader: {
    internal: of('barcodeReader', 'internal', text('扫码器自检', 'Scanner self-test')),
    external: of('barcodeReader', 'external', text('点亮扫码器', 'Light the scanner'), {
      judge: text('刚才几秒里，扫码口的灯亮了吗？', 'Was the scanner’s light on during these seconds?'),
      seconds: 30,
    }),
    interactive: of('barcodeReader', 'interactive', text('扫一个码', 'Scan a code'), {
      instruction: text('把任意一个二维码对准扫码口', 'Hold any code before the scanner'),
    }),
  },
  receiptPrinter: {
    internal: of('receiptPrinter', 'internal', text('凭条打印机自检', 'Receipt printer self-test')),
    external: of('receiptPrinter', 'external', text('打印测试凭条', 'Print a test receipt'), { judge: whole }),
    interactive: printedIsAsked,
  },
  documentPrinter: {
    internal: of('documentPrinter', 'internal', text('A4 打印机自检', 'A4 printer self-test')),
    external: of('documentPrinter', 'external', text('打印测试页', 'Print a test page'), {
      judge: whole,
      seconds: 180,
    }),
    interactive: printedIsAsked,
  },
  cardReader: {
    internal: of('cardReader', 'internal', text('社保卡读卡器自检', 'Card reader self-test')),
    external: of('cardReader', 'external', text('社保卡读卡器重新初始化', 'Start the card reader anew'), {
      seconds: 30,
    }),
    interactive: of('cardReader', 'interactive', text('读一张社保卡', 'Read a social security card'), {
      instruction: text('插入任意一张社保卡', 'Put in any social security card'),
    }),
  },
  camera: {
    internal: of('camera', 'internal', text('摄像头自检', 'Camera self-test'), { seconds: 30 }),
    external: of('camera', 'external', text('看摄像头画面', 'Look at the camera’s picture'), {
      judge: text('画面是不是活动的、清楚的、方向正确的？', 'Does the picture move, is it sharp and the right way up?'),
      seconds: 60,
    }),
    interactive: of('camera', 'interactive', text('用摄像头扫一个码', 'Read a code by camera'), {
      instruction: text('把任意一个二维码对准摄像头', 'Hold any code before the camera'),
    }),
  },
  auxiliaries: {
    internal: of('auxiliaries', 'internal', text('传感器板自检', 'Sensor board self-test')),
    external: of('auxiliaries', 'external', text('逐个点亮指示灯', 'Light every guide light in turn'), {
      judge: text('每一盏灯都亮过吗？', 'Did every light shine?'),
    }),
    interactive: of('auxiliaries', 'interactive', text('门、电源与传感器', 'Doors, power and sensors'), {
      seconds: 60,
    }),
  },
};

/** With the voice or tone of the page, by the board's loudness. */
export const soundTest: TestKind = {
  what: 'sound',
  title: text('声音', 'Sound'),
  device: null,
  level: null,
  instruction: null,
  judge: text('听到声音了吗？', 'Did you hear it?'),
  seconds: 60,
};
