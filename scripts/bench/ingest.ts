import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import type { Row, Setting } from './row.ts';
import { figure } from './statistics.ts';

const BAR = 10_000;
const lineSchema = z.object({
  database: z.string(),
  batchSize: z.number(),
  connections: z.number(),
  rowsPerSecond: z.number(),
});

/** Rows a second through HTTP into a committed database: runs the platform's own measurement. */
export async function measureIngest({ root, quick }: Setting): Promise<Row[]> {
  const program = path.join(root, 'platform/testing/measure-ingest.ts');
  const child = spawn(process.execPath, [program, quick ? '1' : '4'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LOG_LEVEL: 'warn' },
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [status, said, complained] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  if (status !== 0) throw new Error(`measure-ingest failed: ${complained.trim().slice(-1000)}`);
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  const measured = lines.filter((line) => line.startsWith('{')).map((line) => lineSchema.parse(JSON.parse(line)));
  const rows = [...new Set(measured.map(({ database }) => database))].map((database) => {
    const runs = measured.filter((run) => run.database === database);
    const best = runs.reduce((first, second) => (second.rowsPerSecond > first.rowsPerSecond ? second : first));
    const others = runs.map((run) => `${run.batchSize}×${run.connections}: ${figure(run.rowsPerSecond)}`).join(', ');
    const barred = database === 'postgresql';
    return {
      name: 'ingest',
      what: `platform ingest over HTTP, ${database}`,
      measured: `${figure(best.rowsPerSecond)} rows/s`,
      bar: barred ? `≥ ${figure(BAR)} rows/s` : null,
      met: barred ? best.rowsPerSecond >= BAR : null,
      values: runs.map((run) => run.rowsPerSecond),
      note: `rows × connections: ${others}; load on the same cores`,
    } satisfies Row;
  });
  const skipped = lines.filter((line) => !line.startsWith('{'));
  return [
    ...rows,
    ...skipped.map(
      (why): Row => ({
        name: 'ingest',
        what: why,
        measured: '–',
        bar: `≥ ${figure(BAR)} rows/s`,
        met: null,
        values: [],
      }),
    ),
  ];
}
