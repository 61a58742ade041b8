import { snapshots } from '../fixtures/snapshots.ts';
import { HeldPage } from './held-page.ts';
import { words } from './scenes.ts';
import { expect, test } from './terminal.fixture.ts';

test.use({ windowSize: '1080x1920' });

test('nobody agrees to pages that were not shown, and one page that is all needs no turning', async ({ kiosk }) => {
  const held = new HeldPage(kiosk.electronApp, kiosk.page);
  const { common, face, promise } = words['zh-CN'];
  const button = (name: string) => kiosk.page.getByRole('button', { name, exact: true });
  await held.take();

  await held.show({ ...snapshots.faceConsent, elder: true });
  await held.press(face.tick);
  await expect(button(face.useFace)).toBeDisabled();
  let pages = 1;
  while (await held.turn(common.more)) pages += 1;
  expect(pages).toBeGreaterThan(1);
  await expect(button(face.useFace)).toBeEnabled();

  await held.show(snapshots.promiseTick);
  await expect(button(promise.agree)).toBeDisabled();
  await held.press(promise.tick);
  await expect(button(promise.agree)).toBeEnabled();
  await held.release();
});

test('an amount that stands there is typed over, and can be cleared', async ({ kiosk }) => {
  const held = new HeldPage(kiosk.electronApp, kiosk.page);
  const { field } = words['zh-CN'];
  await held.take();
  await held.show(snapshots.fieldAmount);
  const { screen } = snapshots.fieldAmount;
  const written = kiosk.page.locator('output');
  await expect(written).toContainText(screen.name === 'field' ? screen.field.value : 'no field');
  for (const key of ['7', '5', '0']) await held.press(key);
  await expect(written).toHaveText(`750${field.money}`);
  await held.press(field.clear);
  await expect(written).toHaveText(field.money);
  await held.release();
});
