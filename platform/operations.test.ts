import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  operationsAlertsSchema,
  operationsLogsSchema,
  operationsTerminalsSchema,
} from '../src-main/contract/operations-api.ts';
import { LOGS_BYTES, logsStoredSchema } from '../src-main/contract/platform-api.ts';
import { KEPT_A_TERMINAL } from './logs/log-files.ts';
import { StartRefused } from './start-error.ts';
import { parseOperator } from './terminals/operators.ts';
import { openSamplePlatform } from './testing/open-sample-platform.ts';
import { bearer, post, SampleLedger, type SampleTerminal } from './testing/sample-terminal.ts';

const KEY = 'an-operators-key-for-these-tests';
let platform: Awaited<ReturnType<typeof openSamplePlatform>>;
beforeAll(async () => {
  platform = await openSamplePlatform({ operators: [{ name: 'duty', key: KEY }] });
});
afterAll(() => platform.close());

const ask = (url: string) => platform.app.inject({ url, headers: { authorization: `Bearer ${KEY}` } });
const alerts = async (query = '') =>
  operationsAlertsSchema.parse((await ask(`/v1/operations/alerts${query}`)).json()).alerts;
const terminal = async (id: string) => {
  const { terminals } = operationsTerminalsSchema.parse((await ask('/v1/operations/terminals')).json());
  return terminals.find((one) => one.terminal === id);
};
const act = (ledger: SampleLedger, name: string, detail: string, staff = '-') =>
  ledger.add({ kind: 'service.act', body: JSON.stringify({ staff, act: name, detail }) });
const send = (content: Buffer, more: { sha256?: string; from?: SampleTerminal; type?: string } = {}) =>
  platform.app.inject({
    method: 'PUT',
    url: `/v1/logs/${more.sha256 ?? createHash('sha256').update(content).digest('hex')}`,
    headers: { ...bearer(more.from ?? 'terminal-a'), 'content-type': more.type ?? 'application/gzip' },
    payload: content,
  });
const logs = (n: number, of = 'terminal-a') =>
  gzipSync(`${JSON.stringify({ manifest: 1, terminal: of, n })}\n{"event":"process.started"}\n`);

describe('who may ask', () => {
  it('needs an operator’s key; a terminal’s is none, and an operator is no terminal', async () => {
    for (const url of ['alerts', 'terminals', 'logs', `logs/terminal-a/${'0'.repeat(64)}`])
      for (const headers of [{}, { authorization: 'Bearer wrong-key-wrong-key-wrong-key' }, bearer('terminal-a')])
        expect((await platform.app.inject({ url: `/v1/operations/${url}`, headers })).statusCode).toBe(401);
    expect((await ask('/v1/desired/catalogue')).statusCode).toBe(401);
    const stranger = await platform.app.inject({ method: 'PUT', url: `/v1/logs/${'0'.repeat(64)}`, payload: 'x' });
    expect(stranger.statusCode).toBe(401);
  });

  it('takes operators from the command line with a name and a key nobody guesses', () => {
    expect(parseOperator(`duty=${KEY}`)).toEqual({ name: 'duty', key: KEY });
    for (const bad of ['duty', '=x', `Duty=${KEY}`, 'duty=short'])
      expect(() => parseOperator(bad)).toThrow(StartRefused);
  });
});

describe('alarms of a terminal', () => {
  it('are raised by its records, once each, and listed newest first by terminal and kind', async () => {
    const ledger = new SampleLedger('terminal-a');
    act(ledger, 'door', 'locked');
    act(ledger, 'cabinet', 'door.cabinet.open');
    act(ledger, 'alarm', 'door.cabinet.open');
    act(ledger, 'alarm', 'tamper.on');
    act(ledger, 'alarm', 'door.safe.tampered');
    act(ledger, 'door', 'many-wrong-tries');
    act(ledger, 'entered', 'technician', '2001');
    await post(platform.app, 'terminal-a', ledger.batch());
    await post(platform.app, 'terminal-a', ledger.batch());
    const raised = await alerts('?terminal=terminal-a');
    expect(raised.map(({ kind, detail }) => [kind, detail.split(', ').slice(0, 2).join(' ')])).toEqual([
      ['door-guessed', 'record 6 many-wrong-tries'],
      ['cabinet-tampered', 'record 5 door.safe.tampered'],
      ['cabinet-tampered', 'record 4 tamper.on'],
      ['cabinet-opened', 'record 3 door.cabinet.open'],
      ['door-locked', 'record 1 locked'],
    ]);
    expect((await alerts('?kind=door-locked')).map(({ terminal: id }) => id)).toEqual(['terminal-a']);
    expect(await alerts(`?after=${raised[0]?.id}`)).toEqual([]);
    expect((await terminal('terminal-a'))?.alerts).toBe(5);
    expect((await ask('/v1/operations/alerts?kind=invented')).statusCode).toBe(400);
  });

  it('that are locked a second time are a second alarm', async () => {
    const ledger = new SampleLedger('terminal-b');
    act(ledger, 'door', 'locked');
    act(ledger, 'door', 'locked');
    await post(platform.app, 'terminal-b', ledger.batch());
    expect(await alerts('?terminal=terminal-b&kind=door-locked')).toHaveLength(2);
  });
});

