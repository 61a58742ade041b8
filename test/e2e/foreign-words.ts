import type { Language } from '../../src-main/contract/text.ts';

/** What is written the same in every language. */
const ANYWHERE = ['中文', 'English'];

/** Every string in a snapshot that is not a translation: names, numbers, titles of laws, words of a device. */
function dataIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(dataIn);
  if (typeof value !== 'object' || value === null || 'zh-CN' in value) return [];
  return [...Object.keys(value), ...Object.values(value).flatMap(dataIn)];
}

/** Says which texts are a key instead of words, have a hole left, or are in the other language. */
export function foreign(texts: readonly string[], language: Language, snapshot: unknown): string[] {
  const data = [...ANYWHERE, ...dataIn(snapshot)];
  const isData = (part: string): boolean => data.some((each) => each.includes(part));
  return texts.flatMap((text) => {
    if (/^[a-z]\w*(\.[a-z]\w*)+$/i.test(text.trim()) && !isData(text.trim()))
      return [`a key instead of words: ${text}`];
    if (/\{\{|\}\}|\bundefined\b|\bnull\b|\bNaN\b|\[object/.test(text)) return [`a hole in the words: ${text}`];
    const other = language === 'en' ? /[\p{Script=Han}，。！？：；、（）【】]+/gu : /[A-Za-z]*[a-z][A-Za-z]+/g;
    const left = (text.match(other) ?? []).filter((part) => !isData(part));
    return left.length === 0 ? [] : [`in the other language: ${text}`];
  });
}
