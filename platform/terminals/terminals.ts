import { createHash } from 'node:crypto';
import type { Database } from '../database/tables.ts';
import { bearerOf, parseNamedKey } from './named-key.ts';

const REMEMBER_MS = 10_000;
const REMEMBER_AT_MOST = 10_000;

export type Enrolment = { readonly terminal: string; readonly key: string };

/** Reads `<terminal>=<key>` of the command line. @throws StartRefused */
export function parseEnrolment(text: string): Enrolment {
  const { name: terminal, key } = parseNamedKey(text, {
    owner: 'terminal',
    name: /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    wrongName: '--enrol needs <terminal>=<key>, with letters, digits, dot, hyphen or underscore in the terminal name',
  });
  return { terminal, key };
}

/** Adds a terminal, or gives a known one a new key. */
export async function enrol(db: Database, { terminal, key }: Enrolment, now: Date): Promise<void> {
  const key_hash = hashKey(key);
  await db
    .insertInto('terminals')
    .values({ id: terminal, key_hash, enrolled_at: now })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ key_hash, enrolled_at: now }))
    .execute();
}

/**
 * Finds the terminal behind an `Authorization` header. A key that was found is remembered for 10 s, so taking one away
 * works within that time; a wrong key is looked up every time and never remembered.
 */
export function createGate(
  db: Database,
  now: () => Date,
): (authorization: string | undefined) => Promise<string | undefined> {
  const remembered = new Map<string, { terminal: string; until: number }>();
  return async (authorization) => {
    const key = bearerOf(authorization);
    if (key === undefined) return undefined;
    const hash = hashKey(key);
    const time = now().getTime();
    const known = remembered.get(hash);
    if (known !== undefined && known.until > time) return known.terminal;
    remembered.delete(hash);
    // Looking up a digest leaks nothing useful through time: the attacker cannot choose its bytes.
    const row = await db.selectFrom('terminals').select('id').where('key_hash', '=', hash).executeTakeFirst();
    if (row === undefined) return undefined;
    if (remembered.size >= REMEMBER_AT_MOST) remembered.clear();
    remembered.set(hash, { terminal: row.id, until: time + REMEMBER_MS });
    return row.id;
  };
}

const hashKey = (key: string): string => createHash('sha256').update(key).digest('hex');
