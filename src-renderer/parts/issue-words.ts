import type { FieldView } from '../../src-main/contract/snapshot.ts';
import { formatValue } from '../format/value.ts';
import type { useWords } from '../words/use-words.ts';
import { today } from './clock.ts';

/** What is not right yet, kindly and with the limit where there is one. Null: nothing. */
export function issueWords(field: FieldView, { t, language }: ReturnType<typeof useWords>): string | null {
  if (field.issue === null) return null;
  const bound = (value: string | null): string =>
    value === null ? '' : formatValue(field.kind, value === 'today' ? today() : value, language);
  switch (field.issue) {
    case 'tooLow':
      return t('issues.tooLow', { min: bound(field.min) });
    case 'tooHigh':
      return t('issues.tooHigh', { max: bound(field.max) });
    case 'required':
    case 'tooShort':
    case 'tooLong':
    case 'badFormat':
    case 'notAnOption':
    case 'notForAge':
      return t(`issues.${field.issue}`);
  }
}

/** How much may be given at most, said before anything is wrong. Null where nothing limits it. */
export const mostWords = (field: FieldView, { t, language }: ReturnType<typeof useWords>): string | null =>
  field.kind === 'money' && field.editable && field.max !== null
    ? t('form.most', { max: formatValue(field.kind, field.max, language) })
    : null;
