import type { ClientError } from './platform-client/client.ts';

/** Signed times and one-time codes still hold within this; beyond it they do not. Milliseconds. */
export const CLOCK_LIMIT_MS = 30_000;

/**
 * What is wrong with the platform or the way to it, as one word.
 *
 * - `away`: not reached. `silent`: reached, no whole answer in time. `failing`: it says itself that it cannot serve.
 * - `foreign`: something else answers at its address. `certificate`: whoever answers cannot prove to be the platform.
 * - `unauthorised`: it does not take this terminal's key. `clock`: both clocks are too far apart.
 * - `catalogueSignature`, `catalogueOld`: it offers a catalogue that must not be taken; the one that is held goes on.
 */
export type PlatformTrouble =
  | 'none'
  | 'unknown'
  | 'away'
  | 'silent'
  | 'failing'
  | 'foreign'
  | 'certificate'
  | 'unauthorised'
  | 'clock'
  | 'catalogueSignature'
  | 'catalogueOld';

export function platformTrouble(seen: {
  readonly state: 'online' | 'offline' | 'unknown';
  readonly error: ClientError | null;
  readonly clockOffsetMs: number | null;
}): PlatformTrouble {
  const { state, error, clockOffsetMs } = seen;
  if (state === 'unknown') return 'unknown';
  if (error?.reason !== undefined) return error.reason;
  switch (error?.kind) {
    case 'offline':
      return error.status === undefined ? 'away' : 'failing';
    case 'timeout':
      return 'silent';
    case 'garbage':
      return 'foreign';
    case 'unauthorised':
      return 'unauthorised';
    case 'refused':
    case 'notFound':
    case 'conflict':
    case undefined:
      return clockOffsetMs !== null && Math.abs(clockOffsetMs) > CLOCK_LIMIT_MS ? 'clock' : 'none';
  }
}
