import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { must, openTestLedger, submit, TEST_TERMINAL } from '../ledger/test-ledger.ts';
import { createSyncEngine } from '../sync/engine.ts';
import { createPlatformModel } from '../sync/platform-model.ts';
import { syncTimes } from '../sync/times.ts';
import { openCatalogueStore } from './catalogue-store.ts';
import { createPlatformClient, type PlatformClient } from './client.ts';
import { loadPlatformKeys } from './keys.ts';
import { type LocalPlatform, sampleCatalogue, startLocalPlatform } from './local-platform.ts';

let platform: LocalPlatform;
let stranger: LocalPlatform;
let client: PlatformClient;
let folder = '';
beforeAll(async () => {
  platform = await startLocalPlatform();
  stranger = await startLocalPlatform();
});
afterAll(async () => {
  await platform.close();
  await stranger.close();
});
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'budayang-client-'));
  platform.seen.length = 0;
  client = connect();
});
afterEach(() => {
  client.close();
  rmSync(folder, { recursive: true, force: true });
});

const connect = (change: Partial<Parameters<typeof createPlatformClient>[0]> = {}) =>
  createPlatformClient({
    url: platform.url,
    terminalKey: 'a-terminal-key-for-tests-0001',
    certificateAuthority: platform.certificateAuthority,
    keys: platform.keys,
    timeouts: { ingest: 2000, ask: 2000, document: 2000 },
    ...change,
  });
const send = (status: number, body: unknown, type = 'application/json', headers: http.OutgoingHttpHeaders = {}) =>
  platform.answer((_request, response) => {
    response.writeHead(status, { 'content-type': type, ...headers });
    response.end(typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body));
  });
const ask = () => client.caseResult('GZ-0001-261121-3XG0001-M', 5);
const kindOf = async (asked: Promise<{ ok: boolean; error?: { kind: string } }>) => (await asked).error?.kind ?? 'ok';
const result = {
  ...{ caseNumber: 'GZ-0001-261121-3XG0001-M', outcome: 'approved', reasons: [], dueDate: null, documents: [] },
  ruleSet: { id: 'sample', version: 1 },
};

describe('a platform that keeps the contract', () => {
  it('is asked with the key, over one kept connection', async () => {
    send(200, result);
    expect(await ask()).toEqual({ ok: true, value: result });
    expect(await ask()).toMatchObject({ ok: true });
    expect(platform.seen[0]).toMatchObject({ method: 'GET', path: '/v1/cases/GZ-0001-261121-3XG0001-M?wait=5' });
    expect(platform.seen[0]?.headers.authorization).toBe('Bearer a-terminal-key-for-tests-0001');
  });

  it('hands out a document whose hash fits, and no other', async () => {
    const pdf = Buffer.from('%PDF-1.7 sample');
    const sha256 = createHash('sha256').update(pdf).digest('hex');
    send(200, pdf, 'application/pdf');
    expect(await client.document('d1', sha256)).toEqual({ ok: true, value: new Uint8Array(pdf) });
    expect(
      await kindOf(
        client.document(
          'd1',
          sha256.replace(/^./, (c) => (c === '0' ? '1' : '0')),
        ),
      ),
    ).toBe('garbage');
  });
});

