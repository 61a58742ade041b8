import { createHmac } from 'node:crypto';
import type { Card } from '../services.ts';

/** The name a person is addressed by: the Chinese one, else the Latin one, else nothing. */
export const displayName = (card: Card): string => card.name ?? card.englishName ?? '';

/** Keyed hash of card type, number and name: finds a person's cases without an index of identity numbers. */
export function personKey(card: Card, indexKey: Uint8Array): string {
  const identity = JSON.stringify([card.cardType, card.number.toUpperCase(), displayName(card).normalize('NFC')]);
  return createHmac('sha256', indexKey).update(identity).digest('hex');
}

/** `张**`: the first character (one code point, also beyond the BMP) and always two stars, so no length shows. */
export function maskedName(card: Card): string {
  const [first] = displayName(card).trim();
  return `${first ?? '*'}**`;
}
