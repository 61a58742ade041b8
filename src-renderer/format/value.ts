import type { FieldView } from '../../src-main/contract/snapshot.ts';
import type { Language } from '../../src-main/contract/text.ts';
import { characters } from './characters.ts';

type Kind = FieldView['kind'];

const HIDDEN = '*';
const dots = (count: number): string => HIDDEN.repeat(Math.max(0, count));

/** 6-8-4 as on the card; anything that is not 18 long stays as it is. */
export function groupIdNumber(value: string): string {
  return value.length === 18 ? `${value.slice(0, 6)} ${value.slice(6, 14)} ${value.slice(14)}` : value;
}

/** 6-8-4 while a number is being typed. */
export const groupIdDraft = (draft: string): string =>
  [draft.slice(0, 6), draft.slice(6, 14), draft.slice(14)].filter((part) => part !== '').join(' ');

/** 3-4-4 for an 11-digit mobile number, also while it is being typed. */
export function groupPhone(value: string): string {
  if (!/^1\d{3,10}$/.test(value)) return value;
  return [value.slice(0, 3), value.slice(3, 7), value.slice(7)].filter((part) => part !== '').join(' ');
}

/** Groups of four where the number has no separators of its own. */
export function groupCaseNumber(value: string): string {
  if (/[-\s]/.test(value)) return value;
  return (value.match(/.{1,4}/gu) ?? []).join(' ');
}

/** A phone or terminal number inside a sentence: no line ends at its hyphens (U+2060 word joiner on both sides). */
export const unbroken = (value: string): string => value.replaceAll('-', '\u2060-\u2060');

/** Two things said in one line; the dot between them never begins a line. */
export const besides = (one: string, other: string): string => `${one}\u00a0· ${other}`;

/** Yuan with thousands separators and two decimals, as the terminal and the papers write it: 1,234.50 元, CNY 1,234.50. Not a number: as it is. */
export function formatMoney(value: string, language: Language): string {
  const match = /^(\d+)(?:\.(\d{0,2}))?$/.exec(value);
  if (match === null) return value;
  const whole = (match[1] ?? '').replace(/\B(?=(\d{3})+$)/g, ',');
  const amount = `${whole}.${(match[2] ?? '').padEnd(2, '0')}`;
  return language === 'en' ? `CNY\u00a0${amount}` : `${amount}\u00a0元`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `YYYY-MM` or `YYYY-MM-DD` in words; anything else (e.g. `long-term`) as it is. */
export function formatDate(value: string, language: Language): string {
  const match = /^(\d{4})-(\d{2})(?:-(\d{2}))?/.exec(value);
  if (match === null) return value;
  const year = match[1] ?? '';
  const month = Number(match[2]);
  const day = match[3] === undefined ? null : Number(match[3]);
  if (language === 'en') return `${day === null ? '' : `${day} `}${MONTHS[month - 1] ?? month} ${year}`;
  return `${year}年${month}月${day === null ? '' : `${day}日`}`;
}

/** A value in its usual writing. */
export function formatValue(kind: Kind, value: string, language: Language): string {
  switch (kind) {
    case 'idNumber':
      return groupIdNumber(value);
    case 'phone':
      return groupPhone(value);
    case 'money':
      return formatMoney(value, language);
    case 'month':
    case 'date':
      return formatDate(value, language);
    case 'text':
    case 'choice':
    case 'digits':
      return value;
  }
}

/** Hides the middle: enough stays for the owner to recognise it, not enough for a neighbour to copy it. */
export function maskValue(kind: Kind, value: string): string {
  const letters = characters(value);
  const length = letters.length;
  if (length === 0) return '';
  if (kind === 'idNumber' && length === 18) return groupIdNumber(`${value.slice(0, 3)}${dots(13)}${value.slice(16)}`);
  if (kind === 'phone' && length === 11) return `${value.slice(0, 3)} ${dots(4)} ${value.slice(7)}`;
  if (kind === 'text' || kind === 'choice') return `${letters[0] ?? ''}${dots(Math.min(length - 1, 8))}`;
  if (length <= 4) return dots(length);
  return `${letters.slice(0, 2).join('')}${dots(length - 4)}${letters.slice(-2).join('')}`;
}

/** Kinds that are written here, the same way everywhere on the screen. */
const WRITTEN: readonly Kind[] = ['money', 'month', 'date'];

/** What a field shows: money and dates in this page's writing, else the words the terminal gave, else the value as usual. */
export function shownValue(field: FieldView, language: Language, hidden: boolean): string {
  const usual = formatValue(field.kind, field.value, language);
  const words = WRITTEN.includes(field.kind) && usual !== field.value ? usual : field.display?.[language];
  if (hidden) return words === undefined ? maskValue(field.kind, field.value) : maskValue('text', words);
  return words ?? usual;
}
