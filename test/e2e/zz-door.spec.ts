import { snapshots } from '../fixtures/snapshots.ts';
import { HeldPage } from './held-page.ts';
import { test } from './terminal.fixture.ts';

for (const windowSize of ['1080x1920', '1920x1080']) {
  test.describe(windowSize, () => {
    test.use({ windowSize });
    test(`door ${windowSize}`, async ({ kiosk }) => {
      const held = new HeldPage(kiosk.electronApp, kiosk.page);
      await held.setTime(12);
      await held.take();
      for (const language of ['zh-CN', 'en'] as const) {
        await held.show({ ...snapshots.serviceWaiting, language });
        await kiosk.page.screenshot({ path: `/tmp/door-${windowSize}-${language}.png` });
      }
      await held.release();
    });
  });
}
