import type { Kiosk } from './kiosk.ts';
import { expect, test } from './terminal.fixture.ts';

test.use({ site: 'impatient' });

/** As a finger does it: it stays on the glass for a moment. */
const hold = async ({ page }: Kiosk, name: string): Promise<void> => {
  await page.getByRole('button', { name, exact: true }).hover();
  await page.mouse.down();
  await page.waitForTimeout(400);
  await page.mouse.up();
};

test('nobody touches: the countdown appears, says how long; "continue" puts it away, "end" ends', async ({ kiosk }) => {
  await kiosk.touch(/轻触屏幕开始/);
  await kiosk.sees('home');
  const asks = kiosk.page.getByText('您还在吗？');
  await expect(asks).toBeVisible({ timeout: 20_000 });
  await expect(kiosk.page.getByText(/[1-9]\s秒后会自动结束/)).toBeVisible();
  await hold(kiosk, '我还在，继续');
  await expect(asks).toHaveCount(0);
  await kiosk.sees('home');
  await expect(asks).toBeVisible({ timeout: 20_000 });
  await hold(kiosk, '结束');
  await kiosk.sees('attract', 5_000);
});
