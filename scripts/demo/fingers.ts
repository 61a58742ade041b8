import type { Page } from '@playwright/test';

const KEY_MS = 60;

/** Types on the page's own keyboard, and sees that what was typed is shown. */
export async function typeKeys(page: Page, keys: string, erasing: boolean): Promise<void> {
  const draft = page.locator('output').first();
  const shown = async () => ((await draft.textContent()) ?? '').replaceAll(/[\s元]/g, '');
  const press = async (name: string): Promise<void> => {
    await page.waitForTimeout(KEY_MS);
    await page.getByRole('button', { name, exact: true }).first().click();
  };
  if (erasing) for (const _ of await shown()) await press('删一个');
  for (const key of keys) await press(key === ' ' ? '空格' : key);
  const typed = await shown();
  if (typed !== keys.replaceAll(' ', '')) throw new Error(`typed ${keys}, but ${typed} is shown`);
}

/** Draws a wave into the box. */
export async function sign(page: Page): Promise<void> {
  const box = await page.locator('canvas').first().boundingBox();
  if (box === null) throw new Error('there is no box to sign in');
  await page.mouse.move(box.x + 80, box.y + box.height / 2);
  await page.mouse.down();
  for (let at = 0; at <= 20; at++) {
    await page.mouse.move(box.x + 80 + (at * (box.width - 160)) / 20, box.y + box.height * (0.5 + Math.sin(at) / 4));
  }
  await page.mouse.up();
}
