import { z } from 'zod';
import { prefillRequestSchema } from '../../src-main/contract/platform-api.ts';
import type { BaseName, BaseRecord, StoredBase } from './base-schema.ts';
import { baseNameSchema, storedBaseSchema } from './base-schema.ts';
import persons from './persons.json' with { type: 'json' };

const personSchema = z.strictObject({
  id: z.string(),
  /** What this person is good for in a trial, in the operator's words. */
  note: z.string(),
  card: prefillRequestSchema.shape.card,
  /** A base left out has no record of the person. */
  bases: z.partialRecord(baseNameSchema, storedBaseSchema),
});
export type InventedPerson = z.infer<typeof personSchema>;

/** The invented persons of the reference platform, with their cards. */
export const inventedPersons: readonly InventedPerson[] = z
  .strictObject({ note: z.string(), persons: z.array(personSchema) })
  .parse(persons).persons;

/** Stored form → record: month ranges become one row per month, oldest first. */
export function toRecord(base: BaseName, stored: StoredBase): BaseRecord {
  const lists = Object.entries(stored.lists).map(([name, entries]) => [name, entries.flatMap(toRows)] as const);
  return { base, asOf: stored.asOf, fields: { ...stored.fields }, lists: Object.fromEntries(lists) };
}

function toRows(entry: StoredBase['lists'][string][number]): Array<Record<string, string>> {
  if (!isMonthRange(entry)) return [entry];
  return monthsFrom(...entry.months).map((month) => ({ month, ...entry.row }));
}

function isMonthRange(
  entry: StoredBase['lists'][string][number],
): entry is { months: [string, string]; row: Record<string, string> } {
  return Array.isArray(entry.months);
}

function monthsFrom(first: string, last: string): string[] {
  const months: string[] = [];
  let [year = 0, month = 0] = first.split('-').map(Number);
  for (;;) {
    const text = `${year}-${String(month).padStart(2, '0')}`;
    if (text > last) return months;
    months.push(text);
    if (month === 12) year += 1;
    month = month === 12 ? 1 : month + 1;
  }
}
