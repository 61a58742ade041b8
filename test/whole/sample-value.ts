import { unreachable } from '../../drivers/contract/result.ts';
import type { FieldView } from '../../src-main/contract/screen-parts.ts';

/** What somebody might give in a field, within its bounds. */
export function sampleValue({ kind, options, min, max }: FieldView): string {
  switch (kind) {
    case 'choice':
      return options[0]?.value ?? '';
    case 'month':
      return min ?? '2026-10';
    case 'date':
      return min ?? '2026-11-21';
    case 'money':
      return max ?? '100';
    case 'digits':
      return '6222000000000000';
    case 'phone':
      return '13900000000';
    case 'text':
      return '样例市示例区样例街道';
    case 'idNumber':
      return '110101190001010006';
    default:
      return unreachable(kind);
  }
}
