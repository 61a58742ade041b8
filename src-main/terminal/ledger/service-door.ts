import { z } from 'zod';
import type { Connection } from './connection.ts';

/** What must outlive a restart: a locked door stays locked. Milliseconds of running time that are left, of no clock's. */
export interface DoorMemory {
  readonly wrongTries: number;
  /** How long the wrong tries are still remembered; 0 where there are none. */
  readonly triesForMs: number;
  /** How long each earlier lock is still remembered, oldest first. */
  readonly locks: readonly number[];
  /** Null: not locked. */
  readonly lockedForMs: number | null;
}

const locksSchema = z.array(z.number().positive()).max(100);

export function readDoor(connection: Connection): DoorMemory | null {
  const row = connection.one<{ tries: number; triesFor: number; locks: string; rest: number | null }>(
    'SELECT wrong_tries AS tries, tries_for AS triesFor, locks, locked_for AS rest FROM service_door',
  );
  if (row === undefined) return null;
  const { tries, triesFor, rest } = row;
  return {
    wrongTries: tries,
    triesForMs: triesFor,
    locks: locksSchema.parse(JSON.parse(row.locks)),
    lockedForMs: rest,
  };
}

export function writeDoor(connection: Connection, { wrongTries, triesForMs, locks, lockedForMs }: DoorMemory): void {
  const rest = lockedForMs === null ? null : Math.ceil(lockedForMs);
  connection.run(
    `INSERT INTO service_door (id, wrong_tries, tries_for, locks, locked_for) VALUES (1, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET wrong_tries = excluded.wrong_tries, tries_for = excluded.tries_for,
       locks = excluded.locks, locked_for = excluded.locked_for`,
    ...[wrongTries, Math.ceil(triesForMs), JSON.stringify(locks), rest],
  );
}

/** The last time step whose code opened the door for this person; null when none did yet. */
export const usedStep = (connection: Connection, staff: string): number | null =>
  connection.one<{ step: number }>('SELECT used_step AS step FROM service_codes WHERE staff = ?', staff)?.step ?? null;

function takeStep(connection: Connection, staff: string, step: number): void {
  connection.run(
    `INSERT INTO service_codes (staff, used_step) VALUES (?, ?)
     ON CONFLICT (staff) DO UPDATE SET used_step = max(used_step, excluded.used_step)`,
    ...[staff, step],
  );
}

/** Takes a badge once; false when it was taken before. Expired ones are forgotten. */
function takeBadge(connection: Connection, badge: string, expiresAt: number, wallMs: number): boolean {
  connection.run('DELETE FROM service_badges WHERE expires_at < ?', wallMs);
  const taken = connection.run(
    'INSERT OR IGNORE INTO service_badges (badge, expires_at) VALUES (?, ?)',
    ...[badge, expiresAt],
  );
  return taken === 1;
}

/** What opens the door once: the time step of somebody's code, or a badge. Milliseconds since 1970. */
export type Used =
  | { readonly staff: string; readonly step: number }
  | { readonly badge: string; readonly expiresAt: number };

/** Takes what was used, and the tries that are cleared by it. False, and nothing written, where the badge was used before. */
export function letIn(
  connection: Connection,
  { used, door, wallMs }: { used: Used | null; door: DoorMemory; wallMs: number },
): boolean {
  if (used !== null && 'badge' in used && !takeBadge(connection, used.badge, used.expiresAt, wallMs)) return false;
  if (used !== null && 'step' in used) takeStep(connection, used.staff, used.step);
  writeDoor(connection, door);
  return true;
}

/** The act that says that somebody guesses slowly. */
export const MANY_WRONG_TRIES = 'many-wrong-tries';

/** Wrong tries since then and since the last alarm about them. Milliseconds since 1970. */
export const wrongTriesSince = (connection: Connection, wallMs: number): number =>
  connection.one<{ tries: number }>(
    `SELECT count(*) AS tries FROM service_acts WHERE act = 'door' AND detail LIKE 'wrong-try.%' AND at >= ?
       AND id > (SELECT coalesce(max(id), 0) FROM service_acts WHERE act = 'door' AND detail = '${MANY_WRONG_TRIES}')`,
    wallMs,
  )?.tries ?? 0;
