import type { SimulatedMachine } from '../../scripts/dock/machine.ts';
import { receiptsOf } from '../../scripts/dock/receipts.ts';
import { expect, test } from './terminal.fixture.ts';

/** Sheets with ink on them: a freed printer cuts off a blank strip before it goes on. */
const inked = (machine: SimulatedMachine) => machine.papers().filter(({ data }) => data.some((byte) => byte !== 0));
/** The QR code stands near the end of a receipt: a torn one has none. */
const whole = (machine: SimulatedMachine) => receiptsOf(machine).filter(({ codes }) => codes.length > 0);

test('paper that ends in the middle of a receipt: said, mended, one whole receipt; the card is not forgotten', async ({
  kiosk,
}) => {
  const { machine } = kiosk.stack;
  const before = { inked: inked(machine).length, whole: whole(machine).length };
  const since = () => ({ inked: inked(machine).length - before.inked, whole: whole(machine).length - before.whole });
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
  expect(since().whole).toBe(0);

  machine.printerPanel.act('refill');
  await expect(kiosk.page.getByText('凭条打印机不可用')).toHaveCount(0, { timeout: 20_000 });
  await kiosk.touch('再打一次');
  await expect.poll(() => since().whole, { timeout: 20_000 }).toBe(1);
  await expect(kiosk.page.getByText(/打印纸用完了/)).toHaveCount(0);
  await expect(kiosk.button(/^完成/)).toBeEnabled();
  expect(since()).toEqual({ inked: 2, whole: 1 });

  await kiosk.touch(/^完成/);
  await kiosk.sees('rating');
  const { page } = kiosk;
  await kiosk.touch('跳过');
  await kiosk.seesOnSuccessor('takeCard', page);
  await expect(kiosk.page.getByText('请拿走您的身份证')).toBeVisible();
  await expect(kiosk.page.getByText(/王/)).toHaveCount(0);
  machine.liftCard();
  await kiosk.sees('attract');
});
