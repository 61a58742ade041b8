import type { IdCard } from '../../../drivers/contract/id-card.ts';
import { unreachable } from '../../../drivers/contract/result.ts';
import type { FieldOption, FormField, Identification, Item, ItemOption } from '../../contract/catalogue.ts';
import type { PrefillResponse } from '../../contract/platform-api.ts';
import type { FieldView } from '../../contract/snapshot.ts';
import type { LocalizedText } from '../../contract/text.ts';
import { type FormFacts, fitsAge, offersOf, plain, presetOf } from './offers.ts';
import type { FieldValue } from './visit.ts';
import { sourceLabels } from './words/form.ts';

const citizen: FieldValue = { value: '', source: { kind: 'citizen', label: sourceLabels.citizen, asOf: null } };

type Values = Readonly<Record<string, FieldValue>>;

/** First values of a form: from the card, the platform's shared data, the first option that fits, or empty. */
export function initialValues(
  item: Item,
  card: IdCard,
  identifiedBy: Identification,
  prefill: PrefillResponse,
  today: string,
): Record<string, FieldValue> {
  const facts: FormFacts = { prefill, today, birth: card.birth };
  const values = Object.fromEntries(
    item.form.map((field) => [field.id, initialValue(field, card, identifiedBy, facts)]),
  );
  return Object.fromEntries(item.form.map((field) => [field.id, lowered(field, values)]));
}

function initialValue(field: FormField, card: IdCard, by: Identification, facts: FormFacts): FieldValue {
  if (field.source === 'citizen') return citizen;
  const shared = facts.prefill?.fields[field.id];
  if (field.source === 'options') {
    return {
      value: shared?.value || presetOf(field, facts),
      source: { kind: 'default', label: shared?.source ?? sourceLabels.default, asOf: shared?.asOf ?? null },
    };
  }
  if (field.source.startsWith('card.')) {
    const value = cardValue(card, field.source.slice('card.'.length));
    // A social security card tells less than an ID card: nothing may be said to come from it that it does not hold.
    if (value !== '' || by === 'idCard')
      return { value, source: { kind: 'card', label: sourceLabels[by], asOf: null } };
  }
  if (shared === undefined || shared.value === '') return citizen;
  return { value: shared.value, source: { kind: 'shared', label: shared.source, asOf: shared.asOf } };
}

const isMoney = (value: string): boolean => /^\d{1,9}(\.\d{1,2})?$/.test(value);

/**
 * The most that registers allow of a field, or null where none of them tells. A limit below the least that may be given
 * is no bound: a form must be left, and the rules say why it is nothing.
 */
function mostOf(field: FormField, values: Values): string | null {
  const told = (field.atMost ?? []).flatMap((id) => {
    const limit = values[id];
    return limit?.source.kind === 'shared' && isMoney(limit.value) ? [limit.value] : [];
  });
  const lowest = told.toSorted((one, other) => Number(one) - Number(other))[0];
  return lowest === undefined || Number(lowest) < Number(field.min ?? 0) ? null : lowest;
}

/** A first value above the bound begins at the bound. */
function lowered(field: FormField, values: Values): FieldValue {
  const first = values[field.id] ?? citizen;
  const most = mostOf(field, values);
  return most !== null && isMoney(first.value) && Number(first.value) > Number(most)
    ? { ...first, value: most }
    : first;
}

/** A property of the card as text. Cards of people without a Chinese name give the English one. */
function cardValue(card: IdCard, property: string): string {
  if (property === 'name') return card.name ?? card.englishName ?? '';
  const value = Object.entries(card).find(([key]) => key === property)?.[1];
  return typeof value === 'string' ? value : '';
}

/**
 * A field whose base did not answer, or that the card does not tell, can be given by hand even where the item would not let it be changed,
 * except free Chinese text, which this machine has no keyboard for: that stays empty and the rules decide.
 */
export const editable = (field: FormField, value: FieldValue): boolean =>
  field.editable || (value.source.kind === 'citizen' && /^(shared|card)\./.test(field.source) && field.kind !== 'text');

const isDate = (value: string) => {
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
};

