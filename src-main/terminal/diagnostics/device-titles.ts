import { type DeviceClass, deviceClassSchema } from '../../../drivers/contract/status.ts';
import type { Config } from '../../contract/config.ts';
import type { LocalizedText } from '../../contract/text.ts';

export const deviceTitles: Readonly<Record<DeviceClass, LocalizedText>> = {
  idCardReader: { 'zh-CN': '身份证读卡器', en: 'ID card reader' },
  barcodeReader: { 'zh-CN': '扫码器', en: 'Code scanner' },
  receiptPrinter: { 'zh-CN': '凭条打印机', en: 'Receipt printer' },
  documentPrinter: { 'zh-CN': 'A4 打印机', en: 'A4 printer' },
  cardReader: { 'zh-CN': '社保卡读卡器', en: 'Social security card reader' },
  camera: { 'zh-CN': '摄像头', en: 'Camera' },
  auxiliaries: { 'zh-CN': '门、灯与传感器', en: 'Doors, lights, sensors' },
};

/** Classes a configuration names. */
export const fittedIn = ({ devices }: Config): DeviceClass[] => {
  const named = new Set(Object.entries(devices).flatMap(([name, device]) => (device === undefined ? [] : [name])));
  return deviceClassSchema.options.filter((device) => named.has(device));
};
