import { writeFileSync } from 'node:fs';
import { test as base, expect, type Page, type TestInfo } from '@playwright/test';
import { type Fitting, Houses } from './houses.ts';
import type { Kiosk } from './kiosk.ts';
import { tidyUp } from './tidy-up.ts';

interface Fixtures extends Fitting {
  /** Stands at its first screen, everything plugged in. Whatever a test leaves behind is put away after it. */
  readonly kiosk: Kiosk;
}

async function keepLog(info: TestInfo, said: Buffer): Promise<void> {
  const file = info.outputPath('electron.log');
  writeFileSync(file, said);
  await info.attach('electron.log', { path: file });
}

export const test = base.extend<Fixtures, { houses: Houses }>({
  windowSize: ['1080x1920', { option: true }],
  site: ['usual', { option: true }],
  houses: [
    async ({ browserName: _ }, use) => {
      const houses = new Houses();
      await use(houses);
      await houses.close();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  kiosk: async ({ houses, windowSize, site }, use, info) => {
    const house = await houses.at({ windowSize, site });
    await use(house.kiosk);
    // After a failed test Playwright ends this worker, and with it every kiosk.
    if (info.status !== info.expectedStatus) await keepLog(info, house.said());
    else if (!(await tidyUp(house.kiosk))) await houses.giveUp(house);
  },
});

export { expect, type Page };
