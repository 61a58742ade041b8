import type { FieldOption, FormField, Item } from '../../src-main/contract/catalogue.ts';
import type { PrefillRequest, PrefillResponse } from '../../src-main/contract/platform-api.ts';
import type { BaseName, BaseRecord } from './base-schema.ts';
import { baseLabels, baseNameSchema } from './base-schema.ts';
import type { LookupOptions, SharedData } from './bases.ts';
import { lookupAll } from './bases.ts';

/**
 * What the bases know for an item's form. A field whose base is away is left out and the base is named in
 * `missingSources`; where a base has no record of the person, its fields are there and empty.
 */
export async function prefill(
  item: Item,
  card: PrefillRequest['card'],
  sharedData: Pick<SharedData, 'lookup'>,
  options: LookupOptions = {},
): Promise<PrefillResponse> {
  const wanted = item.form.filter((field) => sharedPaths(field).length > 0);
  const bases = [...new Set(wanted.flatMap((field) => sharedPaths(field).map(baseOfPath)))];
  const answers = await lookupAll(sharedData, card, bases, options);
  const fields: PrefillResponse['fields'] = {};
  for (const field of wanted) {
    const records = sharedPaths(field).map((path) => answers[baseOfPath(path)] ?? 'unavailable');
    if (records.includes('unavailable')) continue;
    fields[field.id] = fieldFrom(field, records.find((answer) => typeof answer === 'object') ?? null);
  }
  return {
    fields,
    missingSources: bases.filter((base) => answers[base] === 'unavailable').map((base) => baseLabels[base]),
  };
}

/** The bases whose data an item's form shows. */
export function basesOfForm(item: Item): BaseName[] {
  return [...new Set(item.form.flatMap((field) => sharedPaths(field).map(baseOfPath)))];
}

function fieldFrom(field: FormField, record: BaseRecord | null): PrefillResponse['fields'][string] {
  const [firstPath = ''] = sharedPaths(field);
  const options = field.optionsFrom === undefined ? [] : optionsOf(record, keyOf(field.optionsFrom));
  const key = keyOf(firstPath);
  const first = field.source === 'options' || field.source === field.optionsFrom;
  const value = first ? (options[0]?.value ?? '') : (record?.fields[key] ?? '');
  return { value, options, source: baseLabels[baseOfPath(firstPath)], asOf: record?.asOf ?? null };
}

function optionsOf(record: BaseRecord | null, list: string): FieldOption[] {
  return (record?.lists[list] ?? []).flatMap(({ id, label, labelEn }) =>
    id === undefined || label === undefined || labelEn === undefined
      ? []
      : [{ value: id, label: { 'zh-CN': label, en: labelEn } }],
  );
}

function sharedPaths(field: FormField): string[] {
  const paths = [field.source, field.optionsFrom ?? ''].filter((path) => path.startsWith('shared.'));
  return [...new Set(paths)];
}

function baseOfPath(path: string): BaseName {
  return baseNameSchema.parse(path.split('.')[1]);
}

function keyOf(path: string): string {
  return path.split('.')[2] ?? '';
}
