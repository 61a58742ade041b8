import type { FieldView } from '../../src-main/contract/snapshot.ts';
import { characters } from './characters.ts';

type Limits = Pick<FieldView, 'kind' | 'max'>;

const TEXT_LIMIT = 200;
const lengthLimit = (field: Limits): number => {
  const limit = Number.parseInt(field.max ?? '', 10);
  return Number.isInteger(limit) && limit > 0 ? Math.min(limit, TEXT_LIMIT) : TEXT_LIMIT;
};

/** The draft after one key. A key that cannot lead to a good value changes nothing. */
export function typeKey(field: Limits, draft: string, key: string): string {
  const next = draft + key;
  switch (field.kind) {
    case 'phone':
      return /^\d{0,11}$/.test(next) ? next : draft;
    case 'idNumber':
      return /^(\d{0,17}|\d{17}[\dX])$/.test(next) ? next : draft;
    case 'money':
      return /^(0|[1-9]\d{0,8})(\.\d{0,2})?$/.test(next) ? next : draft;
    case 'digits':
      return /^\d*$/.test(next) && next.length <= lengthLimit(field) ? next : draft;
    case 'text':
      return characters(next).length <= lengthLimit(field) ? next : draft;
    case 'choice':
    case 'month':
    case 'date':
      return draft;
  }
}

/** The first key on a number that stood there already: it begins a new one, as nobody adds a digit to an amount. */
export function typeOver(field: Limits, draft: string, key: string): string {
  if (field.kind === 'text') return typeKey(field, draft, key);
  const anew = typeKey(field, '', key);
  return anew === '' ? draft : anew;
}

/** Takes the last character away, whole. */
export const backspace = (draft: string): string => characters(draft).slice(0, -1).join('');
