import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { screenSchema } from '../../src-main/contract/screens.ts';
import { localizedTextSchema } from '../../src-main/contract/text.ts';
import { zhCN } from '../../src-renderer/words/zh-cn.ts';
import { persons } from '../dock/persons.ts';
import { type Act, sentence } from './acts.ts';
import { faultStories } from './stories/faults.ts';
import { itemStories } from './stories/items.ts';

const folder = path.join(import.meta.dirname, '../../catalogue/items');
const items = readdirSync(folder).map(
  (file) =>
    z.object({ name: localizedTextSchema }).parse(JSON.parse(readFileSync(path.join(folder, file), 'utf8'))).name,
);
const stories = [...itemStories, ...faultStories];
const acts = stories.flatMap((story) => story.acts);
const did = <Kind extends Act['do']>(kind: Kind) =>
  acts.filter((act): act is Extract<Act, { do: Kind }> => act.do === kind);

describe('the stories together', () => {
  it('open each of the eleven items', () => {
    const opened = did('touch').flatMap(({ button, to }) =>
      to === 'notice' && typeof button === 'string' ? [button] : [],
    );
    const never = items.filter(
      (name) => !opened.some((part) => name['zh-CN'].includes(part) || name.en.includes(part)),
    );
    expect(items).toHaveLength(11);
    expect(never).toEqual([]);
  });

  it('lay each kind of card, and only cards of invented persons', () => {
    const laid = did('lay').map(({ person }) => persons.find(({ id }) => id === person)?.card.cardType);
    expect(new Set(laid)).toEqual(new Set(['resident', 'J', 'I', 'Y']));
  });

  it('come to each outcome', () => {
    const { approved, filed, accepted, refused, savedOffline } = zhCN.result;
    const titles = did('title').map(({ words }) => words);
    expect(titles).toEqual(expect.arrayContaining([approved, filed, accepted, refused, savedOffline]));
  });

  it('come to each screen', () => {
    const met = new Set<string>([
      ...did('touch').flatMap(({ to }) => to ?? []),
      ...did('see').map(({ screen }) => screen),
      ...did('glimpse').map(({ screen }) => screen),
    ]);
    const never = screenSchema.options.map(({ shape }) => shape.name.value).filter((name) => !met.has(name));
    expect(never).toEqual([]);
    // No snapshot draws these: they stand in for one.
    expect([...met]).toEqual(expect.arrayContaining(['interrupted', 'safe']));
  });

  it('begin with the one that a new machine is switched on for', () => {
    expect(stories.flatMap(({ begins }, index) => (begins === undefined ? [] : [index]))).toEqual([0]);
  });

  it('meet each fault, and mend it', () => {
    const met = acts.map(sentence);
    for (const fault of [
      'the reader is unplugged',
      'the reader is plugged in',
      'receipt printer: runOutSoon',
      'receipt printer: refill',
      'receipt printer: openCover',
      'receipt printer: closeCover',
      'the platform goes away',
      'the platform comes back',
      'the terminal process is killed (-9)',
      'the terminal process is killed (-9) whenever it starts',
    ])
      expect(met).toContain(fault);
  });
});

describe('each story', () => {
  it('has a name of its own that fits a file', () => {
    const ids = stories.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z-]{3,20}$/);
  });

  it.each(stories)('$id leaves no card and the attract screen', ({ acts: told }) => {
    const cards = told.filter((act) => act.do === 'lay' || act.do === 'lift');
    expect(cards.at(-1)?.do).not.toBe('lay');
    expect(told.filter((act) => act.do === 'see').at(-1)).toMatchObject({ screen: 'attract' });
  });
});
