import { renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CAMERAS_SEEN_FILE, type CamerasSeen } from '../../../drivers/contract/cameras-seen.ts';
import { shortName } from './camera-status.ts';

/**
 * For a technician without a screen (`npm run device -- camera list`). Written whole. A disk that takes nothing any more is
 * the ledger's trouble: then there is no note.
 */
export function noteCamerasSeen(dataDirectory: string, labels: readonly string[], now: Date): void {
  const file = path.join(dataDirectory, CAMERAS_SEEN_FILE);
  const seen: CamerasSeen = { seenAt: now.toISOString(), cameras: labels.map(shortName) };
  try {
    writeFileSync(`${file}.new`, `${JSON.stringify(seen)}\n`);
    renameSync(`${file}.new`, file);
  } catch {
    // See above.
  }
}
