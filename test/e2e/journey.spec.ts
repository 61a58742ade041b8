import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './terminal.fixture.ts';

/** A kiosk page is not zoomed by fingers; elder mode and high contrast are its ways to be larger and clearer. */
const NOT_HERE = ['meta-viewport'];

/** No violations on the screen that is shown. Legacy mode: Electron cannot open axe's helper page. */
async function accessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).disableRules(NOT_HERE).analyze();
  expect(violations.map((violation) => `${violation.id}: ${violation.nodes[0]?.html}`)).toEqual([]);
}

test('a citizen walks up, lays a card, and leaves with the proof and a receipt', async ({ kiosk }) => {
  const { machine } = kiosk.stack;
  const printed = machine.printer.papers().length;
  const documents = path.join(kiosk.stack.directory, 'documents');
  const pdfs = () => readdirSync(documents).filter((name) => name.endsWith('.pdf'));
  const issued = new Set(existsSync(documents) ? pdfs() : []);
  await accessible(kiosk.page);
  await kiosk.open('医社保', '个人社保参保证明');
  await accessible(kiosk.page);
  await kiosk.touch(/开始办理/);
  await kiosk.sees('identify');
  await accessible(kiosk.page);
  machine.layCard('wang-yan');
  await kiosk.sees('form');
  await expect(kiosk.page.getByText('王䶮').filter({ visible: true }).first()).toBeVisible();
  await accessible(kiosk.page);
  await kiosk.touch(/下一步/);
  await kiosk.sees('review');
  await accessible(kiosk.page);
  await kiosk.touch(/^提交/);
  await kiosk.sees('result');
  await expect(kiosk.page.getByText('办好了')).toBeVisible();
  await expect.poll(() => machine.printer.papers().length, { timeout: 15_000 }).toBe(printed + 1);
  // The document came out where this machine's file printer puts it, and is a PDF.
  const files = pdfs().filter((name) => !issued.has(name));
  expect(files.map((name) => readFileSync(path.join(documents, name)).subarray(0, 5).toString())).toEqual(['%PDF-']);
  await accessible(kiosk.page);
  await kiosk.touch(/^完成/);
  await kiosk.sees('rating');
  await accessible(kiosk.page);
  const known = kiosk.page;
  await kiosk.touch(/^满意/);
  // Whoever is looked at from here on never knew the person.
  await kiosk.seesOnSuccessor('takeCard', known);
  await expect(kiosk.page.getByText('王')).toHaveCount(0);
  await accessible(kiosk.page);
  machine.liftCard();
  await kiosk.sees('attract');
});

/** A finger that writes on the signature pad. */
async function sign(page: Page): Promise<void> {
  const box = await page.locator('canvas').boundingBox();
  if (box === null) throw new Error('no signature pad is shown');
  const at = (x: number, y: number) => [box.x + box.width * x, box.y + box.height * y] as const;
  for (const stroke of [
    [at(0.2, 0.3), at(0.4, 0.3), at(0.6, 0.35)],
    [at(0.4, 0.2), at(0.4, 0.5), at(0.45, 0.8)],
  ]) {
    const [first, ...rest] = stroke;
    if (first === undefined) continue;
    await page.mouse.move(...first);
    await page.mouse.down();
    for (const point of rest) await page.mouse.move(...point, { steps: 5 });
    await page.mouse.up();
  }
}

test('a form can be changed, a promise is signed, and the case is approved', async ({ kiosk }) => {
  const { machine } = kiosk.stack;
  const printed = machine.printer.papers().length;
  await kiosk.open('房产', '公积金租房提取');
  await kiosk.identify('wang-yan');
  await kiosk.touch('更多');
  await kiosk.touch(/^修改提取金额/);
  await kiosk.sees('field');
  await accessible(kiosk.page);
  const draft = kiosk.page.getByRole('status', { name: /提取金额/ });
  while ((await draft.textContent()) !== '元') await kiosk.touch('删一个');
  for (const digit of ['5', '6', '7']) {
    await kiosk.page.waitForTimeout(400);
    await kiosk.page.getByRole('button', { name: digit, exact: true }).click();
  }
  await expect(draft).toHaveText('567元');
  await kiosk.touch('确定');
  await kiosk.sees('form');
  await kiosk.touch(/下一步/);
  await kiosk.sees('promise');
  await accessible(kiosk.page);
  await expect(kiosk.button('同意并继续')).toBeDisabled();
  await sign(kiosk.page);
  await kiosk.touch('同意并继续');
  await kiosk.sees('review');
  await expect(kiosk.page.getByText(/567/).first()).toBeAttached();
  await kiosk.touch(/^提交/);
  await kiosk.sees('result');
  await expect(kiosk.page.getByText('办好了')).toBeVisible();
  await expect.poll(() => machine.printer.papers().length, { timeout: 15_000 }).toBe(printed + 1);
});

test('English and elder mode are doors on the first screen, and the next person finds them closed', async ({
  kiosk,
}) => {
  await kiosk.touch(/English/);
  await expect(kiosk.page.getByRole('button', { name: /Touch/ })).toBeVisible();
  await kiosk.page.waitForTimeout(400);
  await kiosk.page.getByRole('button', { name: /large|care/i }).click();
  await expect(kiosk.page.locator('html[data-elder="true"]')).toBeAttached();
  await accessible(kiosk.page);
  await kiosk.touch(/Touch/);
  await kiosk.sees('home');
  await accessible(kiosk.page);
  await kiosk.touch(/Exit|Leave/);
  await kiosk.sees('farewell');
  await kiosk.sees('attract');
  await expect(kiosk.page.locator('html[lang="zh-CN"][data-elder="false"]')).toBeAttached();
});
