import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CAMERAS_SEEN_FILE, type CamerasSeen, camerasSeenSchema } from '../contract/cameras-seen.ts';
import { fail, ok, type Result } from '../contract/index.ts';

/** Why there is nothing to read: no kiosk ran here with cameras, or the file is none of ours. */
export function readSeen(dataDirectory: string): Result<CamerasSeen, 'none' | 'unreadable'> {
  let text: string;
  try {
    text = readFileSync(path.join(dataDirectory, CAMERAS_SEEN_FILE), 'utf8');
  } catch {
    return fail('none');
  }
  try {
    const seen = camerasSeenSchema.safeParse(JSON.parse(text));
    return seen.success ? ok(seen.data) : fail('unreadable');
  } catch {
    return fail('unreadable');
  }
}
