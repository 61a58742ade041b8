import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { CompactEncrypt, importJWK, type JWK } from 'jose';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  type CaseResult,
  caseResultSchema,
  type IngestRequest,
  platformKeysSchema,
  type Submission,
} from '../src-main/contract/platform-api.ts';
import { openDatabase } from './database/open-database.ts';
import { loadServices } from './load-services.ts';
import { inventedPersons } from './shared-data/persons.ts';
import { bearer, KEYS, SampleLedger, sampleSubmission } from './testing/sample-terminal.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const CATALOGUE = fileURLToPath(new URL('../catalogue', import.meta.url));
/** Starting the embedded database takes seconds, on a busy machine many. */
const PATIENCE = 120_000;

let folder: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bdy-main-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const run = (...extra: string[]) => runOn('', ...extra);

const runOn = (databaseUrl: string, ...extra: string[]) => runWith({ DATABASE_URL: databaseUrl }, ...extra);

function runWith(variables: Record<string, string>, ...extra: string[]) {
  const child = spawn(process.execPath, [MAIN, '--port', '0', '--data', folder, ...extra], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...variables },
  });
  children.push(child);
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const lines: string[] = [];
  const ready = new Promise<string>((done) => {
    createInterface(child.stdout).on('line', (line) => {
      lines.push(line);
      done(line);
    });
  });
  const exit = new Promise<number | string | null>((done) =>
    child.once('close', (code, signal) => done(code ?? signal)),
  );
  return { child, ready, exit, lines, errors: () => errors };
}

const start = async () => {
  const process = run('--catalogue', CATALOGUE, '--tls', 'off', '--enrol', `terminal-a=${KEYS['terminal-a']}`);
  const first = await Promise.race([process.ready, process.exit]);
  if (typeof first !== 'string' || !first.startsWith('{')) throw new Error(`did not start: ${process.errors()}`);
  return { ...process, url: String(JSON.parse(first).url) };
};

const post = async (url: string, batch: IngestRequest) => {
  const answer = await fetch(`${url}/v1/ingest`, {
    method: 'POST',
    headers: { ...bearer('terminal-a'), 'content-type': 'application/json' },
    body: JSON.stringify(batch),
  });
  expect(answer.status).toBe(200);
  return answer.json();
};

it(
  'loses no acknowledged record and decides every case once, killed between acknowledgement and decision',
  async () => {
    const first = await start();
    const keys = platformKeysSchema.parse(JSON.parse(readFileSync(join(folder, 'keys-public.json'), 'utf8')));
    const ledger = new SampleLedger('terminal-a');
    const submissions = await oneCasePerItem();
    for (const submission of submissions) {
      ledger.add({ kind: 'case.submitted', body: await sealTo(keys.seal, submission) });
      ledger.add({ kind: 'session.ended', body: '{}' });
    }
    const all = { ackedSeq: ledger.records.length, parked: [] };
    expect(await post(first.url, ledger.batch())).toMatchObject(all);
    first.child.kill('SIGKILL');
    expect(await first.exit).toBe('SIGKILL');

    const second = await start();
    // The terminal never heard of the acknowledgement and sends everything again.
    expect(await post(second.url, ledger.batch())).toMatchObject(all);
    const results: CaseResult[] = [];
    for (const { caseNumber } of submissions) {
      const answer = await get(`${second.url}/v1/cases/${caseNumber}?wait=20`);
      results.push(caseResultSchema.parse(await answer.json()));
    }
    const documents = results.flatMap((result) => result.documents);
    for (const { id, checkCode, sha256 } of documents) {
      const pdf = Buffer.from(await (await get(`${second.url}/v1/documents/${id}`)).arrayBuffer());
      expect(createHash('sha256').update(pdf).digest('hex')).toBe(sha256);
      const verified = await fetch(`${second.url}/v1/verify/${checkCode}`);
      expect(await verified.json()).toMatchObject({ status: 'genuine', sha256 });
    }
    second.child.kill('SIGTERM');
    expect(await second.exit).toBe(0);
    expect(second.lines).toHaveLength(1);

    const database = await openDatabase({ dataDir: folder });
    const rows = await database.db.selectFrom('records').select(['seq', 'hash']).orderBy('seq').execute();
    const issued = await database.db.selectFrom('documents').select('id').execute();
    await database.close();
    expect(rows).toEqual(ledger.records.map(({ seq, hash }) => ({ seq, hash })));
    expect(issued.map((row) => row.id).sort()).toEqual(documents.map((document) => document.id).sort());
    expect(results.filter((result) => result.outcome === 'approved').length).toBeGreaterThanOrEqual(4);
    for (const { card } of submissions) expect(first.errors() + second.errors()).not.toContain(card.number);
  },
  PATIENCE,
);

