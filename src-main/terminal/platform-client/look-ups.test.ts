import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPlatformClient, type PlatformClient } from './client.ts';
import { type LocalPlatform, startLocalPlatform } from './local-platform.ts';

let platform: LocalPlatform;
let client: PlatformClient;
beforeAll(async () => {
  platform = await startLocalPlatform();
  client = createPlatformClient({
    url: platform.url,
    terminalKey: 'a-terminal-key-for-tests-0001',
    certificateAuthority: platform.certificateAuthority,
    keys: platform.keys,
    timeouts: { ask: 2000 },
  });
});
afterAll(async () => {
  client.close();
  await platform.close();
});
const send = (status: number, body: unknown) =>
  platform.answer((_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  });

const both = { 'zh-CN': '样例', en: 'Sample' };
const state = { caseNumber: 'GZ-1/2', item: both, state: both, date: '2026-11-21', step: 3 };
const genuine = { status: 'genuine', title: both, issuedOn: '2026-11-21', holder: '张**', pages: 1, sha256: 'aa' };

describe('what a scanned code is asked about', () => {
  it('is the state of that case and of no other', async () => {
    send(200, state);
    expect(await client.caseState('GZ-1/2')).toEqual({ ok: true, value: state });
    expect(platform.seen.at(-1)?.path).toBe('/v1/cases/GZ-1%2F2/state');
    expect(await client.caseState('GZ-2')).toMatchObject({ ok: false, error: { kind: 'garbage' } });
  });

  it('is a paper, genuine or not', async () => {
    send(200, genuine);
    expect(await client.verify('AB CD')).toEqual({ ok: true, value: genuine });
    expect(platform.seen.at(-1)?.path).toBe('/v1/verify/AB%20CD');
    send(200, { status: 'unknown' });
    expect(await client.verify('AB')).toEqual({ ok: true, value: { status: 'unknown' } });
  });

  it.each([
    [404, 'notFound'],
    [429, 'offline'],
    [401, 'unauthorised'],
    [500, 'offline'],
  ])('%s is %s', async (status, kind) => {
    send(status, { error: 'x', message: 'y' });
    for (const asked of [client.caseState('GZ-1'), client.verify('AB')])
      expect(await asked).toMatchObject({ ok: false, error: { kind, status } });
  });

  it('that is not the contract is garbage', async () => {
    for (const body of [{}, [], { ...state, step: 9 }, { ...genuine, status: 'perhaps' }]) {
      send(200, body);
      for (const asked of [client.caseState('GZ-1/2'), client.verify('AB')])
        expect(await asked).toMatchObject({ ok: false, error: { kind: 'garbage' } });
    }
  });
});