describe('hostile and broken answers', () => {
  it.each<[string, () => void, string]>([
    ['a captive portal', () => send(200, '<html>Log in</html>', 'text/html'), 'garbage'],
    ['HTML that says it is JSON', () => send(200, '<html>'), 'garbage'],
    ['a redirect', () => send(302, '', 'text/html', { location: 'https://portal.example/' }), 'garbage'],
    ['JSON of another shape', () => send(200, { ok: true }), 'garbage'],
    ['another case', () => send(200, { ...result, caseNumber: 'other' }), 'garbage'],
    ['bytes that are not UTF-8', () => send(200, Buffer.from([0x7b, 0xff, 0x7d])), 'garbage'],
    [
      'an endless answer',
      () =>
        platform.answer((_request, response) => {
          response.writeHead(200, { 'content-type': 'application/json' });
          const pour = () => {
            while (!response.destroyed && response.write(Buffer.alloc(65536, 0x20)));
            if (!response.destroyed) response.once('drain', pour);
          };
          pour();
        }),
      'garbage',
    ],
    [
      'a cut answer',
      () =>
        platform.answer((_request, response) => {
          response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
          response.write('{"caseNumber":', () => response.destroy());
        }),
      'offline',
    ],
    ['a closed connection', () => platform.answer((_request, response) => response.destroy()), 'offline'],
    ['500', () => send(500, {}), 'offline'],
    ['401', () => send(401, {}), 'unauthorised'],
    ['404', () => send(404, {}), 'notFound'],
    ['409', () => send(409, {}), 'conflict'],
    ['410', () => send(410, {}), 'refused'],
  ])('%s', async (_name, arrange, kind) => {
    arrange();
    expect(await kindOf(ask())).toBe(kind);
  });

  it('says how long a busy platform wants to be left alone', async () => {
    send(503, {}, 'application/json', { 'retry-after': '7' });
    expect(await ask()).toMatchObject({ ok: false, error: { kind: 'offline', status: 503, retryAfterMs: 7000 } });
  });

  it('gives up on silence, drips and on request', async () => {
    client.close();
    client = connect({ timeouts: { ask: 150 } });
    platform.answer(() => undefined);
    expect(await kindOf(client.caseResult('c', 0))).toBe('timeout');
    platform.answer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const drip = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(drip));
    });
    expect(await kindOf(client.caseResult('c', 0))).toBe('timeout');
    expect(await kindOf(client.caseResult('c', 0, AbortSignal.abort()))).toBe('timeout');
  });

  it('trusts no certificate but its own platform', async () => {
    const other = connect({ url: stranger.url });
    expect(await other.caseResult('c', 0)).toMatchObject({ ok: false, error: { kind: 'offline' } });
    expect(stranger.seen).toEqual([]);
    other.close();
  });

  it('is offline where nobody listens', async () => {
    const nobody = connect({ url: 'https://127.0.0.1:1' });
    expect(await kindOf(nobody.caseResult('c', 0))).toBe('offline');
    nobody.close();
  });
});

