import type { DeviceStatus } from '../../drivers/contract/index.ts';

/** `went`: by a word of the port or the operating system. `fellSilent`: three questions in a row without an answer. */
export type Departure = 'went' | 'fellSilent';

/**
 * Whether only opening the port again can help; null while the device is there. One that is merely `offline`, such as a
 * printer with its cover open, holds its port and comes back on it. A line that hung up without a word looks just like
 * silence, and what fell silent went nowhere: it is no loose plug. Fault words: drivers/README.md.
 */
export function departureOf({ device, faults }: Pick<DeviceStatus, 'device' | 'faults'>): Departure | null {
  if (faults.includes('no-answer')) return 'fellSilent';
  if (device === 'noDevice' || device === 'powerOff') return 'went';
  return faults.includes('hung-up') || faults.includes('port-error') ? 'went' : null;
}