/** One submission for each item of the real catalogue, filled in as the bases prefill it. */
async function oneCasePerItem(): Promise<Submission[]> {
  const services = loadServices(CATALOGUE);
  const card = inventedPersons[0]?.card;
  if (card === undefined) throw new Error('nobody is invented');
  return Promise.all(
    services.catalogue.items.map(async (item) => {
      const { fields } = await services.prefill(item, card);
      const properties: Record<string, unknown> = card;
      const values = item.form.map((field) => {
        const fromCard = field.source.startsWith('card.') ? properties[field.source.slice('card.'.length)] : undefined;
        return [field.id, String(fields[field.id]?.value ?? fromCard ?? field.options?.[0]?.value ?? '')];
      });
      const form = Object.fromEntries(values);
      return sampleSubmission(`C-${randomUUID()}`, { item: item.code, itemVersion: item.version, card, form });
    }),
  );
}

async function sealTo(jwk: JWK, submission: Submission): Promise<string> {
  return new CompactEncrypt(new TextEncoder().encode(JSON.stringify(submission)))
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM' })
    .encrypt(await importJWK(jwk, 'ECDH-ES'));
}

async function get(url: string): Promise<Response> {
  const answer = await fetch(url, { headers: bearer('terminal-a') });
  expect(answer.status).toBe(200);
  return answer;
}

it.each([
  [['--catalogue', '/nowhere/at/all'], /--catalogue \/nowhere\/at\/all is no catalogue: it has no revision\.json/],
  [[], /--catalogue is missing/],
  [['--catalogue', CATALOGUE, '--enrol', 'terminal-a=short'], /the key of terminal terminal-a must be 24 to 200/],
  [['--catalogue', CATALOGUE, '--enrol', '=x'], /--enrol needs <terminal>=<key>/],
  [['--catalogue', CATALOGUE, '--tls', 'maybe'], /--tls must be on or off/],
  [['--catalogue', CATALOGUE, '--port', '99999'], /--port must be a number/],
  [['--catalogue', CATALOGUE, '--public-url', 'verify.example'], /--public-url must begin with/],
  [['--what'], /--what/],
  [['--catalogue', CATALOGUE, '--data', `${MAIN}/x`], /--data .* cannot be a folder of the platform \(ENOTDIR\)/],
] as const)(
  'refuses %j with a sentence and code 2',
  async (arguments_, sentence) => {
    const process = run(...arguments_);
    expect(await process.exit).toBe(2);
    expect(process.errors()).toMatch(sentence);
    expect(process.errors()).not.toMatch(/\n\s+at /);
    expect(existsSync(join(folder, 'pglite'))).toBe(false);
  },
  PATIENCE,
);

it(
  'refuses a LOG_LEVEL there is none of with a sentence and code 2',
  async () => {
    const refused = runWith({ DATABASE_URL: '', LOG_LEVEL: 'loud' }, '--catalogue', CATALOGUE);
    expect(await refused.exit).toBe(2);
    expect(refused.errors()).toMatch(/: LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent\n$/);
    expect(refused.errors().trim().split('\n')).toHaveLength(1);
  },
  PATIENCE,
);

it.each([
  ['postgres://nobody@127.0.0.1:1/x', /PostgreSQL cannot be used \(ECONNREFUSED\)/],
  ['garbage', /DATABASE_URL must be postgres:/],
])('refuses the database %s with a sentence and code 2', async (url, sentence) => {
  const refused = runOn(url, '--catalogue', CATALOGUE);
  expect(await refused.exit).toBe(2);
  expect(refused.errors()).toMatch(sentence);
  expect(refused.errors().trim().split('\n')).toHaveLength(1);
});
