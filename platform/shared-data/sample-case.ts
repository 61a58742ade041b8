import type { FormField, Item } from '../../src-main/contract/catalogue.ts';
import type { Submission } from '../../src-main/contract/platform-api.ts';
import type { Language } from '../../src-main/contract/text.ts';
import { yearsBetween } from '../decision/facts.ts';
import type { SharedFacts } from './base-schema.ts';
import type { SharedData } from './bases.ts';
import { lookupAll } from './bases.ts';
import type { InventedPerson } from './persons.ts';
import { prefill } from './prefill.ts';

export type SampleCase = { submission: Submission; shared: SharedFacts };

const TODAY = '2026-11-21';

/** As the terminal presets it (`src-main/terminal/session/offers.ts`, which the platform may not import). */
function presetOf(field: FormField, birth: string | null): string {
  const age = birth === null ? null : yearsBetween(birth, TODAY);
  const fits = field.options?.find(({ ages }) => !ages || age === null || (ages.from <= age && age <= ages.to));
  const first = fits ?? field.options?.[0];
  return (first?.value ?? '').replace('{year}', String(Number(TODAY.slice(0, 4)) + (first?.year ?? 0)));
}

/**
 * For tests: the case a person hands in who lays the card, types nothing and presses on, with the bases' answers.
 * `changes` are the fields the person chose otherwise.
 */
export async function sampleCase(
  item: Item,
  person: Pick<InventedPerson, 'card'>,
  sharedData: SharedData,
  changes: Record<string, string> = {},
  language: Language = 'zh-CN',
): Promise<SampleCase> {
  const { fields } = await prefill(item, person.card, sharedData);
  const card = new Map(Object.entries(person.card));
  const form = Object.fromEntries(
    item.form.map((field) => {
      const given = fields[field.id]?.value;
      if (given !== undefined) return [field.id, given];
      if (field.source === 'options') return [field.id, presetOf(field, person.card.birth)];
      return [field.id, field.source.startsWith('card.') ? (card.get(field.source.slice(5)) ?? '') : ''];
    }),
  );
  const submission: Submission = {
    caseNumber: '20261121-0001-000017',
    item: item.code,
    itemVersion: item.version,
    card: person.card,
    form: { ...form, ...changes },
    promise: null,
    // Where an item asks, the face was compared and matched.
    identity:
      item.identityCheck === undefined
        ? undefined
        : { way: 'face', consentedAt: '2026-11-21T03:59:00Z', consentHash: '0'.repeat(64) },
    language,
    submittedAt: `${TODAY}T04:00:00Z`,
  };
  return { submission, shared: await lookupAll(sharedData, person.card) };
}
