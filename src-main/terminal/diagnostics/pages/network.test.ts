import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { generate } from 'selfsigned';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Bench, seenAs, soon } from '../bench.test-kit.ts';
import { networkPage } from './network.ts';

const DAY = 86_400_000;
const closing: (() => void)[] = [];
let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => {
  for (const close of closing.splice(0)) close();
  bench.close();
});

async function listen(server: http.Server | https.Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
/** A platform that knows this terminal, and what time it is: `ahead` milliseconds of ours. `key`: what it says of the key. */
const clockAt =
  (ahead: number, key = 304) =>
  (request: http.IncomingMessage, response: http.ServerResponse) => {
    if (request.url !== '/v1/time') response.writeHead(key).end(key === 304 ? undefined : '{}');
    else response.end(JSON.stringify({ now: new Date(Date.now() + ahead).toISOString() }));
  };
const certificate = (days: number) =>
  generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    notBeforeDate: new Date(Date.now() - 30 * DAY),
    notAfterDate: new Date(Date.now() + days * DAY),
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  });

/** Runs the whole test against a URL; what each step said. */
async function probe(url: string, authority?: string, now = () => performance.now()) {
  bench.close();
  const platform = { url, terminalKey: 'a-terminal-key-for-tests', keysFile: '/keys.json' };
  const shelf = mkdtempSync(path.join(os.tmpdir(), 'authority-'));
  closing.push(() => rmSync(shelf, { recursive: true }));
  const certificateAuthorityFile = path.join(shelf, 'authority.pem');
  bench = new Bench({
    platform: authority === undefined ? platform : { ...platform, certificateAuthorityFile },
  });
  if (authority !== undefined) writeFileSync(certificateAuthorityFile, authority);
  const page = networkPage(bench.context('technician', { now, wallMs: () => Date.now() }));
  expect(page.act?.({ act: 'run', what: 'network' })).toBe(true);
  expect(page.act?.({ act: 'run', what: 'network' })).toBe(false);
  await vi.waitFor(() => expect(seenAs(page, 'network').running).toBe(false), { timeout: 9000 });
  const { steps, clockOffsetMs } = seenAs(page, 'network');
  return {
    clockOffsetMs,
    outcomes: steps.map(({ id, outcome }) => `${id} ${outcome}`),
    evidence: Object.fromEntries(steps.map(({ id, evidence }) => [id, evidence])),
  };
}

