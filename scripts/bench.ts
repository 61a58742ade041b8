import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { measureCardToForm } from './bench/card-to-form.ts';
import { measureEnqueue } from './bench/enqueue.ts';
import { measureHid } from './bench/hid.ts';
import { measureIdle } from './bench/idle.ts';
import { measureIngest } from './bench/ingest.ts';
import { measureKills } from './bench/kill.ts';
import { machineFacts } from './bench/machine-facts.ts';
import { measureReceipt } from './bench/receipt.ts';
import { type Row, type RowName, rowNames, type Setting } from './bench/row.ts';
import { measureStartUp } from './bench/start-up.ts';
import { measureStatus } from './bench/status.ts';
import { tableOf } from './bench/table.ts';
import { measureTouch } from './bench/touch.ts';
import { buildIfOlder } from './dock/product-build.ts';

const root = path.join(import.meta.dirname, '..');
const USAGE = `npm run bench -- [--only <row>]… [--quick]

  --only    ${rowNames.join(' | ')}; may be given more than once
  --quick   few rounds: to see that it runs, not to quote

Prints one table and writes test-results/bench.json. Measures, judges nothing: the exit code says whether everything
could be measured. Exit codes: 0 measured, 1 something could not be measured, 64 usage
`;
const NEEDS_PRODUCT: readonly RowName[] = ['start-up', 'card-to-form', 'kill', 'touch', 'status', 'idle'];

const measurements: Record<RowName, (setting: Setting) => Row[] | Promise<Row[]>> = {
  enqueue: measureEnqueue,
  'start-up': measureStartUp,
  'card-to-form': measureCardToForm,
  kill: measureKills,
  receipt: measureReceipt,
  touch: measureTouch,
  status: measureStatus,
  hid: measureHid,
  idle: measureIdle,
  ingest: measureIngest,
};

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

function wish(): { only: RowName[]; quick: boolean } | 'help' | string {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: 'string', multiple: true },
        quick: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return 'help';
    const asked = values.only ?? [];
    const unknown = asked.find((name) => !rowNames.some((known) => known === name));
    if (unknown !== undefined) return `there is no row "${unknown}": it is one of ${rowNames.join(', ')}`;
    return { only: rowNames.filter((name) => asked.length === 0 || asked.includes(name)), quick: values.quick };
  } catch (error) {
    return error instanceof Error ? error.message : 'unreadable arguments';
  }
}

async function run({ only, quick }: { only: readonly RowName[]; quick: boolean }): Promise<number> {
  if (only.some((name) => NEEDS_PRODUCT.includes(name))) await buildIfOlder(root, say);
  const facts = await machineFacts(root);
  // Beside the product's own data: a temporary folder may lie in memory.
  mkdirSync(path.join(root, '.budayang'), { recursive: true });
  const workplace = mkdtempSync(path.join(root, '.budayang/bench-'));
  const rows: Row[] = [];
  const failures: Record<string, string> = {};
  try {
    for (const name of only) {
      say(`measuring ${name} …`);
      try {
        rows.push(...(await measurements[name]({ root, workplace, quick })));
      } catch (error) {
        // One measurement that fails must not take the others' table with it.
        failures[name] = error instanceof Error ? error.message : String(error);
        say(`${name} could not be measured: ${failures[name]}`);
      }
    }
  } finally {
    rmSync(workplace, { recursive: true, force: true, maxRetries: 5 });
  }
  process.stdout.write(`${tableOf(facts, rows, failures, quick)}\n`);
  const results = path.join(root, 'test-results');
  mkdirSync(results, { recursive: true });
  writeFileSync(
    path.join(results, 'bench.json'),
    `${JSON.stringify({ quick, machine: facts, rows, failures }, null, 2)}\n`,
  );
  return Object.keys(failures).length === 0 ? 0 : 1;
}

const wished = wish();
if (wished === 'help') process.stdout.write(USAGE);
else if (typeof wished === 'string') {
  process.stderr.write(`${wished}\n\n${USAGE}`);
  process.exitCode = 64;
} else {
  process.exitCode = await run(wished);
}
