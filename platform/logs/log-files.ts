import { createHash } from 'node:crypto';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import type { LogsStored } from '../../src-main/contract/platform-api.ts';
import type { Database } from '../database/tables.ts';
import { fail, ok, type Result } from '../result.ts';

/** So many exports of one terminal are kept; an older one goes when a newer comes. */
export const KEPT_A_TERMINAL = 20;
/** The manifest is a short first line; more than this is none. */
const MANIFEST_BYTES = 64 * 1024;

const manifestSchema = z.looseObject({ manifest: z.literal(1), terminal: z.string() });

/**
 * Checks and stores one export: the bytes are those the address names, gzip, and begin with this terminal's manifest.
 * The error is a sentence for the refusal. A repeat changes nothing.
 */
export async function storeLogs(
  db: Database,
  sent: { terminal: string; sha256: string; content: Buffer; now: Date },
): Promise<Result<LogsStored, string>> {
  const { terminal, sha256, content, now } = sent;
  if (createHash('sha256').update(content).digest('hex') !== sha256)
    return fail('the address: is not the SHA-256 of the body');
  const manifest = await firstLine(content);
  if (manifest === undefined) return fail('the body: is not gzip with a manifest as its first line');
  if (manifest.terminal !== terminal) return fail('the body: is the export of another terminal');
  const known = await db.transaction().execute(async (trx) => {
    const stored = await trx
      .insertInto('log_files')
      .values({ terminal, sha256, bytes: content.length, received_at: now, content })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    const kept = trx
      .selectFrom('log_files')
      .select('id')
      .where('terminal', '=', terminal)
      .orderBy('id', 'desc')
      .limit(KEPT_A_TERMINAL);
    await trx.deleteFrom('log_files').where('terminal', '=', terminal).where('id', 'not in', kept).execute();
    return stored === undefined;
  });
  return ok({ sha256, bytes: content.length, known });
}

/** Unpacks no more than the first line, whatever the rest would become. */
async function firstLine(content: Buffer): Promise<z.infer<typeof manifestSchema> | undefined> {
  const unpacked = createGunzip();
  let text = '';
  try {
    unpacked.end(content);
    for await (const chunk of unpacked) {
      text += String(chunk);
      if (text.includes('\n') || text.length > MANIFEST_BYTES) break;
    }
    const read = manifestSchema.safeParse(JSON.parse(text.slice(0, Math.max(0, text.indexOf('\n')))));
    return read.success ? read.data : undefined;
  } catch (thrown) {
    // What zlib and JSON say of bytes somebody sent.
    if (thrown instanceof SyntaxError || (thrown instanceof Error && 'code' in thrown)) return undefined;
    throw thrown;
  } finally {
    unpacked.destroy();
  }
}
