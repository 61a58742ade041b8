import { type Completion, completed } from '../contract/index.ts';
import { XfsDevice, type XfsDeviceOptions } from './device.ts';
import { auxiliaries } from './messages.ts';
import { failureOf } from './outcome.ts';
import type { AuxiliariesStatus, LightState } from './payloads/auxiliaries.ts';

/** What the sensors say, in XFS4IoT's words; null where the machine has none of the kind. */
export interface SensorReadings {
  readonly operatorSwitch: 'run' | 'maintenance' | 'supervisor' | 'unknown' | null;
  readonly cabinetDoor: 'closed' | 'open' | 'locked' | 'bolted' | 'tampered' | 'unknown' | null;
  readonly safeDoor: SensorReadings['cabinetDoor'];
  readonly tamperSensor: 'on' | 'off' | 'unknown' | null;
  readonly proximitySensor: 'present' | 'notPresent' | 'unknown' | null;
  readonly operatorCallButtonSensor: 'on' | 'off' | 'unknown' | null;
  /** True: the machine runs on its battery. */
  readonly onBattery: boolean | null;
  readonly batteryLow: boolean | null;
}

const STEP_MS = 5_000;
const WATCHED = {
  operatorSwitch: 'register',
  tamperSensor: 'register',
  proximitySensor: 'register',
  operatorCallButtonSensor: 'register',
  cabinetDoor: 'register',
  safeDoor: 'register',
  ups: 'register',
} as const;

export const readingsOf = (status: AuxiliariesStatus | null | undefined): SensorReadings => ({
  operatorSwitch: status?.operatorSwitch ?? null,
  cabinetDoor: status?.cabinetDoor ?? null,
  safeDoor: status?.safeDoor ?? null,
  tamperSensor: status?.tamperSensor ?? null,
  proximitySensor: status?.proximitySensor ?? null,
  operatorCallButtonSensor: status?.operatorCallButtonSensor ?? null,
  onBattery: status?.UPS?.powering ?? null,
  batteryLow: status?.UPS?.low ?? null,
});

/** Doors, sensors and lights behind an `Auxiliaries` service. Sensors come as statuses; lights are commands. */
export class XfsAuxiliaries extends XfsDevice {
  constructor(options: XfsDeviceOptions) {
    super(options, { deviceClass: 'auxiliaries', of: 'Auxiliaries' });
  }

  /** Opens and asks to be told of changes; a service that tells them anyway may refuse that. */
  override async open(): Promise<Completion<void>> {
    const opened = await super.open();
    if (!opened.ok || this.service === null) return opened;
    await this.service.run(auxiliaries.register, WATCHED, { timeoutMs: STEP_MS });
    return opened;
  }

  /** As last told; everything null while closed. */
  readings(): SensorReadings {
    return readingsOf(this.service?.isOpen ? this.service.status.auxiliaries : null);
  }

  /** One light by its XFS4IoT name (`statusGood`, `receiptPrinter`, …) at its default position. */
  setLight(name: string, state: LightState): Promise<Completion<void>> {
    return this.exclusively(async (service) => {
      const answer = await service.run(auxiliaries.setLight, { [name]: { default: state } }, { timeoutMs: STEP_MS });
      if (answer.kind === 'success') return completed(undefined, 'done');
      return failureOf(auxiliaries.setLight.name, answer, 'unknown');
    });
  }
}
