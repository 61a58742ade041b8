import { z } from 'zod';
import type { FormField, Item, ItemOption } from '../../src-main/contract/catalogue.ts';
import { moneyInFen } from '../decision/evaluate.ts';

/** Nobody is older; an age that no option fits could not fill in the form. */
const OLDEST = 120;
const MONTHS = Array.from({ length: 12 }, (_, index) => index + 1);

/** `min`, `max` and `atMost` that their kind of field cannot have. */
export function limitProblems(field: FormField, item: Item): string[] {
  const problems = [];
  for (const bound of ['min', 'max'] as const) {
    const value = field[bound];
    if (value !== undefined && sizeOf(field, value) === null)
      problems.push(`${bound}: ${JSON.stringify(value)} is no limit of a ${field.kind} field`);
  }
  const [low, high] = [field.min, field.max].map((value) => (value === undefined ? null : sizeOf(field, value)));
  if (low != null && high != null && typeof low === typeof high && low > high) problems.push('min lies above max');
  for (const id of field.atMost ?? []) {
    const limit = item.form.find((other) => other.id === id);
    const told = limit?.kind === 'money' && !limit.editable && limit.source.startsWith('shared.');
    if (field.kind !== 'money' || !told)
      problems.push(`atMost: ${id} is no amount of this form that a register tells and nobody changes`);
  }
  return problems;
}

/** Something that orders as the kind does; null when the kind has no such limit. `today` moves and is not compared. */
function sizeOf({ kind }: FormField, value: string): number | string | boolean | null {
  switch (kind) {
    case 'money':
      return moneyInFen(value);
    case 'date':
      return value === 'today' ? true : (z.iso.date().safeParse(value).data ?? null);
    case 'month':
      return value === 'today' ? true : z.iso.date().safeParse(`${value}-01`).success ? value : null;
    case 'text':
    case 'digits':
      return /^\d{1,3}$/.test(value) ? Number(value) : null;
    case 'choice':
    case 'phone':
    case 'idNumber':
      return null;
  }
}

/** Options that nobody, or not everybody at every time, could choose from. */
export function offerProblems(options: readonly ItemOption[]): string[] {
  const problems = [];
  if (options.some(({ value, year }) => value.includes('{year}') !== (year !== undefined)))
    problems.push('an option has {year} in its value if, and only if, it says which year');
  if (options.some(({ ages, months }) => (ages && ages.from > ages.to) || (months && months.from > months.to)))
    problems.push('ages or months of an option end before they begin');
  const month = MONTHS.find(
    (one) => !options.some(({ months }) => !months || (months.from <= one && one <= months.to)),
  );
  if (month !== undefined) problems.push(`no option is offered in month ${month}`);
  const age = Array.from({ length: OLDEST + 1 }, (_, years) => years).find(
    (years) => !options.some(({ ages }) => !ages || (ages.from <= years && years <= ages.to)),
  );
  if (age !== undefined) problems.push(`no option is for somebody of age ${age}`);
  return problems;
}
