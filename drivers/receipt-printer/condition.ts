import type { Action, DeviceState, DeviceStatus, Media, Supply } from '../contract/index.ts';
import type { StatusFlag } from './status-bytes.ts';

/** Said by healthy printers; never a fault. */
const HARMLESS: ReadonlySet<StatusFlag> = new Set<StatusFlag>([
  'drawer-pin3-high',
  'feed-button',
  'holder-occupied',
  'motor-on',
  'paper-near-end',
  'presenter-idle',
  'ticket-in-output',
  'ticket-pulled',
]);

/** Pass by themselves: the head cools, the voltage returns. */
const PASSING: ReadonlySet<StatusFlag> = new Set<StatusFlag>(['auto-recoverable-error', 'head-temperature', 'voltage']);

/** Follow from another cause and say nothing of their own. */
const CONSEQUENCES: ReadonlySet<StatusFlag> = new Set<StatusFlag>(['offline', 'error']);

/** Causes first, so that an error names `cover-open` and not `offline`. */
const CAUSES: readonly StatusFlag[] = [
  'cover-open',
  'head-open',
  'paper-jam',
  'paper-blocked',
  'cutter-error',
  'unrecoverable-error',
  'paper-end',
  'stopped-by-paper-end',
  'mark-not-found',
  'head-temperature',
  'voltage',
  'auto-recoverable-error',
  'recoverable-error',
  'waiting-online-recovery',
  'paused',
  'not-selected',
  'error',
  'offline',
];

/** What keeps the printer from printing now, causes first; empty when it is ready. */
export function obstaclesIn(flags: readonly StatusFlag[]): StatusFlag[] {
  const present = new Set(flags.filter((flag) => !HARMLESS.has(flag)));
  // The sensor's own word and the reason for the stop are one cause.
  if (present.has('paper-end')) present.delete('stopped-by-paper-end');
  return CAUSES.filter((cause) => present.has(cause));
}

/** True when everything in the way goes away by itself. */
export function passesByItself(flags: readonly StatusFlag[]): boolean {
  const obstacles = obstaclesIn(flags);
  return obstacles.some((flag) => PASSING.has(flag)) && obstacles.every((f) => PASSING.has(f) || CONSEQUENCES.has(f));
}

/** Only `DLE ENQ` ends this, once the cause is removed; nobody has to be seen to remove it. */
export function wantsRecovery(flags: readonly StatusFlag[]): boolean {
  const obstacles = obstaclesIn(flags);
  const person: readonly StatusFlag[] = ['cover-open', 'head-open', 'paper-end', 'stopped-by-paper-end'];
  const cured: readonly StatusFlag[] = ['waiting-online-recovery', 'recoverable-error', 'cutter-error', 'paper-jam'];
  return !obstacles.some((flag) => person.includes(flag)) && obstacles.some((flag) => cured.includes(flag));
}

function deviceState(obstacles: readonly StatusFlag[]): DeviceState {
  const rest = obstacles.filter((flag) => flag !== 'paper-end' && flag !== 'stopped-by-paper-end');
  // Out of paper sets `offline` and `error` too; the paper axis says it already.
  if (rest.length < obstacles.length && rest.every((flag) => CONSEQUENCES.has(flag))) return 'online';
  const [first] = rest;
  if (first === undefined) return 'online';
  if (first === 'cover-open' || first === 'head-open') return 'userError';
  if (first === 'offline' || first === 'paused' || first === 'not-selected') return 'offline';
  return 'hardwareError';
}

function paperOf(flags: ReadonlySet<StatusFlag>): Supply {
  if (flags.has('paper-jam') || flags.has('paper-blocked')) return 'jammed';
  if (flags.has('paper-end') || flags.has('stopped-by-paper-end')) return 'out';
  return flags.has('paper-near-end') ? 'low' : 'full';
}

/** Staff of the branch put these right with their hands (the causes table of the technician's pages says the same). */
const BY_HAND: ReadonlySet<StatusFlag> = new Set<StatusFlag>([
  ...(['cover-open', 'head-open', 'paper-jam', 'paper-blocked'] as const),
  ...(['paper-end', 'stopped-by-paper-end', 'mark-not-found', 'paused'] as const),
]);

function actionFor(flags: readonly StatusFlag[], obstacles: readonly StatusFlag[]): Action {
  if (obstacles.length === 0) return flags.includes('paper-near-end') ? 'clear' : 'none';
  if (passesByItself(flags)) return 'none';
  if (obstacles.includes('waiting-online-recovery')) return 'reset';
  const causes = obstacles.filter((flag) => !PASSING.has(flag) && !CONSEQUENCES.has(flag));
  return causes.length > 0 && causes.every((flag) => BY_HAND.has(flag)) ? 'clear' : 'maintenance';
}

/** The contract's axes for what the printer said. `presenter`: it reports tickets waiting in its mouth. */
export function axesOf(
  flags: readonly StatusFlag[],
  { presenter, binFull }: { readonly presenter: boolean; readonly binFull: boolean },
): Pick<DeviceStatus, 'device' | 'media' | 'paper' | 'action' | 'faults'> {
  const obstacles = obstaclesIn(flags);
  const set = new Set(flags);
  const media: Media = set.has('paper-jam') ? 'jammed' : set.has('ticket-in-output') ? 'present' : 'notPresent';
  const action = actionFor(flags, obstacles);
  return {
    device: deviceState(obstacles),
    media: presenter ? media : null,
    paper: paperOf(set),
    action: binFull && action === 'none' ? 'clear' : action,
    faults: [
      ...obstacles,
      ...(set.has('paper-near-end') && !set.has('paper-end') ? ['paper-near-end'] : []),
      ...(binFull ? ['retract-bin-full'] : []),
    ],
  };
}
