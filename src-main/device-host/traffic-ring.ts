import type { HidTransport, Transport } from '../../drivers/contract/index.ts';
import {
  type Medium,
  type RecordedClass,
  Recorder,
  type RecorderOptions,
  recordHid,
  recordStream,
} from '../../drivers/replay/index.ts';

/** What a technician can look back at: the newest lines of one box, the beginning of each. In memory only. */
const FRAMES = 200;
const KEPT_OF_A_FRAME = 48;
const MOST_BYTES = 64_000;

/**
 * The ring of one box, which outlives its drivers. Everything is masked before it is kept (drivers/replay); the rest of a
 * long frame is counted and forgotten.
 */
export const trafficRing = (
  deviceClass: RecordedClass,
  medium: Medium,
  more: Pick<RecorderOptions, 'mask' | 'clock'> = {},
): Recorder =>
  new Recorder({
    deviceClass,
    medium,
    maxFrames: FRAMES,
    maxBytes: MOST_BYTES,
    keepBytes: KEPT_OF_A_FRAME,
    ...more,
  });

/** A ring between driver and wire, for drivers that find out for themselves which wire it is. */
export const tapsOf = (ring: Recorder) => ({
  tap: (inner: Transport) => recordStream(ring, inner),
  tapHid: (inner: HidTransport) => recordHid(ring, inner),
});
