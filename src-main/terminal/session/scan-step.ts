import type { Material } from '../../contract/catalogue.ts';
import type { ScanTrouble } from '../../contract/snapshot.ts';
import type { Context } from './context.ts';
import type { SessionEvent } from './events.ts';
import type { Visit } from './visit.ts';

export type ScanMaterial = Material & { readonly scan: string };

/** Papers of the open item that the camera takes, in the order of the notice. Data alone makes the step appear. */
export const scansOf = ({ item }: Pick<Visit, 'item'>): readonly ScanMaterial[] =>
  (item?.notice.materials ?? []).filter((material): material is ScanMaterial => material.scan !== undefined);

/** The paper that comes next; null when each was taken or left for later. */
export const nextScan = (visit: Visit): ScanMaterial | null =>
  scansOf(visit).find(({ scan }) => visit.scans[scan] === undefined) ?? null;

/** Why the camera cannot be opened for it now; null when it can. */
export function scanTroubleBefore({ world }: Context): ScanTrouble | null {
  const health = world.cameras?.document;
  if (health === undefined) return 'notFitted';
  return health === 'unavailable' || health === 'unknown' ? 'cameraAway' : null;
}

export const scanTroubleIn = (event: SessionEvent): ScanTrouble | null =>
  event.type === 'scan.failed' ? 'cameraAway' : event.type === 'scan.looked' ? event.trouble : null;
