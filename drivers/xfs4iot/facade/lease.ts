import type { DeviceClass, Result } from '../../contract/index.ts';

/** The right to use one device until it is given back or needed by a citizen. */
export interface Grant {
  release(): void;
  /** Aborted when a citizen needs the device: what can stop (a waiting read) stops, paper is finished. */
  readonly revoked: AbortSignal;
}

/** Who may use a device now: the device host answers, since only it knows whether a citizen is at the terminal. */
export interface Lease {
  acquire(deviceClass: DeviceClass): Result<Grant, 'busy'>;
}
