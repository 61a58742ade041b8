import type { Submission } from '../../src-main/contract/platform-api.ts';
import type { CatalogueStore } from '../desired/catalogue-store.ts';

/** Why a case is kept and not decided, or null: asked as it comes in, and again whenever a held one is looked at. */
export function whyHeld(
  { item: code, itemVersion, identifiedBy = 'idCard' }: Submission,
  catalogue: CatalogueStore,
): string | null {
  const item = catalogue.findItem(code, itemVersion);
  if (item === undefined) return 'the item version of the submission was never published here';
  return item.identify.includes(identifiedBy) ? null : 'the item does not take the card that told who the person is';
}
