import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { idCardSchema } from '../../drivers/contract/index.ts';
import { type SimulatedCard, simulatedCard } from '../../drivers/id-card-reader/index.ts';

const personSchema = z.object({ id: z.string(), note: z.string(), card: idCardSchema });
export type Person = z.infer<typeof personSchema>;

const file = path.join(import.meta.dirname, '../../platform/shared-data/persons.json');

/** The invented persons whose cards can be laid on the simulated reader. */
export const persons: readonly Person[] = z
  .object({ persons: z.array(personSchema) })
  .parse(JSON.parse(readFileSync(file, 'utf8'))).persons;

/** What lies on the reader when this person lays their card; throws for a person nobody invented. */
export function cardOf(id: string): SimulatedCard {
  const person = persons.find((one) => one.id === id);
  if (person === undefined) throw new RangeError(`no invented person is called ${id}`);
  const card = simulatedCard(person.card);
  if (!card.ok) throw new Error(card.error);
  return card.value;
}
