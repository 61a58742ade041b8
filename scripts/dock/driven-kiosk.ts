import { _electron } from '@playwright/test';
import { Kiosk } from '../../test/e2e/kiosk.ts';
import { ensureDisplay } from '../display.mjs';
import { launchSpec } from '../electron-runtime.mjs';
import type { Stack } from './stack.ts';

/**
 * Runs `work` on the built product in a real Electron with the stack's camera, on a display of its own; both are gone when
 * it ends. `work` begins on the first screen, or (`fromTheStart`) before anything was drawn.
 */
export async function withDrivenKiosk<T>(
  root: string,
  stack: Stack,
  work: (kiosk: Kiosk) => Promise<T>,
  { fromTheStart = false } = {},
): Promise<T> {
  const display = await ensureDisplay({ width: 1080, height: 1920, force: true });
  const spec = await launchSpec(root);
  const electronApp = await _electron.launch({
    executablePath: spec.executable,
    args: [...spec.args, '--config', stack.configFile, ...stack.camera.switches],
    env: { ...spec.env, ...display.env, BUDAYANG_WINDOW: '1080x1920' },
  });
  try {
    const kiosk = new Kiosk(electronApp, stack);
    if (!fromTheStart) await kiosk.ready();
    return await work(kiosk);
  } finally {
    await electronApp.close();
    await display.stop();
  }
}
