import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSamplePlatform } from '../../platform/testing/open-sample-platform.ts';
import { KEYS } from '../../platform/testing/sample-terminal.ts';
import { platformKeysSchema } from '../../src-main/contract/platform-api.ts';
import type { Ledger } from '../../src-main/terminal/ledger/ledger.ts';
import { must, openTestLedger } from '../../src-main/terminal/ledger/test-ledger.ts';
import { createPlatformClient, type PlatformClient } from '../../src-main/terminal/platform-client/client.ts';
import { createSyncEngine, type SyncEngine } from '../../src-main/terminal/sync/engine.ts';
import { syncTimes } from '../../src-main/terminal/sync/times.ts';

/** The real uplink against the real platform, which refuses one record for what it is. */
let folder: string;
let platform: Awaited<ReturnType<typeof openSamplePlatform>>;
let ledger: Ledger;
let client: PlatformClient;
let sync: SyncEngine;
let wallMs = () => Date.now();
/** A platform of another version refuses this one. */
let refusedSeq = 0;
beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'parked-'));
  platform = await openSamplePlatform();
  const url = await platform.listen();
  ledger = openTestLedger(path.join(folder, 'ledger.db'), {
    terminal: 'terminal-a',
    clock: { wallMs: () => wallMs() },
  });
  const keys = platformKeysSchema.parse((await platform.app.inject('/v1/keys')).json());
  client = createPlatformClient({ url, terminalKey: KEYS['terminal-a'], keys });
  const times = { ...syncTimes, baseBackOffMs: 20, maxBackOffMs: 50 };
  const moody: Pick<PlatformClient, 'ingest'> = {
    ingest: async (request, signal) =>
      request.records.some(({ seq }) => seq === refusedSeq)
        ? { ok: false, error: { kind: 'refused', message: 'refused by the test', status: 400 } }
        : client.ingest(request, signal),
  };
  sync = createSyncEngine({ ledger, client: moody, terminal: 'terminal-a', times });
});
afterAll(async () => {
  await sync.stop();
  client.close();
  ledger.close();
  await platform.close();
  rmSync(folder, { recursive: true, force: true });
});

const act = (detail: string) => must(ledger.service.act({ staff: '2001', act: 'opened', detail }));
const stored = async () =>
  (await platform.db.selectFrom('records').select(['seq', 'kind', 'state']).orderBy('seq').execute()).map(
    ({ seq, kind, state }) => `${seq} ${kind} ${state}`,
  );

test('one record wedges the queue until a technician puts it aside', async () => {
  for (const detail of ['one', 'two']) act(detail);
  // A clock battery that went wild: no date of the contract is so far ahead.
  wallMs = () => Date.UTC(12_000, 0);
  act('three');
  wallMs = () => Date.now();
  for (const detail of ['four', 'five']) act(detail);
  sync.start();
  await expect.poll(() => sync.status().refuses, { timeout: 10_000 }).toEqual({ seq: 3, reason: 'refused-400' });
  expect(await stored()).toEqual(['1 service.act stored', '2 service.act stored']);

  must(ledger.service.park({ seq: 3, staff: '2001', reason: 'refused-400' }));
  sync.sendNow();
  await expect
    .poll(stored, { timeout: 10_000 })
    .toEqual([
      '1 service.act stored',
      '2 service.act stored',
      '3 withheld parked',
      '4 service.act stored',
      '5 service.act stored',
      '6 service.act stored',
    ]);
  await expect.poll(() => sync.status().refuses, { timeout: 10_000 }).toBeNull();

  // Put back too early it is refused again, parked again, and keeps nobody waiting.
  must(ledger.service.putBack({ seq: 3, staff: '2001' }));
  sync.sendNow();
  await expect.poll(() => must(ledger.counts()).pending, { timeout: 10_000 }).toBe(1);
  expect(must(ledger.service.parkedRows())).toMatchObject([{ seq: 3, returned: false }]);
});

test('what was put aside comes later, whole, and once, when the platform takes it', async () => {
  refusedSeq = must(ledger.counts()).lastSeq + 1;
  act('six');
  act('seven');
  sync.recorded('A');
  await expect.poll(() => sync.status().refuses?.seq, { timeout: 10_000 }).toBe(refusedSeq);
  must(ledger.service.park({ seq: refusedSeq, staff: '2001', reason: 'refused-400' }));
  sync.sendNow();
  await expect.poll(stored, { timeout: 10_000 }).toContain(`${refusedSeq} withheld parked`);
  const seq = refusedSeq;
  refusedSeq = 0;
  must(ledger.service.putBack({ seq, staff: '2001' }));
  sync.sendNow();
  await expect.poll(stored, { timeout: 10_000 }).toContain(`${seq} service.act stored`);
  await expect.poll(() => must(ledger.counts()).pending, { timeout: 10_000 }).toBe(1);
  const rows = await stored();
  expect(new Set(rows).size).toBe(rows.length);
  expect(rows).toHaveLength(must(ledger.counts()).lastSeq);
});
