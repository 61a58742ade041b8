import { _electron } from '@playwright/test';
import { Kiosk } from '../../test/e2e/kiosk.ts';
import { ensureDisplay } from '../display.mjs';
import { launchSpec } from '../electron-runtime.mjs';
import type { Stack } from './stack.ts';

/** Runs `work` on the built product in a real Electron, on a display of its own; both are gone when it ends. */
export async function withDrivenKiosk<T>(root: string, stack: Stack, work: (kiosk: Kiosk) => Promise<T>): Promise<T> {
  const display = await ensureDisplay({ width: 1080, height: 1920, force: true });
  const spec = await launchSpec(root);
  const electronApp = await _electron.launch({
    executablePath: spec.executable,
    args: [...spec.args, '--config', stack.configFile],
    env: { ...spec.env, ...display.env, BUDAYANG_WINDOW: '1080x1920' },
  });
  try {
    const kiosk = new Kiosk(electronApp, stack);
    await kiosk.ready();
    return await work(kiosk);
  } finally {
    await electronApp.close();
    await display.stop();
  }
}
