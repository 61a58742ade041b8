import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSamplePlatform } from './open-sample-platform.ts';
import { startPostgres } from './postgres-server.ts';
import { enrolments, SampleLedger } from './sample-terminal.ts';

/**
 * Measures rows a second over loopback HTTP into a committed database, the load on the same machine:
 * `node platform/testing/measure-ingest.ts [seconds]`. PostgreSQL runs with fsync on. Prints one JSON line a row.
 */
const SECONDS = Number(process.argv[2] ?? 5);
const PREPARED_BATCHES = 400;
const BODY = JSON.stringify({
  sessionId: 'x'.repeat(36),
  reason: 'finished',
  durationMs: 48_213,
  caseNumbers: ['x'.repeat(24)],
  note: 'y'.repeat(120),
});

async function measure(database: string, options: { databaseUrl?: string; dataDir?: string }): Promise<void> {
  const platform = await openSamplePlatform(options);
  const url = await platform.listen();
  for (const [batchSize, connections] of [
    [50, 8],
    [100, 8],
    [200, 8],
    [200, 1],
  ] as const) {
    const agent = new Agent({ keepAlive: true, maxSockets: connections });
    const streams = Array.from({ length: connections }, (_, index) =>
      prepare(index % 2, batchSize, Math.ceil(PREPARED_BATCHES / connections)),
    );
    const began = performance.now();
    const until = began + SECONDS * 1000;
    const counts = await Promise.all(
      streams.map(async (stream) => {
        let rows = 0;
        for (const payload of stream.payloads) {
          if (performance.now() > until) break;
          await post(`${url}/v1/ingest`, agent, stream.key, payload);
          rows += batchSize;
        }
        return rows;
      }),
    );
    const seconds = (performance.now() - began) / 1000;
    const rows = counts.reduce((sum, count) => sum + count, 0);
    process.stdout.write(
      `${JSON.stringify({ database, batchSize, connections, rows, seconds: Number(seconds.toFixed(2)), rowsPerSecond: Math.round(rows / seconds) })}\n`,
    );
    agent.destroy();
  }
  await platform.close();
}

/** Chains and JSON are made before the clock starts: they are the terminal's work. */
function prepare(which: number, batchSize: number, batches: number) {
  const enrolment = enrolments[which];
  if (enrolment === undefined) throw new Error('no such terminal');
  const ledger = new SampleLedger(enrolment.terminal);
  for (let index = 0; index < batches * batchSize; index++) ledger.add({ kind: 'session.ended', body: BODY });
  const payloads = Array.from({ length: batches }, (_, index) =>
    JSON.stringify(ledger.batch(index * batchSize + 1, batchSize)),
  );
  return { key: enrolment.key, payloads };
}

function post(url: string, agent: Agent, key: string, payload: string): Promise<void> {
  return new Promise((done, refuse) => {
    const headers = {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(payload),
    };
    const call = request(url, { method: 'POST', agent, headers }, (answer) => {
      answer.resume();
      answer.once('end', () =>
        answer.statusCode === 200 ? done() : refuse(new Error(`answered ${answer.statusCode}`)),
      );
    });
    call.once('error', refuse);
    call.end(payload);
  });
}

const server = await startPostgres({ fsync: 'on' });
if ('unavailable' in server) process.stdout.write(`PostgreSQL skipped: ${server.unavailable}\n`);
else {
  await measure('postgresql', { databaseUrl: server.url });
  await server.stop();
}
const folder = mkdtempSync(join(tmpdir(), 'bdy-ingest-'));
await measure('pglite on disk', { dataDir: folder });
rmSync(folder, { recursive: true, force: true });
