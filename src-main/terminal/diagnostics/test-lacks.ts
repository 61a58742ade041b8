import type { AuxiliariesSnapshot } from '../../../drivers/contract/auxiliaries.ts';
import type { DevicesConfig } from '../../contract/config-devices.ts';
import { WEDGE_PORT } from '../../contract/config-devices.ts';
import type { LocalizedText } from '../../contract/text.ts';

/** What is known of this machine's devices without asking them. */
export interface Machine {
  readonly config: { readonly devices: DevicesConfig };
  /** What the cabinet's board tells; null where there is none, or it never spoke. */
  readonly cabinet: () => AuxiliariesSnapshot | null;
}

/** Why this machine's device cannot be tested so; null where it can, or where nobody knows yet. */
type Lack = (machine: Machine) => LocalizedText | null;

const typesOnly: Lack = ({ config }) =>
  config.devices.barcodeReader?.port === WEDGE_PORT
    ? {
        'zh-CN': '键盘口扫码器只会打字，什么也问不了它',
        en: 'A keyboard-wedge scanner only types; it can be asked nothing',
      }
    : null;

/** A place that names a family, and that family has no trigger. Over HID and in services the driver finds one out. */
const noTrigger: Lack = ({ config }) => {
  const reader = config.devices.barcodeReader;
  const serial = reader !== undefined && !/^(hid|wss?|xfss?):/.test(reader.port);
  return serial && reader.family === 'plain'
    ? { 'zh-CN': '这种扫码器自己亮灯，不受控制', en: 'This scanner lights by itself; its light takes no orders' }
    : null;
};

const board =
  (lacks: (inputs: AuxiliariesSnapshot) => boolean, why: LocalizedText): Lack =>
  ({ cabinet }) => {
    const inputs = cabinet();
    return inputs !== null && lacks(inputs) ? why : null;
  };

/** Everything a person can do at the cabinet that its board would tell. */
export const tellsNothing = (inputs: AuxiliariesSnapshot): boolean =>
  Object.keys(inputs.doors).length === 0 &&
  !inputs.keypad &&
  [inputs.tamper, inputs.ups, inputs.operatorSwitch, inputs.headset, inputs.presence].every((one) => one === null);

const noSound: LocalizedText = {
  'zh-CN': '本机没有接喇叭或耳机插口，从不出声',
  en: 'No speaker and no headset socket belong to this machine: it never makes a sound',
};

/** By the test's name; a test that is not here can always be made where its device is fitted. */
export const testLacks: Readonly<Record<string, Lack>> = {
  'barcodeReader.internal': typesOnly,
  'barcodeReader.external': (machine) => typesOnly(machine) ?? noTrigger(machine),
  'auxiliaries.external': board(({ lights }) => Object.keys(lights).length === 0, {
    'zh-CN': '这块板没有接指示灯',
    en: 'No light is connected to this board',
  }),
  'auxiliaries.interactive': board(tellsNothing, {
    'zh-CN': '这块板没有接门、电源、传感器或按键',
    en: 'No door, power, sensor or key is connected to this board',
  }),
  sound: (machine) =>
    machine.config.devices.auxiliaries === undefined
      ? noSound
      : board(({ routes, headset }) => routes.length === 0 && headset === null, noSound)(machine),
};
