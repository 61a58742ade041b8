import { globSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type Snapshot, screenSchema } from '../../src-main/contract/snapshot.ts';
import type { Language } from '../../src-main/contract/text.ts';
import { snapshots } from '../fixtures/snapshots.ts';
import { AxeInPage } from './axe-in-page.ts';
import { foreign } from './foreign-words.ts';
import { HeldPage } from './held-page.ts';
import { type Inspection, inspectScreen, type Limits } from './inspect-screen.ts';
import { forStaff, scenes, words } from './scenes.ts';
import { expect, test } from './terminal.fixture.ts';

/**
 * Every screen held still in the real Electron: all fixtures and what a touch opens on them, both directions of the
 * screen, normal and large type, both languages. All that is wrong is said at once. `SCREENS=1` keeps the pictures.
 */
type Html = Inspection['html'];
const LANGUAGES: readonly Language[] = ['zh-CN', 'en'];

/** 1080 px are 398 mm on the 32-inch screen the tokens assume. */
const MILLIMETRE = 1080 / 398;
const limits = (elder: boolean): Limits => ({
  target: (elder ? 20 : 16) * MILLIMETRE,
  apart: 4 * MILLIMETRE,
  letters: elder ? 28 * 1.3 : 28,
});

/** Where people look over a list rather than read one thing. */
const listed = ({ screen }: Snapshot): boolean => screen.name === 'home' || screen.name === 'diagnostics';

test('every screen and every overlay has a scene', () => {
  const shown = new Set<string>(scenes.map(({ snapshot }) => snapshot.screen.name));
  expect(screenSchema.options.map(({ shape }) => shape.name.value).filter((name) => !shown.has(name))).toEqual([]);
  const files = globSync('*-overlay.tsx', { cwd: path.join(import.meta.dirname, '../../src-renderer/parts') });
  const named = scenes.map(({ name }) => name);
  expect(files.length).toBeGreaterThan(0);
  expect(files.map((file) => path.basename(file, '.tsx')).filter((name) => !named.includes(name))).toEqual([]);
});

// Each has a kiosk of its own size, so they need not follow each other.
test.describe.configure({ mode: 'parallel' });
for (const windowSize of ['1080x1920', '1920x1080']) {
  test.describe(windowSize, () => {
    test.use({ windowSize });
    test(`every screen at ${windowSize}, in normal and in large type`, async ({ kiosk }, info) => {
      test.setTimeout(600_000);
      const { page } = kiosk;
      const held = new HeldPage(kiosk.electronApp, page);
      // What axe asks (names, roles, colours) hangs neither on the direction nor on the size alone: each is asked once.
      const axe = new AxeInPage(page);
      /** Where each fault is. */
      const faults = new Map<string, string[]>();

      const look = async (name: string, shown: Snapshot, over: Partial<Html> = {}): Promise<void> => {
        const { language, elder, screen } = shown;
        const seen = await page.evaluate(inspectScreen, limits(elder));
        const html: Html = { lang: language, elder: `${elder}`, theme: 'day', screen: screen.name, ...over };
        const told = [
          ...seen.faults,
          ...foreign(seen.texts, language, shown),
          ...(isDeepStrictEqual(seen.html, html) ? [] : [`html says ${JSON.stringify(seen.html)}`]),
          ...(elder === (windowSize === '1920x1080') ? await axe.violations() : []),
        ];
        const place = `${language}${elder ? ' large' : ''} ${name}`;
        for (const fault of told) faults.set(fault, [...(faults.get(fault) ?? []), place]);
        if (process.env.SCREENS !== '1') return;
        const file = `${windowSize}${elder ? ' elder' : ''} ${language}/${name}.png`;
        await page.screenshot({ path: path.join(info.project.outputDir, 'screens', file) });
      };

      const lookAtAll = async (language: Language, elder: boolean): Promise<void> => {
        const say = words[language];
        for (const { name, snapshot, press } of scenes.filter((scene) => !elder || !forStaff(scene))) {
          const shown = { ...snapshot, language, elder };
          await held.show(shown);
          for (const button of press(say)) await held.press(button);
          await look(name, shown);
          // A list of one thing a page is read by nobody.
          const rows = listed(shown) ? await held.rows(say.common.more) : null;
          if (rows !== null && rows < 4)
            faults.set(`only ${rows} things on a page of ${language}${elder ? ' large' : ''} ${name}`, [windowSize]);
          for (let turned = 2; await held.turn(say.common.more); turned += 1)
            await look(`${name} page ${turned}`, shown);
        }
        // Staff's room is drawn in its own small type whatever the citizen before them wished.
        const staff = { ...snapshots.serviceCode, language, elder };
        await held.show(staff);
        await look('serviceCode', { ...staff, elder: false });

        const home = { ...snapshots.home, language, elder };
        await held.show(home);
        await held.press(say.common.help);
        await held.press(say.help.contrast);
        await held.press(say.common.close);
        await look('high contrast', home, { theme: 'contrast' });
        await held.setTime(23);
        const attract = { ...snapshots.attract, language, elder };
        await held.show(attract);
        await look('night', attract, { theme: 'night' });
        await held.setTime(12);

        // What stays on screen without a terminal: the language, the size of letters, nobody.
        await held.show(attract);
        await held.leave();
        await look('interrupted', attract, { screen: 'interrupted' });
        await held.take();
        await held.show(attract);
        await held.leaveForLong();
        await page.getByRole('heading', { name: say.interrupted.longTitle }).waitFor();
        await look('interrupted for long', attract, { screen: 'interrupted' });
        await held.take();
      };

      await held.setTime(12);
      await held.take();
      for (const elder of [false, true]) for (const language of LANGUAGES) await lookAtAll(language, elder);
      await held.release();
      expect([...faults].map(([fault, places]) => `${fault} — ${places.join(', ')}`)).toEqual([]);
    });
  });
}
