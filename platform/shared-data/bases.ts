import type { PrefillRequest } from '../../src-main/contract/platform-api.ts';
import type { BaseAnswer, BaseName, SharedFacts } from './base-schema.ts';
import { baseNames } from './base-schema.ts';
import type { InventedPerson } from './persons.ts';
import { inventedPersons, toRecord } from './persons.ts';

type Card = PrefillRequest['card'];

/** The bases as the platform sees them: each answers by itself and may be away. */
export type SharedData = {
  /** A person is found by number, name and card kind together, never by number alone. */
  lookup(card: Card, base: BaseName): Promise<BaseAnswer>;
  /** Unplugs a base or plugs it in again (development and tests). */
  setAvailable(base: BaseName, available: boolean): void;
};

/** The reference bases, filled with the invented persons. */
export function createSharedData(persons: readonly InventedPerson[] = inventedPersons): SharedData {
  const byIdentity = new Map(persons.map((person) => [identityOf(person.card), person]));
  const away = new Set<BaseName>();
  return {
    lookup: async (card, base) => {
      if (away.has(base)) return 'unavailable';
      const stored = byIdentity.get(identityOf(card))?.bases[base];
      return stored === undefined ? 'noRecord' : toRecord(base, stored);
    },
    setAvailable: (base, available) => {
      if (available) away.delete(base);
      else away.add(base);
    },
  };
}

/** Waits for a time limit; resolves when it is over. The signal ends the wait early. */
export type Wait = (milliseconds: number, signal: AbortSignal) => Promise<void>;

export type LookupOptions = {
  /** How long one base may take. */
  perBaseLimitMs?: number;
  wait?: Wait;
};

/**
 * Asks the named bases at the same time, each with its own limit. A base that is late or fails counts as
 * `unavailable`; it never delays or breaks the others. Bases not asked are absent.
 */
export async function lookupAll(
  sharedData: Pick<SharedData, 'lookup'>,
  card: Card,
  bases: readonly BaseName[] = baseNames,
  { perBaseLimitMs = 1500, wait = realWait }: LookupOptions = {},
): Promise<SharedFacts> {
  const answers = await Promise.all(
    bases.map(async (base) => {
      const over = new AbortController();
      const late = wait(perBaseLimitMs, over.signal).then(() => 'unavailable' as const);
      const asked = sharedData.lookup(card, base).catch(() => 'unavailable' as const);
      const answer = await Promise.race([asked, late]);
      over.abort();
      return [base, answer] as const;
    }),
  );
  return Object.fromEntries(answers);
}

const realWait: Wait = (milliseconds, signal) =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  });

/** Number, name and kind as one key. A 2017 foreign card has only an English name. */
function identityOf(card: Card): string {
  const name = (card.name ?? card.englishName ?? '').normalize('NFC');
  return JSON.stringify([card.cardType, card.number.toUpperCase(), name]);
}
