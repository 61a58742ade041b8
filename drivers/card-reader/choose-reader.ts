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

/**
 * What stays of a PC/SC name wherever and whenever the reader is plugged in. pcsc-lite ends names with the numbers of reader and
 * slot, two hexadecimal digits each (`ACME Reader [CCID] (0042) 01 00`), Windows with the reader's number alone: the reader's
 * number follows the order of plugging and is left out, the slot's stays.
 */
export function readerIdentity(name: string): string {
  const numbered = /^(.*\S) [0-9A-F]{2} ([0-9A-F]{2})$/.exec(name);
  if (numbered) return `${numbered[1] ?? ''} ${numbered[2] ?? ''}`;
  return name.replace(/(?<=\S) \d{1,2}$/, '');
}
