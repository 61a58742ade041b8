import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { idCardSchema, type SocialSecurityCard } from '../../drivers/contract/index.ts';
import { encodeStandInPhoto, type SimulatedCard, simulatedCard } from '../../drivers/id-card-reader/index.ts';

const personSchema = z.object({ id: z.string(), note: z.string(), card: idCardSchema });
export type Person = z.infer<typeof personSchema>;

const file = path.join(import.meta.dirname, '../../platform/shared-data/persons.json');

/** Portraits of those who have one, and how two of them look before a camera (`faces/README.md`). */
const faces = path.join(import.meta.dirname, 'faces');

/** The invented persons whose cards can be laid on the simulated reader. */
export const persons: readonly Person[] = z
  .object({ persons: z.array(personSchema) })
  .parse(JSON.parse(readFileSync(file, 'utf8'))).persons;

/** What lies on the reader when this person lays their card; throws for a person nobody invented. */
export function cardOf(id: string): SimulatedCard {
  const person = persons.find((one) => one.id === id);
  if (person === undefined) throw new RangeError(`no invented person is called ${id}`);
  const portrait = path.join(faces, `${id}.card.avif`);
  const photo = existsSync(portrait) ? encodeStandInPhoto('image/avif', readFileSync(portrait)) : null;
  if (photo?.ok === false) throw new Error(`the portrait of ${id} is too large for a card`);
  const card = simulatedCard(person.card, photo === null ? {} : { photo: photo.value });
  if (!card.ok) throw new Error(card.error);
  return card.value;
}

/** What the chip of this person's social security card holds; null for a person whose number stands on none. */
export function chipOf(id: string): SocialSecurityCard | null {
  const card = persons.find((one) => one.id === id)?.card;
  if (card?.name == null || !['resident', 'J'].includes(card.cardType)) return null;
  return {
    cardNumber: `B${card.number.slice(6, 14)}`,
    socialSecurityNumber: card.number,
    name: card.name,
    sex: card.sex,
    nation: card.nation,
    birth: card.birth,
    issueDate: '2021-05-01',
    expiryDate: '2031-05-01',
    issuer: '910000010000000000000000',
    version: '2.00',
  };
}
