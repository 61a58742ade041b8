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
      return t(`issues.${field.issue}`);
  }
}
