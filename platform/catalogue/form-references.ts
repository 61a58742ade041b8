import type { FormField, Item } from '../../src-main/contract/catalogue.ts';
import { limitProblems, offerProblems } from './field-limits.ts';
import { columnsOf, factProblem } from './path-references.ts';

type FieldProblem = { field: string; message: string };

/** What a form says about the card, the bases and itself that is not so. */
export function checkItemForm(item: Item): FieldProblem[] {
  return item.form.flatMap((field, index) => {
    const problems: string[] = [];
    if (item.form.findIndex((other) => other.id === field.id) !== index)
      problems.push(`field ${field.id} stands twice`);
    if (field.source.includes('.')) problems.push(...problemOf(field.source, item));
    problems.push(...optionProblems(field), ...limitProblems(field, item));
    // A value nobody can give must not stop the citizen: a rule explains what is missing.
    if (field.required && !field.editable && !field.source.startsWith('card.')) {
      problems.push('required but neither editable nor from the card');
    }
    return problems.map((message) => ({ field: `form.${index}`, message }));
  });
}

function problemOf(path: string, item: Item): string[] {
  const message = factProblem(path, item);
  return message === null ? [] : [`${path}: ${message}`];
}

function optionProblems(field: FormField): string[] {
  const problems: string[] = [];
  const hasOptions = (field.options?.length ?? 0) > 0;
  if (field.kind === 'choice' && !hasOptions && field.optionsFrom === undefined)
    problems.push('a choice needs options');
  if (field.source === 'options' && !hasOptions) problems.push('source options needs options');
  if (hasOptions) problems.push(...offerProblems(field.options ?? []));
  const values = field.options?.map(({ value, year = 0 }) => `${value}+${year}`) ?? [];
  if (new Set(values).size !== values.length) problems.push('an option value stands twice');
  if (field.optionsFrom !== undefined) problems.push(...optionsFromProblems(field, field.optionsFrom));
  return problems;
}

function optionsFromProblems(field: FormField, list: string): string[] {
  const columns = columnsOf(list);
  if (columns === null) return [`${list} is no list`];
  const missing = ['id', 'label', 'labelEn'].filter((column) => !columns.includes(column));
  const problems = missing.map((column) => `${list} has no column ${column}`);
  const base = (path: string) => path.split('.')[1];
  if (field.source.startsWith('shared.') && base(field.source) !== base(list)) {
    problems.push('source and optionsFrom are of different bases');
  }
  return problems;
}
