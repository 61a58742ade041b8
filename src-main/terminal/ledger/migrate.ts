import type Database from 'better-sqlite3';
import { migration0001 } from './migrations/0001-first-ledger.ts';
import { migration0002 } from './migrations/0002-service.ts';
import { migration0003 } from './migrations/0003-traced-prints.ts';
import { migration0004 } from './migrations/0004-identified-by.ts';
import { migration0005 } from './migrations/0005-special-paper.ts';
import { migration0006 } from './migrations/0006-door-help-parked.ts';
import { migration0007 } from './migrations/0007-told-acts.ts';
import { migration0008 } from './migrations/0008-tries-age.ts';
import { migration0009 } from './migrations/0009-tested-unit.ts';
import { migration0010 } from './migrations/0010-device-removed.ts';

/** One step forward. Versions count up from 1 without gaps; a released step is never changed. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

export const migrations: readonly Migration[] = [
  migration0001,
  migration0002,
  migration0003,
  migration0004,
  migration0005,
  migration0006,
  migration0007,
  migration0008,
  migration0009,
  migration0010,
];

/** Applies what is missing, each step in one transaction with its number. Throws what SQLite throws. */
export function migrate(database: Database.Database, steps: readonly Migration[]): void {
  for (const step of steps) {
    if (step.version <= Number(database.pragma('user_version', { simple: true }))) continue;
    database
      .transaction(() => {
        database.exec(step.sql);
        database.pragma(`user_version = ${step.version}`);
      })
      .immediate();
  }
}
