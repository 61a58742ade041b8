import type { CodeTrouble } from '../../contract/code-lookup.ts';
import { serves } from './availability.ts';
import type { Context } from './context.ts';
import type { SessionEvent } from './events.ts';
import type { World } from './world.ts';

/** Does anything that reads codes belong to this machine? */
export const readsCodes = ({ devices, cameras }: World): boolean =>
  devices.barcodeReader !== undefined || Object.keys(cameras ?? {}).length > 0;

/** Why no code can be read now; null when one can. */
export function codeTroubleBefore({ world }: Pick<Context, 'world'>): CodeTrouble | null {
  if (!readsCodes(world)) return 'notFitted';
  return serves(world.devices.barcodeReader?.health ?? 'unavailable') || Object.values(world.cameras ?? {}).some(serves)
    ? null
    : 'readerAway';
}

/** What looks for a code: the scanner while it serves, else a camera (`devices/code-scanner.ts`). */
export const codeReadBy = ({ world: { devices, cameras } }: Pick<Context, 'world'>): 'scanner' | 'camera' =>
  !serves(devices.barcodeReader?.health ?? 'unavailable') && Object.values(cameras ?? {}).some(serves)
    ? 'camera'
    : 'scanner';

export const codeTroubleIn = (event: SessionEvent): CodeTrouble | null =>
  event.type === 'code.failed' ? event.trouble : null;
