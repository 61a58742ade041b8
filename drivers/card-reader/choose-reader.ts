import type { ReaderSlot } from './channel.ts';

export type ReaderChoice =
  | { readonly kind: 'one'; readonly slot: ReaderSlot }
  | { readonly kind: 'none' }
  | { readonly kind: 'several' };

/**
 * The reader to use: the one of exactly that name, else the only one whose name holds the text (the number at the end of
 * a PC/SC name may change with the plug); without a name the only one there is.
 */
export function chooseReader(slots: readonly ReaderSlot[], wanted: string | null): ReaderChoice {
  const exact = slots.find(({ name }) => name === wanted);
  if (exact) return { kind: 'one', slot: exact };
  const fitting = wanted === null ? slots : slots.filter(({ name }) => name.includes(wanted));
  const [slot, another] = fitting;
  if (!slot) return { kind: 'none' };
  return another ? { kind: 'several' } : { kind: 'one', slot };
}
