import type { Page } from '@playwright/test';
import type { Kiosk } from '../../test/e2e/kiosk.ts';
import { SAFE_PAGE } from '../dock/page-on-stage.ts';

/** The shell's page for when the terminal cannot be kept up; null while the others are to be seen. */
export const safePage = ({ electronApp }: Kiosk): Page | null =>
  electronApp
    .context()
    .pages()
    .find((page) => SAFE_PAGE.test(page.url())) ?? null;

/** It runs no script, so it is asked for its picture by the protocol itself. PNG. */
export async function pictureOfSafe(page: Page): Promise<Buffer> {
  const line = await page.context().newCDPSession(page);
  const { data } = await line.send('Page.captureScreenshot', { format: 'png' });
  await line.detach();
  return Buffer.from(data, 'base64');
}
