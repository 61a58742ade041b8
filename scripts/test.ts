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
  success: z.boolean(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});
type VitestReport = z.infer<typeof vitestSchema>;
const failedFiles = (report: VitestReport) => report.testResults.filter(({ status }) => status === 'failed');
function ofVitest(report: VitestReport): Count {
  const states = report.testResults.flatMap(({ assertionResults }) => assertionResults.map(({ status }) => status));
  const failed = states.filter((status) => status === 'failed').length;
  const passed = states.filter((status) => status === 'passed').length;
  // A file that could not even be loaded, or an error outside of every test, has no failed test to show.
  const unseen = failed === 0 && (!report.success || failedFiles(report).length > 0) ? 1 : 0;
  return { passed, failed: failed + unseen, skipped: states.length - failed - passed };
}
interface PlaywrightSuite {
  readonly specs: readonly { readonly title: string; readonly tests: readonly { readonly status: string }[] }[];
  readonly suites?: readonly PlaywrightSuite[] | undefined;
}
const playwrightSuiteSchema: z.ZodType<PlaywrightSuite> = z.object({
  specs: z.array(z.object({ title: z.string(), tests: z.array(z.object({ status: z.string() })) })),
  suites: z.lazy(() => z.array(playwrightSuiteSchema)).optional(),
});
const playwrightSchema = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), skipped: z.number(), flaky: z.number() }),
  errors: z.array(z.unknown()),
  suites: z.array(playwrightSuiteSchema),
});
const flakyOf = (suite: PlaywrightSuite): string[] => [
  ...suite.specs.filter(({ tests }) => tests.some(({ status }) => status === 'flaky')).map(({ title }) => title),
  ...(suite.suites ?? []).flatMap(flakyOf),
];

/** What a suite wrote of itself; nothing when it ended without a report that can be read. */
function reportOf<T>(report: string, schema: z.ZodType<T>): T | null {
  const file = path.join(results, report);
  const read = existsSync(file) ? schema.safeParse(JSON.parse(readFileSync(file, 'utf8'))) : null;
  return read?.success ? read.data : null;
}

/** Silence is not success: a suite that failed without a failed test counts as one failure. */
const honest = (ok: boolean, counted: Count | null): Count =>
  counted === null || (!ok && counted.failed === 0)
    ? { ...(counted ?? { passed: 0, skipped: 0 }), failed: 1 }
    : counted;

const secondTries: string[] = [];
/** More broken files than this are no accident of a busy machine. */
const MOST_FILES_AGAIN = 3;
const TRIES_AGAIN = 2;

/**
 * Runs a Vitest suite. Real processes on a loaded machine can miss a bound once: a few files that failed are run again,
 * alone, at most twice, and what needed that is printed beside the sum, so that nothing is green in silence.
 */
function vitest(title: string, report: string, args: readonly string[]): Count {
  const once = (name: string, into: string, more: readonly string[]) => {
    const output = `--outputFile.json=${path.join(results, into)}`;
    const ok = run(name, bin('vitest'), ['run', ...args, '--reporter=json', output, ...more]);
    return { ok, found: reportOf(into, vitestSchema) };
  };
  const first = once(title, report, []);
  const broken = first.found === null ? [] : failedFiles(first.found);
  if (first.ok || first.found === null || broken.length === 0 || broken.length > MOST_FILES_AGAIN) {
    return honest(first.ok, first.found && ofVitest(first.found));
  }
  const files = broken.map(({ name }) => name);
  const tryAgain = () =>
    once(`${title}: ${files.length} again, alone`, `again-${report}`, ['--maxWorkers=1', ...files]);
  let again = tryAgain();
  for (let tries = 1; !again.ok && tries < TRIES_AGAIN; tries += 1) again = tryAgain();
  if (again.ok) {
    const failed = broken.flatMap(({ name, assertionResults }) =>
      assertionResults
        .filter(({ status }) => status === 'failed')
        .map(({ fullName }) => `${path.relative(root, name)} > ${fullName}`),
    );
    secondTries.push(...(failed.length === 0 ? files : failed));
  }
  const others = { success: true, testResults: first.found.testResults.filter(({ name }) => !files.includes(name)) };
  return sum([ofVitest(others), honest(again.ok, again.found && ofVitest(again.found))]);
}

const sum = (counts: readonly Count[]): Count =>
  counts.reduce((total, one) => ({
    passed: total.passed + one.passed,
    failed: total.failed + one.failed,
    skipped: total.skipped + one.skipped,
  }));

function endToEnd(): Count {
  const ok = run('end to end in a real Electron', bin('playwright'), ['test']);
  const found = reportOf('e2e.json', playwrightSchema);
  if (found === null) return honest(ok, null);
  const { stats, errors, suites } = found;
  secondTries.push(...suites.flatMap(flakyOf));
  const passed = stats.expected + stats.flaky;
  return honest(ok, { passed, failed: stats.unexpected + errors.length, skipped: stats.skipped });
}

const USAGE = `npm test

Every check and suite: formatter, linter, compiler, unit tests, a real kernel, end to end. It takes no further words: one file
is npx vitest run <file>. What was found is in test-results/. Exit codes: 0 all passed, 1 something failed
`;
const [word] = process.argv.slice(2);
if (word === '--help' || word === '-h') {
  process.stdout.write(USAGE);
  process.exit();
}
if (word !== undefined)
  process.stderr.write(`npm test takes no "${word}": everything is run (one file: npx vitest run <file>)\n`);

rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });
const counts: Count[] = [
  check('format and lint', bin('biome'), ['ci', '.']),
  check('types', bin('tsc'), ['-p', 'tsconfig.node.json']),
  check('types of the page', bin('tsc'), ['-p', 'tsconfig.web.json']),
  check('types of the end-to-end tests', bin('tsc'), ['-p', 'tsconfig.e2e.json']),
  check('build', bin('electron-vite'), ['build', '-c', 'electron.config.ts', '--logLevel', 'warn']),
  check('npm start comes up', process.execPath, ['scripts/start.ts', '--check']),
  vitest('unit and cross-room tests', 'vitest.json', ['--reporter=dot']),
  vitest('on a real kernel', 'real-kernel.json', [
    ...['--config', path.join(root, 'test/vm/vitest.config.ts'), '--reporter=default'],
  ]),
  endToEnd(),
];
const total = sum(counts);
if (secondTries.length > 0) {
  process.stdout.write(`\nNeeded another try (look at them; a test should not):\n  ${secondTries.join('\n  ')}\n`);
}
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
