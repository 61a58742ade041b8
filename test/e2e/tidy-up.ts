import { deviceNames } from '../../scripts/dock/machine.ts';
import type { Kiosk } from './kiosk.ts';

const WITHIN_MS = 20_000;
const SWAPPED_MS = 300;
/** What a citizen presses to be done, the first that is there. */
const ENDS = [/^退出并清除/, /^跳过/, /^完成/, /^退出$/];
/** Where a screen has no such button. */
const OTHERS: Readonly<Record<string, readonly RegExp[]>> = { serviceAccess: [/^返回/], recovered: [/^继续/] };

/** Everything plugged in and full, nobody's card, and the first screen by the way a citizen leaves. False: not in 20 s. */
export async function tidyUp(kiosk: Kiosk): Promise<boolean> {
  const { machine, camera, platform } = kiosk.stack;
  machine.liftCard();
  for (const action of ['closeCover', 'clear', 'speak', 'refill', 'tear'] as const) machine.printerPanel.act(action);
  machine.printer.millisecondsPerRow = 0;
  for (const device of deviceNames) await machine.plug(device);
  camera.plug();
  if (camera.scene !== 'desk') camera.show('desk');
  await platform.start();

  const until = performance.now() + WITHIN_MS;
  while (performance.now() < until) {
    const page = await kiosk.look();
    const screen = await page
      .locator('html')
      .getAttribute('data-screen')
      .catch(() => null);
    if (screen === 'attract') {
      // The page a person used is replaced just now; the next test gets the one that stays.
      await page.waitForTimeout(SWAPPED_MS).catch(() => undefined);
      if (!page.isClosed()) return true;
      continue;
    }
    for (const name of OTHERS[screen ?? ''] ?? ENDS) {
      // A page that is replaced at this very moment shows nothing.
      if (
        !(await kiosk
          .button(name)
          .isVisible()
          .catch(() => false))
      )
        continue;
      await kiosk.touch(name, 2_000).catch(() => undefined);
      break;
    }
    await page.waitForTimeout(100).catch(() => undefined);
  }
  return false;
}
