import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/**
 * The whole product, a share at a time in a process of its own (a machine keeps a platform with its database in memory, and
 * a process that lived for all of it would keep too many), two processes at once. What failed meets its pair again, alone
 * and on a quiet machine: what fails twice is told and ends this with 1.
 *
 *     node test/whole/fault-phase/product.ts [results.tsv]
 *
 * `ONLY=` a part of it by name, `PROCESSES=2`, `SHARES=12`.
 */
const root = path.join(import.meta.dirname, '../../..');
const folder = mkdtempSync(path.join(os.tmpdir(), 'fault-phase-product-'));
const results = path.resolve(process.argv[2] ?? path.join(folder, 'results.tsv'));
const processes = Number(process.env.PROCESSES ?? 2);
const shares = Number(process.env.SHARES ?? 12);
const SIDE_BY_SIDE = 4;

interface Line {
  readonly outcome: string;
  readonly pair: string;
  readonly milliseconds: number;
}
const linesOf = (file: string): Line[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [outcome = '', fault = '', leaf = '', milliseconds = ''] = line.split('\t');
      return { outcome, pair: `${fault} in ${leaf}`, milliseconds: Number(milliseconds) };
    });
const say = (text: string) => process.stdout.write(`${text}\n`);
const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** One run of the tests; its exit code, which says nothing that its lines do not say better. */
async function run(file: string, sideBySide: number, more: Readonly<Record<string, string>>): Promise<number> {
  writeFileSync(file, '');
  const vitest = path.join(root, 'node_modules/vitest/vitest.mjs');
  const child = spawn(
    process.execPath,
    [vitest, 'run', 'test/whole/fault-phase.test.ts', `--maxConcurrency=${sideBySide}`, '--reporter=dot'],
    { cwd: root, env: { ...process.env, LONG: '1', RESULTS: file, ...more }, stdio: 'ignore' },
  );
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}

async function worker(todo: number[]): Promise<void> {
  for (let share = todo.shift(); share !== undefined; share = todo.shift()) {
    const begun = performance.now();
    const file = path.join(folder, `${share}.tsv`);
    const code = await run(file, SIDE_BY_SIDE, { SHARD: `${share}/${shares}` });
    appendFileSync(results, readFileSync(file));
    const lines = linesOf(file);
    const failed = lines.filter(({ outcome }) => outcome !== 'held').length;
    // One that ended early told of nothing it did not meet.
    const early = code !== 0 && failed === 0 ? `, ended with ${code}` : '';
    if (early !== '') process.exitCode = 1;
    const minutes = ((performance.now() - begun) / 60_000).toFixed(1);
    say(`share ${share} of ${shares}: ${lines.length} pairs, ${failed} failed, ${minutes} min${early}`);
  }
}

writeFileSync(results, '');
const begun = performance.now();
const todo = Array.from({ length: shares }, (_, index) => index + 1);
await Promise.all(Array.from({ length: processes }, () => worker(todo)));
const all = linesOf(results);
const mean = all.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / Math.max(1, all.length);
const failed = all.filter(({ outcome }) => outcome !== 'held');
say(`${all.length} pairs in ${((performance.now() - begun) / 60_000).toFixed(1)} min, ${Math.round(mean)} ms each`);

if (failed.length > 0) {
  const again = path.join(folder, 'again.tsv');
  await run(again, 1, { SHARD: '1/1', ONLY: `^(${failed.map(({ pair }) => escaped(pair)).join('|')})$` });
  const met = linesOf(again);
  appendFileSync(results, readFileSync(again));
  for (const { pair, outcome } of failed) {
    const second = met.find((line) => line.pair === pair)?.outcome ?? 'not met';
    say(`${second === 'held' ? 'held the second time' : 'FAILED TWICE'}: ${pair}\n  ${outcome}\n  ${second}`);
    if (second !== 'held') process.exitCode = 1;
  }
}
rmSync(folder, { recursive: true, force: true });
