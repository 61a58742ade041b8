import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { screenSchema } from '../../src-main/contract/screens.ts';
import { persons } from '../dock/persons.ts';
import { nobodyIn, screensWithoutPicture } from './keepsakes.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'budayang-demo-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('finds any invented person in any file, and nobody where nobody is', () => {
  writeFileSync(path.join(folder, 'books.json'), '{"case": "BDY-0001-261121-SV90001-1", "rating": 4}');
  expect(() => nobodyIn([folder])).not.toThrow();
  for (const { id, card } of persons) {
    for (const secret of [card.name ?? card.englishName ?? '', card.number]) {
      writeFileSync(path.join(folder, 'leak'), `\0${secret}\0`);
      expect(() => nobodyIn([folder])).toThrow(`leak names ${id}`);
    }
  }
});

it('misses each screen that no picture of any story is named after', () => {
  const names = screenSchema.options.map(({ shape }) => shape.name.value);
  for (const [index, name] of names.entries()) {
    const story = path.join(folder, `${index % 2}-story`);
    mkdirSync(story, { recursive: true });
    writeFileSync(path.join(story, `0${index}-${name}.png`), '');
  }
  expect(screensWithoutPicture(folder)).toEqual([]);
  rmSync(path.join(folder, '0-story'), { recursive: true });
  expect(screensWithoutPicture(folder)).toEqual(names.filter((_, index) => index % 2 === 0));
});