describe('the devices of a terminal', () => {
  it('stand in its line as they were last told, with what is wrong', async () => {
    const ledger = new SampleLedger('terminal-b');
    const status = (device: string, faults: readonly string[]) =>
      ledger.add({
        kind: 'device.status',
        body: JSON.stringify({ deviceClass: 'idCardReader', device, paper: null, faults, model: 'SDT' }),
      });
    status('online', []);
    const gone = status('noDevice', ['port-not-found']);
    ledger.add({ kind: 'device.status', body: JSON.stringify({ deviceClass: 'camera' }) });
    await post(platform.app, 'terminal-b', ledger.batch());
    expect((await terminal('terminal-b'))?.devices).toMatchObject([
      { deviceClass: 'camera', device: 'unknown', paper: null, faults: [] },
      {
        deviceClass: 'idCardReader',
        device: 'noDevice',
        paper: null,
        faults: ['port-not-found'],
        recordedAt: gone.recordedAt,
      },
    ]);
    expect((await terminal('terminal-a'))?.devices).toEqual([]);
  });
});

describe('a call for staff', () => {
  it('stands open in the terminal’s line until it is acknowledged there', async () => {
    const ledger = new SampleLedger('terminal-b');
    const called = act(ledger, 'help', 'asked.review');
    act(ledger, 'help', 'again.review');
    await post(platform.app, 'terminal-b', ledger.batch());
    expect((await terminal('terminal-b'))?.help).toEqual({
      asked: 1,
      open: 1,
      openSince: called.recordedAt,
      openAt: 'review',
    });
    act(ledger, 'help', 'acknowledged', '1001');
    await post(platform.app, 'terminal-b', ledger.batch(3));
    expect((await terminal('terminal-b'))?.help).toEqual({ asked: 1, open: 0, openSince: null, openAt: null });
    expect((await terminal('terminal-b'))?.heardAt).not.toBeNull();
  });
});

describe('logs', () => {
  it('are kept once by their hash, listed and handed out whole, with a trace of who fetched them', async () => {
    const content = logs(1);
    const sha256 = createHash('sha256').update(content).digest('hex');
    expect(logsStoredSchema.parse((await send(content)).json())).toEqual({
      sha256,
      bytes: content.length,
      known: false,
    });
    expect((await send(content)).json()).toMatchObject({ known: true });
    const listed = operationsLogsSchema.parse((await ask('/v1/operations/logs?terminal=terminal-a')).json());
    expect(listed.logs).toMatchObject([{ terminal: 'terminal-a', sha256, bytes: content.length }]);
    const got = await ask(`/v1/operations/logs/terminal-a/${sha256}`);
    expect([got.statusCode, got.headers['content-type']]).toEqual([200, 'application/gzip']);
    expect(got.rawPayload.equals(content)).toBe(true);
    expect((await ask(`/v1/operations/logs/terminal-b/${sha256}`)).statusCode).toBe(404);
    const audit = await platform.db.selectFrom('audit').select(['action', 'subject']).execute();
    expect(audit).toEqual([{ action: 'logs.fetched', subject: `duty:${sha256}` }]);
  });

  it('that are something else are refused: other bytes, no gzip, no manifest, another terminal’s, too long', async () => {
    const whole = logs(2);
    const refused = [
      await send(whole, { sha256: '0'.repeat(64) }),
      await send(Buffer.from('plain text')),
      await send(whole.subarray(0, 12)),
      await send(gzipSync('{"event":"process.started"}\n')),
      await send(gzipSync(Buffer.alloc(8 * 1024 * 1024))),
      await send(logs(3, 'terminal-b')),
      await send(whole, { sha256: 'ABC' }),
    ];
    expect(refused.map(({ statusCode }) => statusCode)).toEqual([400, 400, 400, 400, 400, 400, 400]);
    expect((await send(whole, { type: 'application/json' })).statusCode).toBe(400);
    expect((await send(Buffer.alloc(LOGS_BYTES + 1))).statusCode).toBe(413);
    expect((await terminal('terminal-a'))?.logs).toBe(1);
  });

  it('of one terminal do not fill the database: the oldest go', async () => {
    for (let n = 0; n < KEPT_A_TERMINAL + 2; n++) await send(logs(n, 'terminal-b'), { from: 'terminal-b' });
    expect((await terminal('terminal-b'))?.logs).toBe(KEPT_A_TERMINAL);
  });
});
