import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { sideOf } from './side.tsx';

const drawing = () => createElement('p', null, 'drawn');

describe('a side that is fetched', () => {
  it('is drawn at once when it was brought in before, and after an empty picture when not', async () => {
    let asked = 0;
    const side = sideOf(async () => {
      asked += 1;
      return { default: drawing };
    });
    expect(renderToString(createElement(side.Screens))).toContain('data-loading');
    side.fetch();
    await Promise.resolve();
    await Promise.resolve();
    expect(renderToString(createElement(side.Screens))).toBe('<p>drawn</p>');
    side.fetch();
    expect(asked).toBe(2);
  });

  it('is asked for again by whoever needs it when it did not come the first time', async () => {
    let broken = true;
    const side = sideOf(async () => {
      if (broken) throw new Error('no such file');
      return { default: drawing };
    });
    side.fetch();
    await Promise.resolve();
    broken = false;
    side.fetch();
    await Promise.resolve();
    await Promise.resolve();
    expect(renderToString(createElement(side.Screens))).toBe('<p>drawn</p>');
  });
});
