import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { _electron, test as base, type ElectronApplication, expect, type Page, type TestInfo } from '@playwright/test';
import { ensureDisplay } from '../../scripts/display.mjs';
import { type Stack, startStack } from '../../scripts/dock/stack.ts';
import { launchSpec } from '../../scripts/electron-runtime.mjs';
import { Kiosk } from './kiosk.ts';

const root = path.join(import.meta.dirname, '../..');

export interface Options {
  readonly windowSize: string;
  /** Seconds without a touch until the warning; the warning itself lasts 10 s then. Null: as in production. */
  readonly idleSeconds: number | null;
}
interface Fixtures {
  readonly stack: Stack;
  readonly electronApp: ElectronApplication;
  readonly kiosk: Kiosk;
}

async function openStack(idleSeconds: number | null) {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'budayang-e2e-'));
  const stack = await startStack({
    directory,
    realistic: false,
    change: (config) => (idleSeconds === null ? config : { ...config, timing: { idleSeconds, warningSeconds: 10 } }),
  });
  const close = async () => {
    await stack.stop();
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  };
  return { stack, close };
}

async function openElectron(stack: Stack, windowSize: string) {
  const [width = 1080, height = 1920] = windowSize.split('x').map(Number);
  const display = await ensureDisplay({ width, height, force: true });
  const spec = await launchSpec(root);
  const electronApp = await _electron.launch({
    executablePath: spec.executable,
    args: [...spec.args, '--config', stack.configFile, ...stack.camera.switches],
    env: { ...spec.env, ...display.env, BUDAYANG_WINDOW: windowSize },
  });
  const said: Buffer[] = [];
  for (const stream of [electronApp.process().stdout, electronApp.process().stderr]) {
    stream?.on('data', (chunk: Buffer) => said.push(chunk));
  }
  const close = async () => {
    await electronApp.close();
    await display.stop();
  };
  return { electronApp, said: () => Buffer.concat(said), close };
}

async function keepLog(info: TestInfo, said: Buffer): Promise<void> {
  if (info.status === info.expectedStatus) return;
  const file = info.outputPath('electron.log');
  writeFileSync(file, said);
  await info.attach('electron.log', { path: file });
}

/** The whole of it: real Electron, the built product, simulated devices on ptys, the platform in its own process. */
export const test = base.extend<Options & Fixtures>({
  windowSize: ['1080x1920', { option: true }],
  idleSeconds: [null, { option: true }],
  stack: async ({ idleSeconds }, use) => {
    const { stack, close } = await openStack(idleSeconds);
    await use(stack);
    await close();
  },
  electronApp: async ({ stack, windowSize }, use, info) => {
    const { electronApp, said, close } = await openElectron(stack, windowSize);
    await use(electronApp);
    await keepLog(info, said());
    await close();
  },
  kiosk: async ({ electronApp, stack }, use) => {
    const kiosk = new Kiosk(electronApp, stack);
    await kiosk.ready();
    await use(kiosk);
  },
});

/**
 * One kiosk for every test of a file, in any order: for tests after which the terminal must stand as before. After a
 * failed test the next one gets a new kiosk.
 */
export function testsOnOneKiosk() {
  let open: { kiosk: Kiosk; said: () => Buffer; close: () => Promise<void> } | null = null;
  const begin = async () => {
    const house = await openStack(null);
    const electron = await openElectron(house.stack, '1080x1920');
    const kiosk = new Kiosk(electron.electronApp, house.stack);
    await kiosk.ready();
    const close = async () => {
      await electron.close();
      await house.close();
    };
    return { kiosk, said: electron.said, close };
  };
  base.afterAll(async () => {
    await open?.close();
  });
  return base.extend<Pick<Fixtures, 'kiosk'>>({
    kiosk: async ({ browserName: _ }, use, info) => {
      open ??= await begin();
      const page = await open.kiosk.look();
      expect(await page.locator('html').getAttribute('data-screen')).toBe('attract');
      await use(open.kiosk);
      await keepLog(info, open.said());
    },
  });
}

export { expect, type Page };