/** What is wrong with a value, or null. Pure. */
function issueOf(
  field: FormField,
  value: string,
  offers: readonly ItemOption[],
  facts: Pick<FormFacts, 'today' | 'birth'>,
): FieldView['issue'] {
  const { today } = facts;
  if (value === '') return field.required ? 'required' : null;
  const limit = (bound: string | undefined) => (bound === 'today' ? today : bound);
  const min = limit(field.min);
  const max = limit(field.max);
  switch (field.kind) {
    case 'choice': {
      const chosen = offers.find((offer) => offer.value === value);
      return chosen === undefined ? 'notAnOption' : fitsAge(chosen, facts) ? null : 'notForAge';
    }
    case 'month':
    case 'date': {
      const whole = field.kind === 'month' ? `${value}-01` : value;
      if (!/^\d{4}-\d{2}-\d{2}$/.test(whole) || !isDate(whole)) return 'badFormat';
      if (min !== undefined && value < min.slice(0, value.length)) return 'tooLow';
      return max !== undefined && value > max.slice(0, value.length) ? 'tooHigh' : null;
    }
    case 'money':
      if (!isMoney(value)) return 'badFormat';
      if (min !== undefined && Number(value) < Number(min)) return 'tooLow';
      return max !== undefined && Number(value) > Number(max) ? 'tooHigh' : null;
    case 'phone':
      return /^1[3-9]\d{9}$/.test(value) ? null : value.length < 11 ? 'tooShort' : 'badFormat';
    case 'idNumber':
      return /^[0-9A-Z]{15,18}$/.test(value) ? null : 'badFormat';
    case 'digits':
    case 'text': {
      if (field.kind === 'digits' && !/^\d+$/.test(value)) return 'badFormat';
      const length = [...value].length;
      if (min !== undefined && length < Number(min)) return 'tooShort';
      return max !== undefined && length > Number(max) ? 'tooLong' : null;
    }
    default:
      return unreachable(field.kind);
  }
}

const formatted = (zh: string, en: string): LocalizedText => ({ 'zh-CN': zh, en });

/** How a value reads: an option's label, 2026年03月, ¥1,200.00. Null: as it is. */
function displayOf(field: FormField, value: string, options: readonly FieldOption[]): LocalizedText | null {
  if (value === '') return null;
  const option = options.find((candidate) => candidate.value === value);
  if (option !== undefined) return option.label;
  const [year, month, day] = value.split('-');
  if (field.kind === 'month') return formatted(`${year}年${month}月`, `${year}-${month}`);
  if (field.kind === 'date') return formatted(`${year}年${month}月${day}日`, value);
  if (field.kind === 'money') {
    const amount = Number(value).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    return formatted(`${amount} 元`, `CNY ${amount}`);
  }
  return null;
}

function fieldView(field: FormField, values: Values, facts: FormFacts): FieldView {
  const value = values[field.id] ?? citizen;
  const offers = offersOf(field, facts);
  const options = offers.map(plain);
  const max = mostOf(field, values) ?? field.max;
  const limit = (bound: string | undefined) => (bound === 'today' ? facts.today : (bound ?? null));
  return {
    id: field.id,
    label: field.label,
    help: field.help ?? null,
    kind: field.kind,
    editable: editable(field, value),
    required: field.required,
    masked: field.masked,
    value: value.value,
    display: displayOf(field, value.value, options),
    source: value.source,
    options,
    min: limit(field.min),
    max: limit(max),
    issue:
      value.value === '' && !editable(field, value) ? null : issueOf({ ...field, max }, value.value, offers, facts),
  };
}

export const fieldViews = (item: Item, values: Values, facts: FormFacts): FieldView[] =>
  item.form.map((field) => fieldView(field, values, facts));

/** First values with what the same person typed before, where a field still takes it. */
export const withTyped = (item: Item, values: Values, typed: Readonly<Record<string, string>>): Values =>
  Object.fromEntries(
    item.form.map((field) => {
      const first = values[field.id] ?? citizen;
      const before = typed[field.id];
      return [field.id, before !== undefined && editable(field, first) ? changedByCitizen(before) : first];
    }),
  );

export const changedByCitizen = (value: string): FieldValue => ({ ...citizen, value });