describe('the network test', () => {
  test('passes over TLS with a certificate that is trusted, and says until when', async () => {
    const { private: key, cert } = await certificate(100);
    const port = await listen(https.createServer({ key, cert }, clockAt(1500)));
    const { outcomes, evidence, clockOffsetMs } = await probe(`https://localhost:${port}`, cert);
    expect(outcomes).toEqual([
      'dns passed',
      'tcp passed',
      'tls passed',
      'platform passed',
      'clock passed',
      'key passed',
      'ingest passed',
    ]);
    expect(evidence.tls).toMatch(/^TLSv1\.\d, valid until 20\d\d-\d\d-\d\d \((99|100) days\)$/);
    expect(clockOffsetMs).toBeGreaterThan(-2500);
    expect(clockOffsetMs).toBeLessThan(-500);
    expect(bench.tests()).toEqual([{ what: 'network', outcome: 'passed', code: 'reached' }]);
  });

  test('stops at a certificate nobody vouches for', async () => {
    const { private: key, cert } = await certificate(100);
    const port = await listen(https.createServer({ key, cert }, clockAt(0)));
    const { outcomes, evidence } = await probe(`https://localhost:${port}`);
    expect(outcomes).toEqual([
      'dns passed',
      'tcp passed',
      'tls failed',
      'platform skipped',
      'clock skipped',
      'key skipped',
      'ingest skipped',
    ]);
    expect(evidence.tls).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
    expect(bench.tests()).toEqual([{ what: 'network', outcome: 'failed', code: 'tls-failed' }]);
  });

  test('stops at an expired certificate and at one of another name', async () => {
    const old = await certificate(-1);
    const port = await listen(https.createServer({ key: old.private, cert: old.cert }, clockAt(0)));
    expect((await probe(`https://localhost:${port}`, old.cert)).evidence.tls).toBe('CERT_HAS_EXPIRED');
    const good = await certificate(50);
    const other = await listen(https.createServer({ key: good.private, cert: good.cert }, clockAt(0)));
    expect((await probe(`https://127.0.0.1:${other}`, good.cert)).evidence.tls).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  });

  test('names a closed port, a name nobody has, and somebody else at the address', async () => {
    const server = http.createServer();
    const port = await listen(server);
    await new Promise((done) => server.close(done));
    expect((await probe(`http://127.0.0.1:${port}`)).evidence.tcp).toBe(`port ${port}: ECONNREFUSED`);
    expect((await probe('https://nobody.invalid')).outcomes[0]).toBe('dns failed');
    const portal = await listen(http.createServer((_request, response) => response.end('<html>sign in</html>')));
    expect((await probe(`http://127.0.0.1:${portal}`)).evidence.platform).toContain('garbage');
  });

  test('does not wait for ever for a platform that takes the line and says nothing', async () => {
    const port = await listen(http.createServer(() => undefined));
    const { evidence } = await probe(`http://127.0.0.1:${port}`);
    expect(evidence.platform).toContain('timeout');
  }, 12_000);

  test.each([
    [401, 'the platform refuses the key of this terminal (HTTP 401)'],
    [403, 'the platform refuses the key of this terminal (HTTP 403)'],
    [503, expect.stringContaining('offline')],
    [200, 'garbage: something else answers at this address'],
  ])('fails where nothing waits to be sent, and the key is answered with %i', async (status, words) => {
    const port = await listen(http.createServer(clockAt(0, status)));
    const { outcomes, evidence } = await probe(`http://127.0.0.1:${port}`);
    expect(outcomes.slice(3)).toEqual(['platform passed', 'clock passed', 'key failed', 'ingest skipped']);
    expect(evidence.key).toEqual(words);
    expect(bench.tests()).toEqual([{ what: 'network', outcome: 'failed', code: 'key-failed' }]);
  });

  test('calls a wrong clock wrong though the platform answers', async () => {
    const ahead = await listen(http.createServer(clockAt(120_000)));
    const wrong = await probe(`http://127.0.0.1:${ahead}`);
    expect(wrong.outcomes).toContain('clock failed');
    expect(wrong.outcomes).toContain('platform passed');
    expect(wrong.clockOffsetMs).toBeLessThan(-100_000);
  });

  test('calls a slow platform slow', async () => {
    const late = (request: http.IncomingMessage, response: http.ServerResponse) =>
      setTimeout(() => clockAt(0)(request, response), 5);
    const port = await listen(http.createServer(late));
    // A thousand times as fast a clock makes five milliseconds five seconds.
    const { evidence } = await probe(`http://127.0.0.1:${port}`, undefined, () => performance.now() * 1000);
    expect(evidence.platform).toMatch(/^median of 5: \d{4,} ms, slower than 2000 ms$/);
  });

  test('is called off by leaving, once', async () => {
    const port = await listen(http.createServer(() => undefined));
    bench.close();
    bench = new Bench({
      platform: { url: `http://127.0.0.1:${port}`, terminalKey: 'a-terminal-key-for-tests', keysFile: '/k' },
    });
    const page = networkPage(bench.context('technician', { now: () => performance.now() }));
    page.act?.({ act: 'run', what: 'network' });
    expect(page.act?.({ act: 'cancel' })).toBe(true);
    page.close?.();
    await soon(() => expect(seenAs(page, 'network').running).toBe(false));
    expect(bench.tests()).toEqual([{ what: 'network', outcome: 'canceled', code: 'canceled' }]);
  });
});
