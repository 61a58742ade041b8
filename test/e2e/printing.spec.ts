import type { SimulatedMachine } from '../../scripts/dock/machine.ts';
import { receiptsOf } from '../../scripts/dock/receipts.ts';
import type { Kiosk } from './kiosk.ts';
import { expect, test } from './terminal.fixture.ts';

/** Sheets with ink on them: a freed printer cuts off a blank strip before it goes on. */
const inked = (machine: SimulatedMachine) => machine.papers().filter(({ data }) => data.some((byte) => byte !== 0));
/** The QR code stands near the end of a receipt: a torn one has none. */
const whole = (machine: SimulatedMachine) => receiptsOf(machine).filter(({ codes }) => codes.length > 0);

test('paper that ends in the middle of a receipt: said, mended, one whole receipt; the card is not forgotten', async ({
  kiosk,
}) => {
  const { machine } = kiosk.stack;
  await kiosk.open('医社保', '个人社保参保证明');
  await kiosk.identify('wang-yan');
  machine.printerPanel.act('runOutSoon');
  await kiosk.touch(/下一步/);
  await kiosk.sees('review');
  await kiosk.touch(/^提交/);
  await kiosk.sees('result');
  await expect(kiosk.page.getByText('办好了')).toBeVisible();
  await expect(kiosk.page.getByText(/打印纸用完了.*只打了一部分/).filter({ visible: true })).toBeVisible({
    timeout: 20_000,
  });
  await expect(kiosk.page.getByText('凭条打印机不可用')).toBeVisible();
  expect(whole(machine)).toEqual([]);

  machine.printerPanel.act('refill');
  await expect(kiosk.page.getByText('凭条打印机不可用')).toHaveCount(0, { timeout: 20_000 });
  await kiosk.touch('再打一次');
  await expect.poll(() => whole(machine).length, { timeout: 20_000 }).toBe(1);
  await expect(kiosk.page.getByText(/打印纸用完了/)).toHaveCount(0);
  await expect(kiosk.button(/^完成/)).toBeEnabled();
  expect([inked(machine).length, whole(machine).length]).toEqual([2, 1]);

  await kiosk.touch(/^完成/);
  await kiosk.sees('rating');
  await kiosk.touch('跳过');
  await kiosk.sees('takeCard');
  await expect(kiosk.page.getByText('请拿走您的身份证')).toBeVisible();
  await expect(kiosk.page.getByText(/王/)).toHaveCount(0);
  machine.liftCard();
  await kiosk.sees('attract');
});

test.describe('nobody touches', () => {
  test.use({ idleSeconds: 10 });
  /** As a finger does it: it stays on the glass for a moment. */
  const hold = async ({ page }: Kiosk, name: string): Promise<void> => {
    await page.getByRole('button', { name, exact: true }).hover();
    await page.mouse.down();
    await page.waitForTimeout(400);
    await page.mouse.up();
  };

  test('the countdown appears, says how long; "continue" puts it away, "end" ends', async ({ kiosk }) => {
    await kiosk.touch(/轻触屏幕开始/);
    await kiosk.sees('home');
    const asks = kiosk.page.getByText('您还在吗？');
    await expect(asks).toBeVisible({ timeout: 20_000 });
    await expect(kiosk.page.getByText(/[1-9] 秒后会自动结束/)).toBeVisible();
    await hold(kiosk, '我还在，继续');
    await expect(asks).toHaveCount(0);
    await kiosk.sees('home');
    await expect(asks).toBeVisible({ timeout: 20_000 });
    await hold(kiosk, '结束');
    await kiosk.sees('attract', 5_000);
  });
});
