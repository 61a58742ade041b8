import type { Identification } from '../../src-main/contract/catalogue.ts';
import type { Database } from '../database/tables.ts';
import type { CatalogueStore } from '../desired/catalogue-store.ts';

interface Asked {
  readonly document: string;
  readonly personKey: string;
  readonly identifiedBy: Identification;
}

/** The PDF of a decided case of this person, whichever terminal handed it in; null for everything that is not theirs. */
export async function ownDocument(db: Database, catalogue: CatalogueStore, asked: Asked): Promise<Buffer | null> {
  const row = await db
    .selectFrom('documents')
    .innerJoin('cases', 'cases.case_number', 'documents.case_number')
    .select(['pdf', 'cases.item', 'cases.item_version'])
    .where('documents.id', '=', asked.document)
    .where('cases.person_key', '=', asked.personKey)
    .where('cases.state', '=', 'decided')
    .executeTakeFirst();
  if (row === undefined) return null;
  const taken = catalogue.findItem(row.item, row.item_version)?.identify ?? ['idCard'];
  return taken.includes(asked.identifiedBy) ? Buffer.from(row.pdf) : null;
}
