import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { _electron, test as base, type ElectronApplication, expect, type Page } from '@playwright/test';
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

/** The whole of it: real Electron, the built product, simulated devices on ptys, the platform in its own process. */
export const test = base.extend<Options & Fixtures>({
  windowSize: ['1080x1920', { option: true }],
  idleSeconds: [null, { option: true }],
  stack: async ({ idleSeconds }, use) => {
    const directory = mkdtempSync(path.join(os.tmpdir(), 'budayang-e2e-'));
    const stack = await startStack({
      directory,
      realistic: false,
      change: (config) => (idleSeconds === null ? config : { ...config, timing: { idleSeconds, warningSeconds: 10 } }),
    });
    await use(stack);
    await stack.stop();
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  },
  electronApp: async ({ stack, windowSize }, use, info) => {
    const [width = 1080, height = 1920] = windowSize.split('x').map(Number);
    const display = await ensureDisplay({ width, height, force: true });
    const spec = await launchSpec(root);
    const electronApp = await _electron.launch({
      executablePath: spec.executable,
      args: [...spec.args, '--config', stack.configFile],
      env: { ...spec.env, ...display.env, BUDAYANG_WINDOW: windowSize },
    });
    const said: Buffer[] = [];
    for (const stream of [electronApp.process().stdout, electronApp.process().stderr]) {
      stream?.on('data', (chunk: Buffer) => said.push(chunk));
    }
    await use(electronApp);
    await electronApp.close();
    if (info.status !== info.expectedStatus) {
      const file = info.outputPath('electron.log');
      writeFileSync(file, Buffer.concat(said));
      await info.attach('electron.log', { path: file });
    }
    await display.stop();
  },
  kiosk: async ({ electronApp, stack }, use) => {
    const kiosk = new Kiosk(electronApp, stack);
    await kiosk.ready();
    await use(kiosk);
  },
});

export { expect, type Page };
