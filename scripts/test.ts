import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const root = path.join(import.meta.dirname, '..');
const results = path.join(root, 'test-results');
/** A log keeps no colours. */
const env = process.stdout.isTTY ? process.env : { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined };
const bin = (name: string) => path.join(root, 'node_modules/.bin', name);

interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

/** Runs a step and says how long it took; its output goes straight to the console. */
function run(title: string, command: string, args: readonly string[]): boolean {
  process.stdout.write(`\n== ${title}\n`);
  const begun = performance.now();
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env });
  process.stdout.write(
    `== ${title}: ${status === 0 ? 'ok' : 'FAILED'} (${((performance.now() - begun) / 1000).toFixed(1)} s)\n`,
  );
  return status === 0;
}

/** A check counts as one test. */
const check = (title: string, command: string, args: readonly string[]): Count =>
  run(title, command, args) ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };

const vitestSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  success: z.boolean(),
});
const ofVitest = (report: z.infer<typeof vitestSchema>): Count => ({
  passed: report.numPassedTests,
  failed: report.numFailedTests + (report.success || report.numFailedTests > 0 ? 0 : 1),
  skipped: report.numPendingTests + report.numTodoTests,
});
const playwrightSchema = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), skipped: z.number(), flaky: z.number() }),
  errors: z.array(z.unknown()),
});

/** A suite that failed without a report counts as one failure: silence is not success. */
function suite<T>(
  title: string,
  command: string,
  args: readonly string[],
  report: string,
  schema: z.ZodType<T>,
  count: (report: T) => Count,
): Count {
  const file = path.join(results, report);
  const ok = run(title, command, args);
  const read = existsSync(file) ? schema.safeParse(JSON.parse(readFileSync(file, 'utf8'))) : null;
  if (read === null || !read.success) return { passed: 0, failed: 1, skipped: 0 };
  const counted = count(read.data);
  return !ok && counted.failed === 0 ? { ...counted, failed: 1 } : counted;
}

rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });
const counts: Count[] = [
  check('format and lint', bin('biome'), ['ci', '.']),
  check('types', bin('tsc'), ['-p', 'tsconfig.node.json']),
  check('types of the page', bin('tsc'), ['-p', 'tsconfig.web.json']),
  check('types of the end-to-end tests', bin('tsc'), ['-p', 'tsconfig.e2e.json']),
  check('build', bin('electron-vite'), ['build', '-c', 'electron.config.ts', '--logLevel', 'warn']),
  check('npm start comes up', process.execPath, ['scripts/start.ts', '--check']),
  suite(
    'unit and cross-room tests',
    bin('vitest'),
    ['run', '--reporter=dot', '--reporter=json', `--outputFile.json=${path.join(results, 'vitest.json')}`],
    'vitest.json',
    vitestSchema,
    ofVitest,
  ),
  suite(
    'on a real kernel',
    bin('vitest'),
    [
      ...['run', '--config', path.join(root, 'test/vm/vitest.config.ts'), '--reporter=default', '--reporter=json'],
      `--outputFile.json=${path.join(results, 'real-kernel.json')}`,
    ],
    'real-kernel.json',
    vitestSchema,
    ofVitest,
  ),
  suite(
    'end to end in a real Electron',
    bin('playwright'),
    ['test'],
    'e2e.json',
    playwrightSchema,
    ({ stats, errors }) => ({
      passed: stats.expected,
      failed: stats.unexpected + stats.flaky + errors.length,
      skipped: stats.skipped,
    }),
  ),
];
const total = counts.reduce((sum, one) => ({
  passed: sum.passed + one.passed,
  failed: sum.failed + one.failed,
  skipped: sum.skipped + one.skipped,
}));
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
