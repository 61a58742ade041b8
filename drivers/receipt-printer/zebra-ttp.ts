import type { StatusFlag } from './status-bytes.ts';

/**
 * Zebra TTP kiosk printers do not speak ESC/POS. `1B 05 01` answers `06` (fine) or `15 code`, one code at a time.
 * Only the status is known here; a driver for printing would be another one.
 */
export const ZEBRA_TTP_STATUS_COMMAND = Uint8Array.of(0x1b, 0x05, 0x01);

const ACK = 0x06;
const NAK = 0x15;

const CODES: Readonly<Record<number, StatusFlag>> = {
  1: 'ticket-in-output',
  2: 'cutter-error',
  3: 'paper-end',
  4: 'head-open',
  5: 'paper-blocked',
  6: 'head-temperature',
  7: 'presenter-idle',
  8: 'paper-jam',
  10: 'mark-not-found',
  17: 'paused',
};

/** The flags of one answer, or null when it is not one (or carries an unknown code: unknown is never fine). */
export function decodeZebraTtp(answer: Uint8Array): StatusFlag[] | null {
  if (answer.length === 1 && answer[0] === ACK) return [];
  if (answer.length !== 2 || answer[0] !== NAK) return null;
  const flag = CODES[answer[1] ?? 0];
  return flag ? [flag] : null;
}

/** The answer for at most one flag; null when the printer has no code for it. */
export function encodeZebraTtp(flag: StatusFlag | null): Uint8Array | null {
  if (flag === null) return Uint8Array.of(ACK);
  const code = Object.entries(CODES).find(([, named]) => named === flag)?.[0];
  return code === undefined ? null : Uint8Array.of(NAK, Number(code));
}
