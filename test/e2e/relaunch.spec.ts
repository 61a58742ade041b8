import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { type Browser, chromium } from '@playwright/test';
import { ensureDisplay } from '../../scripts/display.mjs';
import { codeOf } from '../../scripts/dock/invented-staff.ts';
import { startStack } from '../../scripts/dock/stack.ts';
import { launchSpec } from '../../scripts/electron-runtime.mjs';
import { expect, type Page, test } from './terminal.fixture.ts';

// Started as a start line starts it: under Playwright's own loader a program cannot start itself anew.

const root = path.join(import.meta.dirname, '../..');
const TECHNICIAN = '2001';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** The browser process that runs with this configuration, whoever started it: the one that has no `--type`. */
function runningWith(configFile: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        // A relaunched Electron gives its words as one line, with spaces.
        const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        return words.includes(configFile) && !words.includes('--type=');
      } catch {
        return false; // it went while we looked
      }
    })
    .map(Number);
}

async function connect(port: number): Promise<Browser> {
  let browser: Browser | undefined;
  await expect(async () => {
    browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { timeout: 2_000 });
  }).toPass({ timeout: 30_000 });
  if (browser === undefined) throw new Error('not connected');
  return browser;
}

/** The page that shows the screen; a spare page shows none. */
async function showing(browser: Browser, screen: string): Promise<Page> {
  let found: Page | undefined;
  await expect(async () => {
    const pages = browser.contexts().flatMap((context) => context.pages());
    const shown = await Promise.all(
      pages.map((page) => page.evaluate(() => document.documentElement.dataset.screen).catch(() => undefined)),
    );
    found = pages[shown.indexOf(screen)];
    expect(shown).toContain(screen);
  }).toPass({ timeout: 30_000 });
  if (found === undefined) throw new Error('no page');
  return found;
}

test('a technician restarts the program: it goes whole and comes back by itself', async () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'budayang-relaunch-'));
  const stack = await startStack({ directory, realistic: false, change: (config) => config });
  const display = await ensureDisplay({ width: 1080, height: 1920, force: true });
  const spec = await launchSpec(root);
  const port = await freePort();
  const app: ChildProcess = spawn(
    spec.executable,
    [...spec.args, '--config', stack.configFile, `--remote-debugging-port=${port}`],
    { env: { ...spec.env, ...display.env, BUDAYANG_WINDOW: '1080x1920' }, stdio: 'ignore' },
  );
  const ended = once(app, 'exit');
  try {
    const before = await connect(port);
    const page = await showing(before, 'attract');
    for (let touch = 0; touch < 5; touch += 1) await page.locator('[data-service-corner]').click();
    const press = async (name: string | RegExp): Promise<void> => {
      await page.waitForTimeout(400);
      await page.getByRole('button', { name }).first().click();
    };
    for (const digit of TECHNICIAN) await page.getByRole('button', { name: digit, exact: true }).click();
    await press(/^下一步/);
    for (const digit of codeOf(TECHNICIAN) ?? '') await page.getByRole('button', { name: digit, exact: true }).click();
    await press(/^进入/);
    await press(/^重启$/);
    const [first] = runningWith(stack.configFile);
    expect(first).toBe(app.pid);
    await press('重启本程序');
    expect(await ended).toEqual([0, null]);
    await before.close();

    await expect.poll(() => runningWith(stack.configFile).length, { timeout: 20_000 }).toBe(1);
    expect(runningWith(stack.configFile)).not.toContain(first);
    const after = await connect(port);
    await showing(after, 'attract');
    await after.close();
  } finally {
    const pids = runningWith(stack.configFile);
    for (const pid of pids) process.kill(pid, 'SIGTERM');
    await expect.poll(() => runningWith(stack.configFile).length, { timeout: 20_000 }).toBe(0);
    await display.stop();
    await stack.stop();
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  }
});
