import { pinyin } from 'pinyin-pro';
import type { Item } from '../../contract/catalogue.ts';

interface Indexed {
  readonly item: Item;
  readonly words: readonly string[];
}

const fold = (text: string) => text.toLowerCase().replace(/[\s·，。、（）()/-]/g, '');

/** A word can be found by itself, by its pinyin (shebao) and by its initials (sb). */
function forms(word: string): string[] {
  const chinese = /\p{Script=Han}/u.test(word);
  if (!chinese) return [fold(word)];
  const syllables = pinyin(word, { toneType: 'none', type: 'array', nonZh: 'consecutive', v: true });
  return [fold(word), fold(syllables.join('')), fold(syllables.map((syllable) => syllable[0] ?? '').join(''))];
}

const indexes = new WeakMap<readonly Item[], Indexed[]>();

function indexOf(items: readonly Item[]): Indexed[] {
  const known = indexes.get(items);
  if (known !== undefined) return known;
  const made = items.map((item) => ({
    item,
    words: [item.name['zh-CN'], item.name.en, item.summary['zh-CN'], ...item.keywords].flatMap(forms),
  }));
  indexes.set(items, made);
  return made;
}

/**
 * Items that fit what was typed, best first: a word that begins with it before one that holds it; every typed
 * character must be there. An empty query finds all.
 */
export function findItems(items: readonly Item[], query: string): Item[] {
  const wanted = fold(query);
  if (wanted === '') return [...items];
  const score = ({ words }: Indexed) =>
    words.some((word) => word.startsWith(wanted)) ? 2 : words.some((word) => word.includes(wanted)) ? 1 : 0;
  return indexOf(items)
    .map((entry) => ({ item: entry.item, score: score(entry) }))
    .filter((entry) => entry.score > 0)
    .sort((a, b) => b.score - a.score)
    .map((entry) => entry.item);
}
