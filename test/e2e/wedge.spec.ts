import { expect, test } from './terminal.fixture.ts';

/** A kiosk with a declared keyboard-wedge scanner. */
test.use({ site: 'impatient' });

test('keys of a wedge scanner reach no page, make one code while one is wanted, and never a chord', async ({
  kiosk,
}) => {
  const page = await kiosk.look();
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(window, { seenKeys: seen });
    window.addEventListener('keydown', ({ key }) => seen.push(key), { capture: true });
  });
  /** Where the keys of a real keyboard pass too; Playwright's own go around every guard. */
  const types = (keys: readonly { key: string; modifiers?: ('control' | 'alt' | 'meta')[] }[]) =>
    kiosk.electronApp.evaluate(({ BaseWindow }, pressed) => {
      const top = BaseWindow.getAllWindows()[0]?.contentView.children.at(-1) as Electron.WebContentsView;
      for (const { key, modifiers = [] } of pressed) {
        top.webContents.sendInputEvent({ type: 'keyDown', keyCode: key, modifiers: [...modifiers] });
        top.webContents.sendInputEvent({ type: 'keyUp', keyCode: key, modifiers: [...modifiers] });
      }
    }, keys);
  const text = (code: string) => [...code].map((key) => ({ key }));
  const enter = { key: 'Enter' };

  await types([...text('BDY1:NOBODYASKS'), enter]);
  for (let touch = 0; touch < 5; touch += 1) await page.locator('[data-service-corner]').click();
  await kiosk.sees('serviceAccess');
  const refused = page.getByText('工号或动态码不对');
  // A chord in the middle spoils the code, and does nothing else.
  await types([...text('BDY1:'), { key: 'F4', modifiers: ['alt'] }, ...text('NOT/A/BADGE'), enter]);
  await page.waitForTimeout(1_500);
  await expect(refused).toHaveCount(0);
  await types([...text('BDY1:NOT/A/BADGE'), enter]);
  await expect(refused).toBeVisible();
  expect(await page.evaluate(() => (window as unknown as { seenKeys: string[] }).seenKeys)).toEqual([]);
  expect(kiosk.electronApp.windows().length).toBeGreaterThan(0);
});
