import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DiskImage } from '../../fixtures/disk-image.ts';
import { type Case, product } from './cases.ts';
import { Queue } from './queue.ts';
import { Results } from './results.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { fromWorkerSchema } from './worker.ts';

/**
 * The whole product: several processes with several machines each, because most of a pair is waiting. Each result is in the
 * file at once; called again with the same file on the same code it goes on with what is missing. What failed meets its pair
 * again at the end, with one machine beside it: what fails twice is told and ends this with 1.
 *
 *     node test/whole/fault-phase/product.ts [results.jsonl]
 *
 * `ONLY=` a part of it by name, `EVERY=19` every 19th pair of each list, `PROCESSES=3`, `MACHINES=6` in each.
 */
const ONLY = new RegExp(process.env.ONLY ?? '');
const EVERY = Number(process.env.EVERY ?? 1);
const PROCESSES = Number(process.env.PROCESSES ?? 3);
const MACHINES = Number(process.env.MACHINES ?? 6);
const TOLD_EVERY_MS = 30_000;
/** Nobody's pair takes that long: a process that told nothing for it hangs. */
const SILENT_MS = 240_000;
const REPORTS_WITHIN_MS = 10_000;
const say = (text: string) => process.stdout.write(`${text}\n`);

const folder = temporaryFolder(`budayang-${process.pid}-`);
const file = path.resolve(
  process.argv[2] ?? path.join(mkdtempSync(path.join(os.tmpdir(), 'fault-phase-')), 'results.jsonl'),
);
const results = new Results(file);
const lacking = DiskImage.lacking();
const wanted = product
  .filter((_, index) => index % EVERY === 0)
  .filter(({ name, needs }) => ONLY.test(name) && (lacking === null || !needs.includes('disk')));
let met = 0;
const children = new Set<ChildProcess>();
let ended = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    ended = true;
    for (const child of children) if (child.connected) child.disconnect();
  });

/** One process that meets what the queue has, and another one after it where it broke. */
async function worker(queue: Queue, machines: number, again: boolean): Promise<void> {
  while (queue.left > 0 && !ended) {
    const child = fork(path.join(import.meta.dirname, 'worker.ts'), [String(machines)], {
      // Rubbish of a dozen machines is swept less often with more room for it.
      execArgv: [
        '--max-semi-space-size=32',
        '--max-old-space-size=3000',
        // Where it stood when it ended, or went round in a circle, is told beside the results.
        '--report-on-fatalerror',
        '--report-on-signal',
        `--report-directory=${path.dirname(file)}`,
      ],
      env: { ...process.env, TMPDIR: folder },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    children.add(child);
    let heard = performance.now();
    const watching = setInterval(() => {
      if (performance.now() - heard < SILENT_MS) return;
      clearInterval(watching);
      child.kill('SIGUSR2');
      setTimeout(() => child.kill('SIGKILL'), REPORTS_WITHIN_MS);
    }, TOLD_EVERY_MS);
    const under = new Set<Case>();
    child.on('message', (raw) => {
      heard = performance.now();
      const message = fromWorkerSchema.parse(raw);
      const { machine } = message;
      if (message.kind === 'asks') {
        const next = queue.next(message.fit);
        if (next !== null) under.add(next);
        child.send(next === null ? { kind: 'over', machine } : { kind: 'meet', machine, pair: next.name });
        return;
      }
      const { pair, why, milliseconds } = message;
      for (const one of under) if (one.name === pair) under.delete(one);
      met += 1;
      results.add({
        pair,
        outcome: why === null ? 'held' : 'failed',
        ...(why === null ? {} : { why }),
        milliseconds,
        again,
      });
      if (why !== null) say(`failed: ${pair}\n  ${why.slice(0, 300)}`);
    });
    const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
    clearInterval(watching);
    children.delete(child);
    if (ended) return;
    // It could not even say so.
    for (const { name: pair } of under)
      results.add({ pair, outcome: 'failed', why: `its process ended with ${code}`, milliseconds: 0, again });
  }
}

const fates = results.fates;
const first = new Queue(wanted.filter(({ name }) => !fates.has(name)));
say(
  `${wanted.length} pairs, ${wanted.length - first.left} of them met before, ${PROCESSES} × ${MACHINES} machines: ${file}`,
);
if (results.others > 0) say(`${results.others} lines there are of other code and do not count`);
if (lacking !== null) say(`faults of the disk are left out: ${lacking}`);
const begun = performance.now();
const telling = setInterval(() => {
  const each = (performance.now() - begun) / 1000 / Math.max(1, met);
  const minutes = (first.left * each) / 60;
  say(`${met} met, ${first.left} left, ${(1 / each).toFixed(2)} a second, ${minutes.toFixed(0)} min more`);
}, TOLD_EVERY_MS);
await Promise.all(Array.from({ length: PROCESSES }, () => worker(first, MACHINES, false)));
clearInterval(telling);
const names = new Set(wanted.map(({ name }) => name));
const once = [...results.fates].filter(([name, fate]) => fate === 'failed' && names.has(name)).map(([name]) => name);
await worker(new Queue(wanted.filter(({ name }) => once.includes(name))), 1, true);

const failed = results.failed.filter((name) => names.has(name));
const twice = failed.filter((name) => results.fates.get(name) !== 'held');
for (const name of failed) {
  const meetings = results.of(name);
  const fate =
    meetings.length < 2 ? 'FAILED, not met again' : twice.includes(name) ? 'FAILED TWICE' : 'held the second time';
  say(`${fate}: ${name}`);
  for (const { why } of meetings) if (why !== undefined) say(`  ${why.slice(0, 1_000)}`);
}
const all = [...results.fates].filter(([name]) => names.has(name)).length;
say(
  `${all} of ${wanted.length} pairs, ${twice.length} failed, ${failed.length - twice.length} held the second time, ${results.seconds} s`,
);
if (twice.length > 0 || all < wanted.length) process.exitCode = 1;
rmSync(folder, { recursive: true, force: true });
