import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Kiosk } from '../../test/e2e/kiosk.ts';

const DRAWN_WITHIN_MS = 5_000;

const two = (value: number): string => String(value).padStart(2, '0');

/** A folder of pictures for each story: `01-opening/02-attract.png`, the number of the step and the screen it led to. */
export class Album {
  readonly #kiosk: Kiosk;
  readonly #folder: string;
  #story = '';
  #stories = 0;
  #last: Buffer = Buffer.alloc(0);

  constructor(kiosk: Kiosk, folder: string) {
    this.#kiosk = kiosk;
    this.#folder = folder;
  }

  begin(story: string): void {
    this.#stories += 1;
    this.#story = path.join(this.#folder, `${two(this.#stories)}-${story}`);
    this.#last = Buffer.alloc(0);
    mkdirSync(this.#story, { recursive: true });
  }

  /** A page may be replaced while its picture is taken: then its successor is the picture. */
  async picture(step: number, attempts = 3): Promise<void> {
    try {
      const page = await this.#kiosk.look();
      const screen = await page.locator('html').getAttribute('data-screen');
      // The screen is named a moment before it is drawn where its part of the program is still on its way.
      await page.locator('[data-loading]').waitFor({ state: 'detached', timeout: DRAWN_WITHIN_MS });
      const picture = await page.screenshot();
      // What changes nothing on the screen needs no picture of its own.
      if (!picture.equals(this.#last))
        writeFileSync(path.join(this.#story, `${two(step)}-${screen ?? 'nothing'}.png`), picture);
      this.#last = picture;
    } catch (error) {
      if (attempts === 1) throw error;
      await this.picture(step, attempts - 1);
    }
  }
}
