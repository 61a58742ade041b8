import {
  type Completion,
  completed,
  type DeviceClass,
  type DeviceStatus,
  type Health,
} from '../../../drivers/contract/index.ts';
import type {
  DeviceCommand,
  DeviceRequest,
  DeviceResult,
  HealthCheckLevel,
  HealthCheckResult,
} from '../../contract/device-messages.ts';

export interface DeviceView {
  readonly health: Health;
  readonly status: DeviceStatus | null;
}

/** A device of this process's own (cameras, which the page reads): status and checks come from here, not from the host. */
export interface OwnDevice {
  readonly deviceClass: DeviceClass;
  view(): DeviceView;
  checkHealth(
    level: HealthCheckLevel,
    options: { timeoutMs: number; signal?: AbortSignal },
  ): Promise<Completion<HealthCheckResult>>;
  /** Answers `barcode.read`, where it is a code reader. */
  read?(options: { timeoutMs: number; signal?: AbortSignal }): Promise<Completion<DeviceResult<'barcode.read'>>>;
}

type RequestFor<C extends DeviceCommand> = Extract<DeviceRequest, { command: C }>;
/** A request as it is before it goes out, of those a device of our own can answer. */
export type Asked =
  | { readonly command: Exclude<DeviceCommand, 'device.checkHealth' | 'device.restart' | 'barcode.read'> }
  | Pick<RequestFor<'barcode.read'>, 'command' | 'timeoutMs'>
  | Pick<RequestFor<'device.checkHealth'>, 'command' | 'deviceClass' | 'level' | 'timeoutMs'>
  | Pick<RequestFor<'device.restart'>, 'command' | 'deviceClass'>;

/** What is asked of them in the words of the device host. */
export class OwnDevices {
  readonly #all: readonly OwnDevice[];

  constructor(all: readonly OwnDevice[]) {
    this.#all = all;
  }

  /** Null for a class that is the host's. */
  view(deviceClass: DeviceClass): DeviceView | null {
    return this.#of(deviceClass)?.view() ?? null;
  }

  /** Null for a request that is the host's. */
  ask(asked: Asked, signal: AbortSignal | undefined): Promise<Completion<unknown>> | null {
    const called = signal === undefined ? {} : { signal };
    switch (asked.command) {
      case 'barcode.read': {
        const { timeoutMs } = asked;
        return this.#all.find(({ read }) => read !== undefined)?.read?.({ timeoutMs, ...called }) ?? null;
      }
      // There is nothing to open anew: each use opens a camera, and keys come by themselves.
      case 'device.restart':
        return this.#of(asked.deviceClass) === undefined ? null : Promise.resolve(completed(null, 'none'));
      case 'device.checkHealth': {
        const { level, timeoutMs } = asked;
        return this.#of(asked.deviceClass)?.checkHealth(level, { timeoutMs, ...called }) ?? null;
      }
      default:
        return null;
    }
  }

  #of(deviceClass: DeviceClass): OwnDevice | undefined {
    return this.#all.find((one) => one.deviceClass === deviceClass);
  }
}
