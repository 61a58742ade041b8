import type { Item } from '../../src-main/contract/catalogue.ts';
import { chinaDate } from '../../src-main/contract/china-time.ts';
import type { Language } from '../../src-main/contract/text.ts';
import { moneyInFen } from '../decision/evaluate.ts';
import type { Facts, Row } from '../decision/facts.ts';
import { isUnanswered, readPath } from '../decision/facts.ts';

/** `{path}` or `{path|form}`. */
export const placeholderPattern = /\{([a-zA-Z]+(?:\.[a-zA-Z0-9]+){0,2})(?:\|([a-z]+))?\}/g;
export const placeholderForms = ['date', 'month', 'money', 'option', 'sex'] as const;

export type FillContext = {
  facts: Facts;
  item: Item;
  caseNumber: string;
  /** ISO instant. */
  issuedAt: string;
  row?: Row;
};

/** Fills every placeholder of a text in one language. */
export function fill(text: string, context: FillContext, language: Language): string {
  return text.replace(placeholderPattern, (_whole, path: string, form: string | undefined) =>
    shape(lookUp(path, context), path, form, context, language),
  );
}

/** 1234567.8 → 1,234,567.80; anything that is no amount stays as it is. */
export function formatMoney(value: string): string {
  const fen = moneyInFen(value);
  if (fen === null) return value;
  const yuan = Math.floor(fen / 100).toString();
  const grouped = yuan.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${grouped}.${String(fen % 100).padStart(2, '0')}`;
}

function lookUp(path: string, context: FillContext): string {
  if (path === 'issuedAt') return chinaDate(new Date(context.issuedAt));
  if (path === 'caseNumber') return context.caseNumber;
  if (path.startsWith('row.')) return context.row?.[path.slice(4)] ?? '';
  if (path === 'card.name') return context.facts.card.name ?? context.facts.card.englishName ?? '';
  const value = readPath(path, context.facts);
  return value === null || isUnanswered(value) ? '' : value;
}

function shape(
  value: string,
  path: string,
  form: string | undefined,
  context: FillContext,
  language: Language,
): string {
  if (value === '') return '—';
  switch (form) {
    case 'money':
      return formatMoney(value);
    case 'date':
      if (value === 'long-term') return language === 'en' ? 'no end' : '长期';
      return language === 'en' ? value : chineseDate(value);
    case 'month':
      return language === 'en' ? value : chineseDate(value.slice(0, 7));
    case 'option':
      return optionLabel(value, path, context, language);
    case 'sex':
      return language === 'en'
        ? (new Map([
            ['男', 'male'],
            ['女', 'female'],
          ]).get(value) ?? value)
        : value;
    default:
      return value;
  }
}

function chineseDate(value: string): string {
  const [year = '', month, day] = value.split('-');
  return [
    `${year}年`,
    month === undefined ? '' : `${Number(month)}月`,
    day === undefined ? '' : `${Number(day)}日`,
  ].join('');
}

function optionLabel(value: string, path: string, context: FillContext, language: Language): string {
  const field = context.item.form.find((candidate) => path === `form.${candidate.id}`);
  return field?.options?.find((option) => option.value === value)?.label[language] ?? value;
}
