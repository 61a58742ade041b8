import type { FieldOption, FormField, ItemOption } from '../../contract/catalogue.ts';
import type { PrefillResponse } from '../../contract/platform-api.ts';
import { ageOn } from './age.ts';

/** What a form is filled in and judged by beside its values. Both dates are `YYYY-MM-DD`. */
export interface FormFacts {
  readonly prefill: PrefillResponse | null;
  readonly today: string;
  /** Null where the card tells none: then every option fits. */
  readonly birth: string | null;
}

/** What may be chosen today: options of the person from the platform, else the item's own, with years written out. */
export function offersOf(field: FormField, { prefill, today }: Pick<FormFacts, 'prefill' | 'today'>): ItemOption[] {
  const pulled = prefill?.fields[field.id]?.options ?? [];
  if (pulled.length > 0) return pulled;
  return (field.options ?? []).filter((option) => inSeason(option, today)).map((option) => written(option, today));
}

/** Is it for somebody of this age? */
export const fitsAge = ({ ages }: ItemOption, { birth, today }: Pick<FormFacts, 'birth' | 'today'>): boolean => {
  if (ages === undefined || birth === null) return true;
  const age = ageOn(birth, today);
  return ages.from <= age && age <= ages.to;
};

/** What a list of options begins with: the first that fits the person. */
export const presetOf = (field: FormField, facts: FormFacts): string => {
  const offers = offersOf(field, facts);
  return (offers.find((offer) => fitsAge(offer, facts)) ?? offers[0])?.value ?? '';
};

/** As it is shown and handed in. */
export const plain = ({ value, label }: ItemOption): FieldOption => ({ value, label });

function inSeason({ months }: ItemOption, today: string): boolean {
  const month = Number(today.slice(5, 7));
  return months === undefined || (months.from <= month && month <= months.to);
}

function written(option: ItemOption, today: string): ItemOption {
  if (option.year === undefined) return option;
  const year = String(Number(today.slice(0, 4)) + option.year);
  const filled = (text: string) => text.replaceAll('{year}', year);
  const { label } = option;
  return { ...option, value: filled(option.value), label: { 'zh-CN': filled(label['zh-CN']), en: filled(label.en) } };
}
