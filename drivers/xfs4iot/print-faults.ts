import type { DeviceStatus } from '../contract/index.ts';

/** What keeps a printer from beginning, causes first; `printing` also what makes a finished job doubtful. */
export function printObstacle(status: DeviceStatus, when: 'before' | 'after'): string | null {
  const { device, paper, media, faults } = status;
  if (paper === 'jammed') return 'paper-jam';
  if (media === 'jammed') return 'media-jam';
  if (paper === 'out' && when === 'before') return 'paper-end';
  if (device === 'online' || (device === 'deviceBusy' && when === 'after')) return null;
  return faults[0] ?? DEVICE_WORDS[device];
}

const DEVICE_WORDS: Readonly<Record<DeviceStatus['device'], string>> = {
  online: 'online',
  offline: 'offline',
  powerOff: 'power-off',
  noDevice: 'no-device',
  hardwareError: 'hardware-error',
  userError: 'user-error',
  deviceBusy: 'device-busy',
  fraudAttempt: 'fraud-attempt',
  potentialFraud: 'potential-fraud',
  starting: 'starting',
  unknown: 'device-unknown',
};