describe('the catalogue', () => {
  const publish = async (revision: number, signer = platform, announced = revision) => {
    const jws = await signer.sign(sampleCatalogue(revision));
    send(200, { revision: announced, jws }, 'application/json', { etag: `"${revision}"` });
  };

  it('is taken when signed by the pinned key, and asked for by its tag', async () => {
    await publish(3);
    expect(await client.desiredCatalogue(null)).toMatchObject({
      ok: true,
      value: { kind: 'changed', document: { revision: 3 }, etag: '"3"' },
    });
    send(304, '');
    expect(await client.desiredCatalogue({ etag: '"3"', revision: 3 })).toEqual({
      ok: true,
      value: { kind: 'unchanged' },
    });
    expect(platform.seen.at(-1)?.headers['if-none-match']).toBe('"3"');
  });

  it('is refused when older, announced otherwise, signed by another or not at all', async () => {
    await publish(3);
    expect(await kindOf(client.desiredCatalogue({ etag: null, revision: 4 }))).toBe('garbage');
    await publish(3, platform, 4);
    expect(await kindOf(client.desiredCatalogue(null))).toBe('garbage');
    await publish(3, stranger);
    expect(await kindOf(client.desiredCatalogue(null))).toBe('garbage');
    const [, payload] = (await platform.sign(sampleCatalogue(9))).split('.');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    send(200, { revision: 9, jws: `${none}.${payload}.` });
    expect(await kindOf(client.desiredCatalogue(null))).toBe('garbage');
  });

  it('is kept on disk, verified again on load and never goes back', async () => {
    const file = path.join(folder, 'kept', 'catalogue.json');
    const open = () => openCatalogueStore(file, platform.keys);
    expect(await open().load()).toEqual({ ok: true, value: null });
    const held = async (revision: number, signer = platform) => ({
      document: sampleCatalogue(revision),
      jws: await signer.sign(sampleCatalogue(revision)),
      etag: null,
    });
    expect(await open().save(await held(5))).toMatchObject({ ok: true });
    expect(await open().load()).toMatchObject({ ok: true, value: { document: { revision: 5 } } });
    expect(await open().save(await held(4))).toMatchObject({ ok: false });
    expect(await open().save(await held(6, stranger))).toMatchObject({ ok: false });
    expect(await open().load()).toMatchObject({ ok: true, value: { document: { revision: 5 } } });
    writeFileSync(file, readFileSync(file, 'utf8').replace('.', '.A'));
    expect(await open().load()).toMatchObject({ ok: false });
    writeFileSync(file, '{');
    expect(await open().load()).toMatchObject({ ok: false });
    expect(await open().save(await held(6))).toMatchObject({ ok: true });
  });

  it.skipIf(process.platform !== 'linux')('survives a disk that takes only the beginning of the next one', async () => {
    const file = path.join(folder, 'catalogue.json');
    const store = openCatalogueStore(file, platform.keys);
    const held = async (revision: number) => ({
      document: sampleCatalogue(revision),
      jws: await platform.sign(sampleCatalogue(revision)),
      etag: null,
    });
    expect(await store.save(await held(5))).toMatchObject({ ok: true });
    const next = await held(6);
    // The kernel then writes what fits and says how much, as a disk does that has less room than the file needs.
    const limit = (bytes: number | 'unlimited') =>
      expect(spawnSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:`]).status).toBe(0);
    limit(100);
    const saved = await store.save(next);
    limit('unlimited');
    expect(saved).toEqual({ ok: false, error: { message: 'The catalogue cannot be kept (EFBIG).' } });
    expect(await openCatalogueStore(file, platform.keys).load()).toMatchObject({
      ok: true,
      value: { document: { revision: 5 } },
    });
  });
});

it('reads the pinned keys and refuses a private one', async () => {
  const file = path.join(folder, 'keys.json');
  writeFileSync(file, JSON.stringify(platform.keys));
  expect(await loadPlatformKeys(file)).toMatchObject({ ok: true, value: platform.keys });
  writeFileSync(file, JSON.stringify({ ...platform.keys, sign: { ...platform.keys.sign, d: 'AAAA' } }));
  expect(await loadPlatformKeys(file)).toMatchObject({ ok: false });
  expect(await loadPlatformKeys(path.join(folder, 'none'))).toMatchObject({ ok: false });
});

describe('the engine on a real ledger and a real connection', () => {
  it('drains through faults, lost answers and a restored platform', async () => {
    const model = createPlatformModel();
    const ledger = openTestLedger(path.join(folder, 'ledger.db'));
    must(ledger.beginSession('session-1'));
    for (let index = 0; index < 5; index++) submit(ledger, 'session-1', index);
    let turn = 0;
    platform.answer((request, response) => {
      turn += 1;
      if (turn === 1) return response.destroy();
      if (turn === 2) return response.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
      const answer = model.ingest(JSON.parse(request.body));
      if (turn === 3) return response.destroy();
      response.writeHead(answer.kind === 'acked' ? 200 : 409, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify(answer.kind === 'acked' ? answer.response : { error: 'gap', expectedSeq: answer.expectedSeq }),
      );
    });
    const times = { ...syncTimes, baseBackOffMs: 5, maxBackOffMs: 20, verifyMs: 30, flightMs: 2000 };
    const links: string[] = [];
    const engine = createSyncEngine({
      ledger,
      client,
      terminal: TEST_TERMINAL,
      times,
      onStatus: (status) => links.push(status.link),
    });
    engine.start();
    await expect.poll(() => must(ledger.counts()).pending).toBe(0);
    expect(model.records()).toHaveLength(5);
    expect(links).toEqual(expect.arrayContaining(['offline', 'online']));
    submit(ledger, 'session-1');
    engine.recorded('A');
    await expect.poll(() => model.records().length).toBe(6);
    await expect
      .poll(() => engine.status())
      .toEqual({
        link: 'online',
        drained: true,
        trouble: null,
        alarm: null,
        refuses: null,
      });
    model.restore(2);
    await expect.poll(() => model.records().length).toBe(6);
    await engine.stop();
    ledger.close();
  });
});
