import type { DeviceClass, DeviceStatus } from '../../drivers/contract/index.ts';

/** What the device host says of a device that no driver speaks for at the moment. */
export type HostWord = Pick<DeviceStatus, 'device' | 'action' | 'faults' | 'evidence'>;

/** Why a device is never opened here. `fault` is its fault word and error code, `why` one sentence. */
export interface Barred {
  /** Its driver may not run in production; or no driver can serve it as it is configured. */
  readonly fault: 'no-conformance-report' | 'misconfigured';
  readonly why: string;
}

export const barredWord = ({ fault, why }: Barred): HostWord => ({
  device: 'offline',
  action: 'configuration',
  faults: [fault],
  evidence: why,
});

/** Another device of this machine is open at the same place under another name. */
export const placeTakenWord = (why: string): HostWord => ({
  device: 'offline',
  action: 'configuration',
  faults: ['port-busy'],
  evidence: why,
});

/** @param leftMs how long it is left alone yet */
export const flappingWord = (leftMs: number): HostWord => ({
  device: 'offline',
  action: 'maintenance',
  faults: ['flapping'],
  evidence: `came and went too often; left alone for ${Math.ceil(leftMs / 1000)} s more`,
});

/** Its driver answered nothing at all, not even that nothing came: what it runs on hangs. */
export const hangingWord: HostWord = {
  device: 'offline',
  action: 'reset',
  faults: ['no-answer'],
  evidence: 'its driver did not come back from a question; it is given up and made anew',
};

/** Before anything is known. */
export const unopenedStatus = (deviceClass: DeviceClass, now: number): DeviceStatus => ({
  deviceClass,
  device: 'starting',
  media: null,
  paper: null,
  action: 'none',
  faults: [],
  observedAt: now,
  evidence: 'not opened yet',
  identity: null,
  model: deviceClass,
});
