import { INVISIBLE_CHARACTER, printFontWith } from '../fonts/print-fonts.ts';

/** What a line is made of: a cluster the fonts can draw, or a code point they lack (drawn as its boxed number). */
export interface Cluster {
  readonly text: string;
  readonly missing: boolean;
  readonly width: number;
  /** Starts a word of letters or digits, or stands alone: a line may break before it. */
  readonly breakBefore: boolean;
}

/** May not begin a line / may not end one (the basics of GB/T 15834 and of JIS X 4051). */
const NOT_AT_START = new Set('，。、；：？！）》」』】〕〉”’·…—％%～,.;:?!)]}');
const NOT_AT_END = new Set('（《「『【〔〈“‘([{¥￥');

const segmenter = new Intl.Segmenter('zh', { granularity: 'grapheme' });
const WORD = /[\p{Script=Latin}\p{Nd}\-_/@#&+'’.:*]/u;

const lacks = (character: string): boolean =>
  !INVISIBLE_CHARACTER.test(character) && printFontWith(character.codePointAt(0) ?? 0) === null;

/** Cuts text into drawable clusters. Control characters and line ends become spaces: receipt text is plain. */
export function clustersOf(text: string, measure: (text: string, missing: boolean) => number): Cluster[] {
  const clusters: Cluster[] = [];
  let previousWord = false;
  for (const { segment } of segmenter.segment(text.replace(/\p{Cc}+/gu, ' '))) {
    const characters = [...segment];
    if (!characters.some(lacks)) {
      const word = WORD.test(segment);
      clusters.push({
        text: segment,
        missing: false,
        width: measure(segment, false),
        breakBefore: !(word && previousWord),
      });
      previousWord = word;
      continue;
    }
    previousWord = false;
    for (const character of characters) {
      if (INVISIBLE_CHARACTER.test(character)) continue;
      const missing = lacks(character);
      clusters.push({ text: character, missing, width: measure(character, missing), breakBefore: true });
    }
  }
  return clusters;
}

export interface Line {
  readonly clusters: readonly Cluster[];
  readonly width: number;
}

const widthOf = (clusters: readonly Cluster[]): number => clusters.reduce((sum, cluster) => sum + cluster.width, 0);

const lineOf = (clusters: readonly Cluster[]): Line => {
  let end = clusters.length;
  while (end > 1 && clusters[end - 1]?.text === ' ') end -= 1;
  const kept = clusters.slice(0, end);
  return { clusters: kept, width: widthOf(kept) };
};

function mayBreak(before: Cluster, after: Cluster): boolean {
  return after.breakBefore && !NOT_AT_START.has(after.text) && !NOT_AT_END.has(before.text);
}

/** Wraps to `maxWidth`: at the last allowed place, or anywhere when a word is wider than the line. Nothing is lost. */
export function wrap(clusters: readonly Cluster[], maxWidth: number): Line[] {
  const lines: Line[] = [];
  let rest = [...clusters];
  while (rest.length > 0) {
    let fitting = 0;
    let width = 0;
    for (const cluster of rest) {
      if (width + cluster.width > maxWidth && fitting > 0) break;
      width += cluster.width;
      fitting += 1;
    }
    let end = fitting;
    if (fitting < rest.length) {
      while (end > 0) {
        const before = rest[end - 1];
        const after = rest[end];
        if (before && after && mayBreak(before, after)) break;
        end -= 1;
      }
      if (end === 0) end = fitting;
    }
    lines.push(lineOf(rest.slice(0, end)));
    rest = rest.slice(end);
    while (rest[0]?.text === ' ') rest = rest.slice(1);
  }
  return lines.length > 0 ? lines : [{ clusters: [], width: 0 }];
}
