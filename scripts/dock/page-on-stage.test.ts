import { describe, expect, it } from 'vitest';
import { pageOnStage, type SeenPage } from './page-on-stage.ts';

const page = (sessionId: string, screen: string | null, visible = true): SeenPage => ({
  sessionId,
  url: 'app://budayang/index.html',
  visible,
  screen,
});
const safe: SeenPage = { ...page('safe', null), url: 'app://budayang/safe.html' };

describe('the page on stage', () => {
  it.each<[string, SeenPage[], string | null, string | null]>([
    ['nothing runs', [], null, null],
    ['the first page loads', [page('a', null)], null, 'a'],
    ['a hidden spare waits behind', [page('a', 'home'), page('b', 'interrupted', false)], 'a', 'a'],
    ['a spare that is still loading is visible too', [page('a', 'home'), page('b', null)], 'a', 'a'],
    ['a visible spare says it is interrupted', [page('a', 'home'), page('b', 'interrupted')], 'a', 'a'],
    ['the spare takes over while the old page leaves', [page('a', 'farewell'), page('b', 'attract')], 'a', 'b'],
    ['the terminal is away', [page('a', 'interrupted'), page('b', 'interrupted', false)], 'a', 'a'],
    ['the live page went and its successor has not drawn yet', [page('b', null)], 'a', 'b'],
    ['every page is hidden', [page('a', 'home', false)], 'a', null],
    ['the safe page lies above all', [page('a', 'home'), safe], 'a', 'safe'],
  ])('%s', (_case, pages, current, expected) => {
    expect(pageOnStage(pages, current)?.sessionId ?? null).toBe(expected);
  });
});
