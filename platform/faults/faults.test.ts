import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSamplePlatform } from '../testing/open-sample-platform.ts';
import { bearer, SampleLedger, sampleCard } from '../testing/sample-terminal.ts';

let platform: Awaited<ReturnType<typeof openSamplePlatform>>;
beforeAll(async () => {
  platform = await openSamplePlatform({ faults: 'on' });
  await platform.listen();
});
afterAll(() => platform.close());

const set = async (faults: object) => {
  const answer = await fetch(`${platform.url}/dev/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(faults),
  });
  expect(answer.status).toBe(200);
};
const send = (path: string, body: object, timeoutMs = 10_000) =>
  fetch(platform.url + path, {
    method: 'POST',
    headers: { ...bearer('terminal-a'), 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(timeoutMs),
  });
const oneRecord = () => {
  const ledger = new SampleLedger('terminal-a');
  ledger.add({ kind: 'session.ended', body: '{}' });
  return ledger;
};

describe('the fault switch', () => {
  it('answers 500, garbage and 409 as often as it was told, and then is well', async () => {
    const ledger = oneRecord();
    await set({ mode: '500', times: 2 });
    expect([
      (await send('/v1/ingest', ledger.batch())).status,
      (await send('/v1/ingest', ledger.batch())).status,
    ]).toEqual([500, 500]);
    await set({ mode: '409', times: 1 });
    expect(await (await send('/v1/ingest', ledger.batch())).json()).toEqual({ error: 'gap', expectedSeq: 1 });
    await set({ mode: 'garbage', times: 1 });
    const garbage = await send('/v1/ingest', ledger.batch());
    expect([garbage.status, await garbage.text()]).toEqual([200, expect.stringContaining('<!doctype html>')]);
    expect(await platform.db.selectFrom('records').selectAll().where('epoch', '=', ledger.epoch).execute()).toEqual([]);
    expect((await send('/v1/ingest', ledger.batch())).status).toBe(200);
  });

  it('stores the batch and loses the answer', async () => {
    const ledger = oneRecord();
    await set({ mode: 'ackLost', times: 1, path: '/v1/ingest' });
    await expect(send('/v1/ingest', ledger.batch())).rejects.toThrow();
    expect(await platform.db.selectFrom('records').select('seq').where('epoch', '=', ledger.epoch).execute()).toEqual([
      { seq: 1 },
    ]);
    expect(await (await send('/v1/ingest', ledger.batch())).json()).toMatchObject({ ackedSeq: 1 });
  });

  it('does not answer at all', async () => {
    await set({ mode: 'timeout', times: 1 });
    await expect(send('/v1/mine', { card: sampleCard }, 300)).rejects.toThrow(/timeout/i);
    expect((await send('/v1/mine', { card: sampleCard })).status).toBe(200);
  });

  it('spoils only the path it was told to, and never the public side', async () => {
    await set({ mode: '500', path: '/v1/mine' });
    expect((await send('/v1/mine', { card: sampleCard })).status).toBe(500);
    expect((await send('/v1/prefill', { item: 'sample-proof', itemVersion: 1, card: sampleCard })).status).toBe(200);
    await set({ mode: '500' });
    expect((await fetch(`${platform.url}/v1/time`)).status).toBe(200);
    await set({});
  });

  it('silences a shared base', async () => {
    const prefill = async () =>
      (await send('/v1/prefill', { item: 'sample-proof', itemVersion: 1, card: sampleCard })).json();
    await set({ basesUnavailable: ['household'] });
    expect(await prefill()).toMatchObject({ missingSources: [{ 'zh-CN': '人口库' }] });
    await set({});
    expect(await prefill()).toMatchObject({ missingSources: [] });
  });

  it('refuses a mode it does not know', async () => {
    const answer = await platform.app.inject({ method: 'POST', url: '/dev/faults', payload: { mode: 'explode' } });
    expect([answer.statusCode, answer.json().message]).toEqual([400, expect.stringContaining('field mode')]);
  });
});
