import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { INK, INK_SOFT, PAPER } from './ground.ts';

it("is the page's ground by day", () => {
  const tokens = readFileSync(path.join(import.meta.dirname, '../../src-renderer/tokens.css'), 'utf8');
  const first = (name: string) => new RegExp(`^\\s*--${name}: (#[0-9a-f]{6});`, 'm').exec(tokens)?.[1];
  expect([first('paper'), first('ink'), first('ink-soft')]).toEqual([PAPER, INK, INK_SOFT]);
});
