import type { DeviceStatus } from '../../drivers/contract/index.ts';

/** `went`: by a word of the port or the operating system. `fellSilent`: three questions in a row without an answer. */
export type Departure = 'went' | 'fellSilent';

const PORT_GONE: readonly string[] = ['hung-up', 'port-error', 'port-not-found', 'reader-absent'];

/** A place on a network. */
export const isFar = (port: string): boolean => /^(?:tcp|ipps?|wss?|xfs):\/\//i.test(port);

/**
 * Whether only opening the port again can help; null while the device is there. One that is merely `offline`, such as a
 * printer with its cover open, holds its port and comes back on it; so does one that its service calls `powerOff` or
 * `noDevice` and goes on speaking for. A line that hung up without a word looks just like silence, and what fell silent went
 * nowhere: it does not flap. Fault words: drivers/README.md.
 */
export function departureOf({ faults }: Pick<DeviceStatus, 'faults'>): Departure | null {
  if (faults.includes('no-answer')) return 'fellSilent';
  return faults.some((fault) => PORT_GONE.includes(fault)) ? 'went' : null;
}
