import { globSync } from 'node:fs';
import path from 'node:path';
import { screenSchema } from '../../src-main/contract/snapshot.ts';
import type { Language } from '../../src-main/contract/text.ts';
import { AxeInPage } from './axe-in-page.ts';
import { foreign } from './foreign-words.ts';
import { HeldPage } from './held-page.ts';
import { inspectScreen, type Limits } from './inspect-screen.ts';
import { scenes, words } from './scenes.ts';
import { expect, test } from './terminal.fixture.ts';

/**
 * Every screen held still in the real Electron: all fixtures and what a touch opens on them, both directions of the
 * screen, normal and large type, both languages. All that is wrong is said at once. `SCREENS=1` keeps the pictures.
 */
const LANGUAGES: readonly Language[] = ['zh-CN', 'en'];

/** 1080 px are 398 mm on the 32-inch screen the tokens assume. */
const MILLIMETRE = 1080 / 398;
const limits = (elder: boolean): Limits => ({
  target: (elder ? 20 : 16) * MILLIMETRE,
  apart: 4 * MILLIMETRE,
  letters: elder ? 28 * 1.3 : 28,
});

test('every screen and every overlay has a scene', () => {
  const shown = new Set<string>(scenes.map(({ snapshot }) => snapshot.screen.name));
  expect(screenSchema.options.map(({ shape }) => shape.name.value).filter((name) => !shown.has(name))).toEqual([]);
  const files = globSync('*-overlay.tsx', { cwd: path.join(import.meta.dirname, '../../src-renderer/parts') });
  const named = scenes.map(({ name }) => name);
  expect(files.length).toBeGreaterThan(0);
  expect(files.map((file) => path.basename(file, '.tsx')).filter((name) => !named.includes(name))).toEqual([]);
});

for (const windowSize of ['1080x1920', '1920x1080']) {
  test.describe(windowSize, () => {
    test.use({ windowSize });
    for (const elder of [false, true]) {
      test(`every screen at ${windowSize}${elder ? ' in elder mode' : ''}`, async ({ kiosk }, info) => {
        test.setTimeout(300_000);
        const { page } = kiosk;
        const held = new HeldPage(kiosk.electronApp, page);
        const axe = new AxeInPage(page);
        await held.setTime(12);
        await held.take();
        /** Where each fault is. */
        const faults = new Map<string, string[]>();
        const spent = { show: 0, inspect: 0, axe: 0, turn: 0 };
        for (const language of LANGUAGES) {
          const say = words[language];
          const look = async (name: string, screen: string, data: unknown): Promise<void> => {
            let at = performance.now();
            const seen = await page.evaluate(inspectScreen, limits(elder));
            spent.inspect += performance.now() - at;
            const html = { lang: language, elder: String(elder), theme: 'day', screen };
            at = performance.now();
            const told = [
              ...seen.faults,
              ...foreign(seen.texts, language, data),
              ...(JSON.stringify(seen.html) === JSON.stringify(html) ? [] : [`html says ${JSON.stringify(seen.html)}`]),
              ...(await axe.violations()),
            ];
            spent.axe += performance.now() - at;
            for (const fault of told) faults.set(fault, [...(faults.get(fault) ?? []), `${language} ${name}`]);
            if (process.env.SCREENS === '1') {
              const file = `${windowSize}${elder ? ' elder' : ''} ${language}/${name}.png`;
              await page.screenshot({ path: path.join(info.project.outputDir, 'screens', file) });
            }
          };
          for (const { name, snapshot, press } of scenes) {
            let at = performance.now();
            await held.show({ ...snapshot, language, elder });
            for (const button of press(say)) await held.press(button);
            spent.show += performance.now() - at;
            await look(name, snapshot.screen.name, snapshot);
            for (let turned = 2; ; turned += 1) {
              at = performance.now();
              const more = await held.turn(say.common.more);
              spent.turn += performance.now() - at;
              if (!more) break;
              await look(`${name} page ${turned}`, snapshot.screen.name, snapshot);
            }
          }
        }
        process.stdout.write(`${JSON.stringify(spent)}\n`);
        expect([...faults].map(([fault, places]) => `${fault} — ${places.join(', ')}`)).toEqual([]);
      });
    }
  });
}
