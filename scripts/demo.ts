import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { _electron } from '@playwright/test';
import { bitmapToPng } from '../drivers/receipt-printer/index.ts';
import { loadServices } from '../platform/load-services.ts';
import { createPlatform } from '../platform/server.ts';
import { openLedger } from '../src-main/terminal/ledger/ledger.ts';
import { Kiosk } from '../test/e2e/kiosk.ts';
import { Citizen, type Step } from './demo/citizen.ts';
import { stories } from './demo/stories.ts';
import { ensureDisplay } from './display.mjs';
import { startStack, TERMINAL_ID } from './dock/stack.ts';
import { launchSpec } from './electron-runtime.mjs';

const root = path.join(import.meta.dirname, '..');
const out = path.join(root, 'demo-out');
const only = process.argv[2];

function say({ session, what, ok, milliseconds, why }: Step): void {
  process.stdout.write(
    `${ok ? ' ok ' : 'FAIL'}  ${String(milliseconds).padStart(6)} ms  ${session.padEnd(20)}  ${what}${ok ? '' : `: ${why}`}\n`,
  );
}

/** Scripted citizens against the running whole: real Electron, simulated devices on ptys, the platform over HTTPS. */
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
execFileSync(
  path.join(root, 'node_modules/.bin/electron-vite'),
  ['build', '-c', 'electron.config.ts', '--logLevel', 'error'],
  { cwd: root, stdio: 'inherit' },
);
const stack = await startStack({ directory: path.join(out, 'machine'), realistic: true });
const display = await ensureDisplay({ width: 1080, height: 1920, force: true });
const spec = await launchSpec(root);
const electronApp = await _electron.launch({
  executablePath: spec.executable,
  args: [...spec.args, '--config', stack.configFile],
  env: { ...spec.env, ...display.env, BUDAYANG_WINDOW: '1080x1920' },
});
const kiosk = new Kiosk(electronApp, stack);
await kiosk.ready();
const citizen = new Citizen(kiosk, path.join(out, 'screens'), say);
for (const [name, tell] of Object.entries(stories)) {
  if (only === undefined || name.includes(only)) await citizen.story(name, () => tell(citizen));
}

const receipts = path.join(out, 'receipts');
mkdirSync(receipts, { recursive: true });
for (const [index, paper] of stack.machine.printer.papers().entries()) {
  writeFileSync(path.join(receipts, `receipt-${index + 1}.png`), bitmapToPng(paper));
}
await electronApp.close();
await display.stop();
await stack.stop();

const spool = path.join(stack.directory, 'documents');
const documents = path.join(out, 'documents');
mkdirSync(documents, { recursive: true });
if (existsSync(spool)) {
  for (const file of readdirSync(spool, { recursive: true, encoding: 'utf8' })) {
    if (file.endsWith('.pdf')) copyFileSync(path.join(spool, file), path.join(documents, path.basename(file)));
  }
}
const ledger = openLedger({ file: path.join(stack.directory, 'terminal/ledger.db'), terminal: TERMINAL_ID });
if (!ledger.ok) throw new Error(ledger.error.message);
const dump = ledger.value.dump();
if (!dump.ok) throw new Error(dump.error.message);
ledger.value.close();
writeFileSync(path.join(out, 'ledger.json'), JSON.stringify(dump.value, null, 2));
writeFileSync(path.join(out, 'platform.json'), JSON.stringify(await platformState(), null, 2));

const failed = citizen.steps.filter((step) => !step.ok).length;
process.stdout.write(
  `\n${citizen.steps.length - failed} steps happened, ${failed} did not. ${stack.machine.printer.papers().length} receipts, ${readdirSync(documents).length} documents in demo-out/\n`,
);
process.exit(failed === 0 && citizen.steps.length > 0 ? 0 : 1);

/** What reached the platform: cases with their decisions, documents, ratings, papers; without the sealed persons. */
async function platformState(): Promise<Record<string, unknown>> {
  const platform = await createPlatform({
    services: loadServices(path.join(root, 'catalogue')),
    dataDir: path.join(stack.directory, 'platform'),
  });
  const { db } = platform;
  const state = {
    cases: await db.selectFrom('cases').select(['case_number', 'item', 'state', 'result', 'decided_at']).execute(),
    documents: await db
      .selectFrom('documents')
      .select(['id', 'case_number', 'title_zh', 'pages', 'sha256', 'check_code'])
      .execute(),
    ratings: await db.selectFrom('ratings').selectAll().execute(),
    records: await db
      .selectFrom('records')
      .select(['seq', 'lane', 'kind', 'state', 'reason', 'hash'])
      .orderBy('seq')
      .execute(),
    alerts: await db.selectFrom('alerts').selectAll().execute(),
  };
  await platform.close();
  return state;
}
