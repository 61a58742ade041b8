import { createHash } from 'node:crypto';
import { CompactSign } from 'jose';
import { sql } from 'kysely';
import { type CatalogueDocument, catalogueDocumentSchema, type Item } from '../../src-main/contract/catalogue.ts';
import type { Database } from '../database/tables.ts';
import type { PlatformKeys } from '../keys/platform-keys.ts';

export type CatalogueStore = {
  /** Revision of the published document. */
  readonly revision: number;
  /** Compact JWS (ES256) of the published CatalogueDocument. */
  readonly jws: string;
  /** Strong, quoted; the same content under the same revision has the same tag after a restart. */
  readonly etag: string;
  /** Any version that was ever published: terminals may submit under the one they still hold. */
  findItem(code: string, version: number): Item | undefined;
};

/**
 * Publishes `draft` when its content differs from what was published last, under the next free revision (at least the
 * draft's own): a published revision never changes its content.
 */
export async function openCatalogueStore(
  db: Database,
  draft: CatalogueDocument,
  keys: PlatformKeys,
  now: Date,
): Promise<CatalogueStore> {
  const contentHash = hashOf(draft);
  const documents = await db.transaction().execute(async (trx) => {
    // Two replicas that start together must not publish the same thing twice.
    await sql`lock table catalogues in share row exclusive mode`.execute(trx);
    const stored = await trx.selectFrom('catalogues').selectAll().orderBy('revision').execute();
    const last = stored.at(-1);
    const published = stored.map((row) => catalogueDocumentSchema.parse(JSON.parse(row.document)));
    if (last?.content_hash === contentHash) return published;
    const revision = Math.max(draft.revision, (last?.revision ?? 0) + 1);
    const document: CatalogueDocument = { ...draft, revision, publishedAt: now.toISOString() };
    await trx
      .insertInto('catalogues')
      .values({ revision, content_hash: contentHash, document: JSON.stringify(document), published_at: now })
      .execute();
    return [...published, document];
  });
  const current = documents.at(-1);
  if (current === undefined) throw new Error('nothing was published');
  const items = new Map(
    documents.flatMap((document) => document.items.map((item) => [itemKey(item.code, item.version), item])),
  );
  const payload = new TextEncoder().encode(JSON.stringify(current));
  const jws = await new CompactSign(payload)
    .setProtectedHeader({ alg: 'ES256', kid: keys.sign.kid })
    .sign(keys.sign.key);
  return {
    revision: current.revision,
    jws,
    // The key is part of the tag: after a change of keys a terminal must fetch the document again.
    etag: `"${current.revision}-${contentHash.slice(0, 16)}-${keys.sign.kid.slice(0, 8)}"`,
    findItem: (code, version) => items.get(itemKey(code, version)),
  };
}

const itemKey = (code: string, version: number): string => `${code}@${version}`;

function hashOf(document: CatalogueDocument): string {
  const { revision: _revision, publishedAt: _publishedAt, ...content } = document;
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
