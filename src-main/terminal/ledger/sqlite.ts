import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type Database from 'better-sqlite3';
import { z } from 'zod';
import { fail, ok, type Result } from '../../../drivers/contract/result.ts';
import { type LedgerError, ledgerError } from './errors.ts';

type SqliteModule = typeof Database;

const packageSchema = z.object({ version: z.string().regex(/^\d+\./) });

/**
 * Why this runtime cannot load that better-sqlite3, or null. Version 13 and later kill the process without an
 * exception below Node-API 10 (WiseLibs/better-sqlite3#1514), so this must be asked before the module is required.
 */
export function sqliteRefusal(moduleVersion: string, nodeApiVersion: string | undefined): string | null {
  if (Number.parseInt(moduleVersion, 10) < 13 || Number(nodeApiVersion) >= 10) return null;
  return (
    `better-sqlite3 ${moduleVersion} needs Node-API 10 (Node 22.14, Electron 35 or later); ` +
    `this runtime offers ${nodeApiVersion ?? 'none'}. Use a newer runtime, or better-sqlite3 11 for this one.`
  );
}

/** Loads better-sqlite3, or says in one sentence why it cannot. */
export function loadSqlite(): Result<SqliteModule, LedgerError> {
  const require = createRequire(import.meta.url);
  const { version } = packageSchema.parse(
    JSON.parse(readFileSync(require.resolve('better-sqlite3/package.json'), 'utf8')),
  );
  const refusal = sqliteRefusal(version, process.versions.napi);
  if (refusal !== null) return fail(ledgerError('unsafe', refusal));
  const sqlite: SqliteModule = require('better-sqlite3');
  return ok(sqlite);
}
