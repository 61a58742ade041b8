import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openConnection } from './connection.ts';
import { openLedger } from './ledger.ts';
import { migrations } from './migrate.ts';
import { loadSqlite, sqliteRefusal } from './sqlite.ts';
import { must, NO_LIMITS, openTestLedger, submit, TEST_TERMINAL } from './test-ledger.ts';

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'budayang-ledger-'));
  file = path.join(folder, 'ledger.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (terminal = TEST_TERMINAL) => openLedger({ file, terminal, limits: NO_LIMITS });
const Sqlite = must(loadSqlite());

describe('durability settings', () => {
  it('are FULL on the first open and on every open after it', () => {
    for (let round = 0; round < 3; round++) {
      const connection = must(openConnection(file));
      expect(connection.pragma('synchronous')).toBe(2);
      expect(connection.pragma('journal_mode')).toBe('wal');
      expect(connection.pragma('secure_delete')).toBe(1);
      expect(connection.pragma('busy_timeout')).toBe(5000);
      connection.close();
    }
  });

  it('would be NORMAL without us: the module falls back when it opens an existing file', () => {
    openTestLedger(file).close();
    const plain = new Sqlite(file);
    expect(plain.pragma('synchronous', { simple: true })).toBe(1);
    plain.close();
  });

  it('refuses a file that cannot be held in WAL', () => {
    openTestLedger(file).close();
    const other = new Sqlite(file);
    other.pragma('journal_mode = DELETE');
    // A reader in rollback mode keeps anybody from changing the mode.
    other.exec('BEGIN');
    other.prepare('SELECT * FROM meta').all();
    const refused = open();
    expect(refused.ok).toBe(false);
    other.close();
  }, 15_000);
});

describe('the schema', () => {
  it('has only STRICT tables', () => {
    const connection = must(openConnection(file));
    const tables = connection.all<{ name: string; strict: number }>(
      "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'",
    );
    expect(tables.map((table) => table.name).sort()).toEqual([
      'cases',
      'consumables',
      'consumption',
      'help_requests',
      'meta',
      'outbox',
      'parked_records',
      'print_history',
      'print_journal',
      'service_acts',
      'service_badges',
      'service_codes',
      'service_door',
      'sessions',
      'telemetry',
      'test_records',
      'work_orders',
    ]);
    expect(tables.filter((table) => table.strict !== 1)).toEqual([]);
    connection.close();
  });

  it('numbers its steps without gaps and reaches the last one', () => {
    expect(migrations.map((step) => step.version)).toEqual(migrations.map((_, index) => index + 1));
    const connection = must(openConnection(file));
    expect(connection.pragma('user_version')).toBe(migrations.length);
    connection.close();
  });

  it('takes the next step on an older file and keeps its rows', () => {
    const ledger = openTestLedger(file);
    must(ledger.beginSession('session-1'));
    submit(ledger, 'session-1');
    ledger.close();
    const next = { version: migrations.length + 1, name: 'next', sql: 'ALTER TABLE cases ADD COLUMN note TEXT' };
    const connection = must(openConnection(file, [...migrations, next]));
    expect(connection.all('SELECT case_number, note FROM cases')).toHaveLength(1);
    connection.close();
  });

  it('takes a step wholly or not at all', () => {
    openTestLedger(file).close();
    const broken = { version: migrations.length + 1, name: 'broken', sql: 'CREATE TABLE half (a) STRICT; nonsense' };
    expect(() => openConnection(file, [...migrations, broken])).toThrow();
    const connection = must(openConnection(file));
    expect(connection.one("SELECT name FROM sqlite_master WHERE name = 'half'")).toBeUndefined();
    connection.close();
  });
});

describe('what is not this ledger is refused and left alone', () => {
  function refusal(): string {
    const before = existsSync(file) ? readFileSync(file) : null;
    const refused = open();
    if (refused.ok) throw new Error('was opened');
    if (before !== null) expect(readFileSync(file).equals(before)).toBe(true);
    return `${refused.error.code}: ${refused.error.message}`;
  }

  it('a newer version', () => {
    openTestLedger(file).close();
    const later = new Sqlite(file);
    later.pragma('user_version = 99');
    later.close();
    expect(refusal()).toContain(`foreign: The ledger has schema 99, this program knows ${migrations.length}.`);
  });

  it('any other file', () => {
    writeFileSync(file, 'Minutes of the meeting');
    expect(refusal()).toMatch(/^foreign: ledger\.db is not a ledger/);
  });

  it('any other database', () => {
    const other = new Sqlite(file);
    other.exec('CREATE TABLE recipes (name TEXT)');
    other.close();
    expect(refusal()).toMatch(/^foreign: The file is a database, but not a ledger/);
  });

  it('the ledger of another terminal', () => {
    openTestLedger(file).close();
    const refused = open('GZ-0002');
    expect(refused.ok ? '' : refused.error.message).toContain('belongs to terminal GZ-0001');
  });

  it('a damaged one', () => {
    const ledger = openTestLedger(file);
    must(ledger.beginSession('session-1'));
    for (let index = 0; index < 200; index++) submit(ledger, 'session-1', 'y'.repeat(500));
    ledger.close();
    const bytes = readFileSync(file);
    bytes.fill(0xff, 4096 * 4, 4096 * 12);
    writeFileSync(file, bytes);
    expect(refusal()).toMatch(/^corrupt: /);
  });

  it('but an empty file, left by a crash, becomes one', () => {
    writeFileSync(file, '');
    openTestLedger(file).close();
  });

  it('and a folder that does not exist is said', () => {
    const refused = openLedger({ file: path.join(folder, 'none', 'ledger.db'), terminal: TEST_TERMINAL });
    expect(refused).toMatchObject({ ok: false, error: { code: 'io' } });
  });
});

describe('the SQLite module', () => {
  it('is never required where it would kill the process', () => {
    expect(sqliteRefusal('13.2.0', '9')).toContain('needs Node-API 10');
    expect(sqliteRefusal('13.2.0', undefined)).toContain('offers none');
    expect(sqliteRefusal('13.2.0', '10')).toBeNull();
    expect(sqliteRefusal('11.5.0', '9')).toBeNull();
  });

  it('is new enough not to corrupt a WAL (3.51.3)', () => {
    const database = new Sqlite(':memory:');
    const version = String(database.prepare('SELECT sqlite_version()').pluck().get());
    const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
    expect(major * 1e6 + minor * 1e3 + patch).toBeGreaterThanOrEqual(3_051_003);
    database.close();
  });
});

it('mints its epoch once', () => {
  const epoch = () => {
    const ledger = openTestLedger(file);
    const counts = must(ledger.counts());
    ledger.close();
    return counts.epoch;
  };
  const first = epoch();
  expect(first).toMatch(/^[0-9a-f]{32}$/);
  expect(epoch()).toBe(first);
  rmSync(file);
  expect(epoch()).not.toBe(first);
});
