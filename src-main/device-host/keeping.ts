import {
  type Activity,
  type AttachmentState,
  type DeviceStatus,
  health,
  type Lifecycle,
  type Source,
} from '../../drivers/contract/index.ts';

/** The axes that only whoever keeps a driver can tell (drivers/contract/status.ts). */
export interface Kept {
  readonly lifecycle: Lifecycle;
  readonly attachment: AttachmentState;
}
export const NOT_KEPT: Kept = { lifecycle: 'closed', attachment: 'unknown' };

/**
 * What happens to a device that is kept open. `ending`: it went or is to be opened anew, and a command still runs on it.
 * `absent`: it could not be opened because nothing is there; `unopened`: for any other reason. `released`: closed on purpose.
 */
export type Keeping =
  | 'barred'
  | 'opening'
  | 'there'
  | 'ending'
  | 'gone'
  | 'absent'
  | 'unopened'
  | 'resting'
  | 'released';

const LIFECYCLE: Readonly<Record<Keeping, Lifecycle>> = {
  barred: 'closed',
  opening: 'opened',
  there: 'enabled',
  ending: 'claimed',
  gone: 'closed',
  absent: 'closed',
  unopened: 'closed',
  resting: 'closed',
  released: 'closed',
};

/** null: as it was. A port that is denied says nothing of what is behind it. */
const ATTACHMENT: Readonly<Record<Keeping, AttachmentState | null>> = {
  barred: 'unknown',
  opening: null,
  there: 'attached',
  ending: null,
  gone: 'detached',
  absent: 'detached',
  unopened: 'unknown',
  resting: 'quarantined',
  released: null,
};

export const keptAfter = (before: Kept, what: Keeping): Kept => ({
  lifecycle: LIFECYCLE[what],
  // What rested is looked at anew: whether it is there is what the opening finds out.
  attachment: ATTACHMENT[what] ?? (before.attachment === 'quarantined' ? 'unknown' : before.attachment),
});

/** How an opening that failed left it. */
export const failedOpening = ({ device }: Pick<DeviceStatus, 'device'>): Keeping =>
  device === 'noDevice' || device === 'powerOff' ? 'absent' : 'unopened';

/** `busy`: a command runs on it. A question how it is does not make it so. */
export function activityOf(lifecycle: Lifecycle, busy: boolean, status: DeviceStatus): Activity | null {
  if (lifecycle === 'closed' || lifecycle === 'opened') return null;
  if (busy) return 'busy';
  return lifecycle === 'claimed' || health(status, status.observedAt) === 'unavailable' ? 'error' : 'idle';
}

/** What no device says of itself: the port went or never came, it is silent, or it takes no question. */
const INFERRED = /^(?:hung-up|port-.*|no-answer|unverified|flapping|misconfigured|no-conformance-report)$/;

/** `asked`: it was being asked, or told to do something, when it said so. */
export function sourceOf({ faults }: Pick<DeviceStatus, 'faults'>, asked: boolean): Source {
  if (faults.some((fault) => INFERRED.test(fault))) return 'inferred';
  return asked ? 'probed' : 'reported';
}
