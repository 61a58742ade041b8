import { kindOfErrorCode } from '../../../drivers/contract/error-codes.ts';
import { errorKinds } from '../../../drivers/contract/error-kinds.ts';
import type { DeviceClass, DeviceStatus, Health } from '../../../drivers/contract/status.ts';
import { type Cause, cause, checkCable } from './cause.ts';
import { cameraCauses } from './causes-of-cameras.ts';
import { linkCauses } from './causes-of-links.ts';
import { printerCauses, receiptPrinterCauses } from './causes-of-printers.ts';
import { readerCauses } from './causes-of-readers.ts';

/** Every neutral fault word of the drivers (their READMEs) and of the cameras in plain words; `causes.test.ts` holds that none is missing. */
export const causes: Readonly<Record<string, Cause>> = {
  ...linkCauses,
  ...readerCauses,
  ...printerCauses,
  ...cameraCauses,
};

const byState: Partial<Record<DeviceStatus['device'], Cause>> = {
  offline: cause('离线', 'Offline', 'technician', ...checkCable),
  powerOff: cause('没有通电', 'No power', 'technician', '接通设备电源', 'Switch the device on'),
  noDevice: cause('没有接上', 'Not connected', 'technician', ...checkCable),
  hardwareError: cause(
    '设备硬件故障',
    'Hardware fault',
    'technician',
    '断电 10 秒再通电；仍有故障请更换',
    'Power off for 10 s; if it stays, replace',
  ),
  userError: cause(
    '设备等待人工处理',
    'The device waits to be cleared',
    'branchStaff',
    '按设备面板的提示处理',
    'Do what its panel says',
  ),
  fraudAttempt: cause(
    '疑似被加装了异物',
    'Something foreign may be fitted',
    'technician',
    '停用本机，立即检查读卡口',
    'Take it out of use and inspect the slot',
  ),
  potentialFraud: cause(
    '疑似被加装了异物',
    'Something foreign may be fitted',
    'technician',
    '停用本机，立即检查读卡口',
    'Take it out of use and inspect the slot',
  ),
  starting: { cause: { 'zh-CN': '正在启动', en: 'Starting' }, fixer: 'itself', next: null },
};
export const fine: Cause = { cause: { 'zh-CN': '正常', en: 'Fine' }, fixer: 'nobody', next: null };
const notHeard = cause(
  '没有收到近况',
  'Not heard of lately',
  'technician',
  '稍等；不恢复请重新启动设备',
  'Wait; if it stays, restart the device',
);
/** A word of its own may still be of a known kind. */
const unnamed = (fault: string): Cause => {
  const kind = kindOfErrorCode.get(fault);
  if (kind === undefined)
    return cause(
      `故障：${fault}`,
      `Fault: ${fault}`,
      'technician',
      '查看详情里的依据',
      'See the evidence in the details',
    );
  const { 'zh-CN': zh, en } = errorKinds[kind].technician;
  return cause(`故障：${fault}`, `Fault: ${fault}`, 'technician', zh, en);
};

/** The one cause to show of a status: the first fault that has words, else the state, else that nothing was heard. */
export function causeOf(status: DeviceStatus | null, health: Health): Cause {
  if (status === null) return notHeard;
  const own = status.deviceClass === 'receiptPrinter' ? receiptPrinterCauses : {};
  const words = (fault: string): Cause | undefined => own[fault] ?? causes[fault];
  const named = status.faults.find((fault) => words(fault) !== undefined);
  if (named !== undefined) return words(named) ?? unnamed(named);
  const [first] = status.faults;
  if (first !== undefined) return unnamed(first);
  if (status.paper === 'out') return words('paper-end') ?? fine;
  if (status.paper === 'jammed' || status.media === 'jammed') return words('paper-jam') ?? fine;
  const state = byState[status.device];
  if (state !== undefined) return state;
  if (health === 'unknown' || status.device === 'unknown') return notHeard;
  return status.paper === 'low' ? (words('paper-near-end') ?? fine) : fine;
}

/** The same for the one word a test of such a device ended with; null for a word that is none of a fault. */
export function causeOfCode(deviceClass: DeviceClass, code: string): Cause | null {
  const own = deviceClass === 'receiptPrinter' ? receiptPrinterCauses : {};
  const known = own[code] ?? causes[code];
  if (known !== undefined) return known;
  const kind = kindOfErrorCode.get(code);
  return kind === undefined ? null : { cause: errorKinds[kind].technician, fixer: 'technician', next: null };
}
