import { z } from 'zod';

/** The terminal's note beside its ledger of what the kiosk's page saw of cameras last: names and a time, no picture. */
export const CAMERAS_SEEN_FILE = 'cameras.json';

export const camerasSeenSchema = z.strictObject({
  seenAt: z.iso.datetime(),
  cameras: z.array(z.string().max(300)).max(16),
});
export type CamerasSeen = z.infer<typeof camerasSeenSchema>;
