import {
  type Completion,
  type Device,
  type DeviceError,
  type DeviceStatus,
  deviceErrorSchema,
  deviceStatusSchema,
} from '../contract/index.ts';
import { demand, type Subject, within } from './check.ts';
import { OPEN_LIMIT_MS } from './probe.ts';

/** What an unplugged device may be called. */
export const DOWN: readonly DeviceStatus['device'][] = ['noDevice', 'offline', 'powerOff', 'hardwareError'];
/** A short command's own limit in the checks of time. Milliseconds. */
export const SHORT_MS = 1_000;
/** A device may take this much longer than it was allowed: its last question still runs to its own end. */
export const SLACK_MS = 5_000;

/** The error of a command that must not have succeeded. */
export const refused = (completion: Completion<unknown>): DeviceError => {
  demand(!completion.ok, 'a command succeeded that could not');
  return completion.error;
};

/** An error a technician can read and a program can act on. */
export function demandGoodError(error: DeviceError): void {
  demand(deviceErrorSchema.safeParse(error).success, 'an error breaks its schema');
  demand(error.errorCode !== '' && error.message !== '', 'an error without code or sentence');
  demand(!/[\r\n]/.test(error.message), 'an error message of several lines');
}

/** A status by its schema, of this class, observed between `since` and now. */
export function demandGoodStatus(status: DeviceStatus, subject: Subject<Device>, since: number): void {
  demand(deviceStatusSchema.safeParse(status).success, 'a status breaks its schema');
  demand(status.deviceClass === subject.deviceClass, `the status names the class ${status.deviceClass}`);
  demand(status.evidence !== '' && !/[\r\n]/.test(status.evidence), 'the evidence is not one line');
  demand(status.model !== '', 'the model has no name');
  const now = subject.clock.now();
  demand(status.observedAt >= since && status.observedAt <= now, 'observedAt is not the time of the observation');
  const printer = subject.deviceClass === 'receiptPrinter' || subject.deviceClass === 'documentPrinter';
  demand(printer || status.paper === null, 'a class without paper has a paper axis');
}

/** Asks until the device is no longer online; 20 s are enough for any. */
export async function untilDown(subject: Subject<Device>, device: Device): Promise<DeviceStatus> {
  const until = subject.clock.now() + 20_000;
  for (;;) {
    const status = await within(subject, OPEN_LIMIT_MS, 'refresh', device.refresh());
    if (status.device !== 'online' && status.device !== 'deviceBusy') return status;
    demand(subject.clock.now() < until, 'the plug is out, and 20 s later the status still says online');
    await subject.clock.delay(500);
  }
}
