import { type DeviceStatus, type Health, STALE_AFTER_MS } from '../../../drivers/contract/status.ts';
import { type CameraPlace, cameraPlaceSchema } from '../../contract/camera.ts';
import type { Config } from '../../contract/config.ts';

/**
 * What may be wrong with the picture of an open camera. A stream that goes on is no proof of a picture: a lens with a
 * cap on it and a camera that repeats its last frame both send 30 frames a second.
 */
export type CameraDoubt = 'camera-busy' | 'camera-silent' | 'picture-black' | 'picture-frozen';

/** Nothing comes at all, against a picture that shows nothing. */
const CANNOT_SERVE: readonly CameraDoubt[] = ['camera-busy', 'camera-silent'];
/** A camera is not opened to see whether it recovered while nobody needs it: a doubt is forgotten after this. */
export const DOUBT_MS = 10 * 60_000;

/** What is known of all cameras. Times are monotonic milliseconds. */
export interface CamerasKnown {
  /** Names of all cameras of the system, and when the page told them; null until it did. */
  readonly seen: { readonly labels: readonly string[]; readonly at: number } | null;
  readonly doubts: Partial<Readonly<Record<CameraPlace, { readonly doubt: CameraDoubt; readonly at: number }>>>;
  /** The last picture of each: `30 fps, brightness 120, spread 40`. */
  readonly pictures: Partial<Readonly<Record<CameraPlace, string>>>;
}
export const nothingKnown: CamerasKnown = { seen: null, doubts: {}, pictures: {} };

type Configured = NonNullable<Config['devices']['camera']>;

export const placesOf = (configured: Configured | undefined): CameraPlace[] =>
  cameraPlaceSchema.options.filter((place) => configured?.[place] !== undefined);

const namedBy = (label: string | null, labels: readonly string[]): string | undefined =>
  labels.find((one) => label === null || one.includes(label));

function doubtOf(place: CameraPlace, { doubts }: CamerasKnown, now: number): CameraDoubt | null {
  const found = doubts[place];
  return found === undefined || now - found.at > DOUBT_MS ? null : found.doubt;
}

/** Health of one camera: what an ability that needs it goes by. */
export function placeHealth(place: CameraPlace, configured: Configured, known: CamerasKnown, now: number): Health {
  const { seen } = known;
  if (seen === null || now - seen.at > STALE_AFTER_MS) return 'unknown';
  if (namedBy(configured[place]?.label ?? null, seen.labels) === undefined) return 'unavailable';
  const doubt = doubtOf(place, known, now);
  if (doubt === null) return 'ok';
  return CANNOT_SERVE.includes(doubt) ? 'unavailable' : 'attention';
}

/** The class's one status: all cameras of the machine together. */
export function cameraStatus(configured: Configured, known: CamerasKnown, now: number): DeviceStatus {
  const { seen } = known;
  const places = placesOf(configured).map((place) => ({
    place,
    name: seen === null ? undefined : namedBy(configured[place]?.label ?? null, seen.labels),
    doubt: doubtOf(place, known, now),
  }));
  const there = places.filter(({ name }) => name !== undefined);
  const dead = there.length > 0 && there.every(({ doubt }) => doubt !== null && CANNOT_SERVE.includes(doubt));
  const faults =
    seen === null
      ? []
      : places.flatMap(({ place, name, doubt }) =>
          name === undefined ? [`${place}-camera-missing`] : doubt === null ? [] : [doubt],
        );
  return {
    deviceClass: 'camera',
    device: seen === null ? 'unknown' : there.length === 0 ? 'noDevice' : dead ? 'hardwareError' : 'online',
    media: null,
    paper: null,
    action: faults.length === 0 && (seen === null || there.length > 0) ? 'none' : 'maintenance',
    faults: [...new Set(faults)],
    attachment: seen === null ? 'unknown' : there.length === 0 ? 'detached' : 'attached',
    source: seen === null ? 'inferred' : 'reported',
    observedAt: seen?.at ?? 0,
    evidence: places.map((one) => evidenceOf(one, known)).join('; '),
    identity: null,
    model:
      [...new Set(there.map(({ name }) => shortName(name ?? '')))].filter((name) => name !== '').join(', ') || 'camera',
  };
}

function evidenceOf(
  { place, name, doubt }: { place: CameraPlace; name: string | undefined; doubt: CameraDoubt | null },
  { seen, pictures }: CamerasKnown,
): string {
  if (seen === null) return `${place}: not heard of`;
  if (name === undefined) return `${place}: not among ${seen.labels.length} cameras`;
  return `${place}: ${doubt ?? 'there'}, ${pictures[place] ?? 'no picture yet'}`;
}

/** A simulated camera is called by its file's whole path. */
export const shortName = (label: string): string => (label.split(/[\\/]/).at(-1) ?? '').slice(0, 80);
