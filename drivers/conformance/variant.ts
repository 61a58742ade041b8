import { createHash } from 'node:crypto';
import { profiles } from '../auxiliaries/boards.ts';
import type { Profile } from '../auxiliaries/profile.ts';
import type { HidWrapperProfile } from '../id-card-reader/hid-wrapper.ts';
import { hidWrapperProfiles } from '../id-card-reader/hid-wrapper-profiles.ts';
import { canonicalJson } from './canonical.ts';

/**
 * What a report and a configuration call a driver that a page of data describes: the name of a page of ours, which the
 * driver's version covers; of any other page its name and the SHA-256 of its canonical JSON, `name@<64 hex digits>`, because
 * a name alone says nothing about what stands in a file.
 */
function variantOf(page: { readonly name: string }, ours: unknown): string {
  const text = canonicalJson(page);
  if (ours !== undefined && canonicalJson(ours) === text) return page.name;
  return `${page.name}@${createHash('sha256').update(text).digest('hex')}`;
}

export const wrapperVariant = (wrapper: HidWrapperProfile): string =>
  variantOf(wrapper, hidWrapperProfiles.get(wrapper.name));
export const boardVariant = (board: Profile): string =>
  variantOf(board, Object.hasOwn(profiles, board.name) ? profiles[board.name] : undefined);
