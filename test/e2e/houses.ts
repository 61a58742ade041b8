import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { _electron } from '@playwright/test';
import { ensureDisplay } from '../../scripts/display.mjs';
import { startStack } from '../../scripts/dock/stack.ts';
import { launchSpec } from '../../scripts/electron-runtime.mjs';
import { Kiosk } from './kiosk.ts';

const root = path.join(import.meta.dirname, '../..');

/** What of a kiosk a test may want otherwise than usual. */
export interface Fitting {
  /** Of the window and of the display it lies on. */
  readonly windowSize: string;
  /** `impatient` warns after 10 s without a touch and has a keyboard-wedge scanner in the place of scanner and camera. */
  readonly site: 'usual' | 'impatient';
}

/** One kiosk with everything around it: real Electron, the built product, simulated devices on ptys, the platform in its own process. */
export interface House {
  readonly kiosk: Kiosk;
  /** What Electron wrote since it began. */
  said(): Buffer;
  close(): Promise<void>;
}

async function openHouse({ windowSize, site }: Fitting): Promise<House> {
  const [width = 1080, height = 1920] = windowSize.split('x').map(Number);
  const directory = mkdtempSync(path.join(os.tmpdir(), 'budayang-e2e-'));
  const stack = await startStack({
    directory,
    realistic: false,
    change: (config) =>
      site === 'usual'
        ? config
        : {
            ...config,
            timing: { idleSeconds: 10, warningSeconds: 10 },
            devices: { ...config.devices, camera: undefined, barcodeReader: { port: 'keyboard-wedge' } },
          },
  });
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
  return {
    kiosk: new Kiosk(electronApp, stack),
    said: () => Buffer.concat(said),
    async close() {
      await electronApp.close();
      await display.stop();
      await stack.stop();
      rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/**
 * The kiosks of a worker: tests of all files with the same fitting follow each other on one, as citizens do. Most of a
 * start is the platform's new database.
 */
export class Houses {
  readonly #open = new Map<string, House>();

  /** The kiosk of that fitting, with the first screen on it. */
  async at(fitting: Fitting): Promise<House> {
    const key = JSON.stringify(fitting);
    const house = this.#open.get(key) ?? (await openHouse(fitting));
    this.#open.set(key, house);
    await house.kiosk.ready();
    return house;
  }

  /** The next test gets a new one. */
  async giveUp(house: House): Promise<void> {
    for (const [key, open] of this.#open) if (open === house) this.#open.delete(key);
    await house.close();
  }

  async close(): Promise<void> {
    for (const house of [...this.#open.values()]) await this.giveUp(house);
  }
}
