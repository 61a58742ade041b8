import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const root = path.join(import.meta.dirname, '../../..');
/** What a pair depends on. */
const CODE = [
  'src-main',
  'drivers',
  'platform',
  'catalogue',
  'scripts',
  'test/whole',
  'test/fixtures',
  'package-lock.json',
];

const lineSchema = z.strictObject({
  revision: z.string(),
  /** When that run began, ISO 8601. */
  run: z.string(),
  /** Seconds of that run. */
  second: z.number(),
  pair: z.string(),
  outcome: z.enum(['held', 'failed']),
  why: z.string().optional(),
  milliseconds: z.number(),
  /** Met a second time, with few beside it. */
  again: z.boolean(),
});
export type ResultLine = z.infer<typeof lineSchema>;

const git = (...words: string[]): string =>
  execFileSync('git', words, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 });

/** Names the code as it lies there: committed, changed and new files. */
export function revision(): string {
  const fresh = git('ls-files', '--others', '--exclude-standard', '--', ...CODE)
    .split('\n')
    .filter((file) => file !== '');
  const parts = [
    git('ls-tree', 'HEAD', '--', ...CODE),
    git('diff', 'HEAD', '--', ...CODE),
    ...fresh.map((file) => `${file}\n${readFileSync(path.join(root, file), 'utf8')}`),
  ];
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 12);
}

/** A file of results, one JSON object a line, each written when it is known. */
export class Results {
  readonly #file: string;
  readonly #revision: string;
  readonly #lines: ResultLine[];
  readonly #run = new Date().toISOString();
  readonly #begun = performance.now();
  /** How many lines are of other revisions of the code: they count for nothing. */
  readonly others: number;

  constructor(file: string, of = revision()) {
    this.#file = file;
    this.#revision = of;
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    // A line that was cut off by a kill is none.
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    if (whole !== text) appendFileSync(file, '\n');
    const all = whole.split('\n').flatMap((line) => readLine(line) ?? []);
    this.#lines = all.filter((line) => line.revision === of);
    this.others = all.length - this.#lines.length;
  }

  add(line: Pick<ResultLine, 'pair' | 'outcome' | 'why' | 'milliseconds' | 'again'>): void {
    const second = Math.round((performance.now() - this.#begun) / 1000);
    const full: ResultLine = { revision: this.#revision, run: this.#run, second, ...line };
    this.#lines.push(full);
    appendFileSync(this.#file, `${JSON.stringify(full)}\n`);
  }

  of(pair: string): readonly ResultLine[] {
    return this.#lines.filter((line) => line.pair === pair);
  }

  /** By name what became of each pair: `failed` once, to be met again, or `failedTwice`. */
  get fates(): ReadonlyMap<string, 'held' | 'failed' | 'failedTwice'> {
    const fates = new Map<string, 'held' | 'failed' | 'failedTwice'>();
    for (const { pair, outcome, again } of this.#lines)
      if (outcome === 'held') fates.set(pair, 'held');
      else if (fates.get(pair) !== 'held') fates.set(pair, again ? 'failedTwice' : 'failed');
    return fates;
  }

  /** Of all runs that met something of this revision. */
  get seconds(): number {
    const runs = new Map<string, number>();
    for (const { run, second } of this.#lines) runs.set(run, Math.max(second, runs.get(run) ?? 0));
    return [...runs.values()].reduce((sum, second) => sum + second, 0);
  }

  /** Pairs that failed at first, in the order they did. */
  get failed(): readonly string[] {
    return [...new Set(this.#lines.filter(({ outcome }) => outcome === 'failed').map(({ pair }) => pair))];
  }
}

function readLine(line: string): ResultLine | null {
  if (line === '') return null;
  try {
    return lineSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}
