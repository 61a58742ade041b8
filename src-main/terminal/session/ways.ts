import type { DeviceClass, Health } from '../../../drivers/contract/status.ts';
import { type Identification, identificationSchema } from '../../contract/catalogue.ts';
import type { LocalizedText } from '../../contract/text.ts';
import type { Context } from './context.ts';
import type { SessionEvent } from './events.ts';
import type { Visit } from './visit.ts';
import { missingAbility, missingWays } from './words/availability.ts';
import type { World } from './world.ts';

/** All ways to show who one is, in the order in which screens name them. */
export const allWays: readonly Identification[] = identificationSchema.options;

/** Which reader a way needs. */
const readerOfWay: Readonly<Record<Identification, DeviceClass>> = {
  idCard: 'idCardReader',
  socialSecurityCard: 'cardReader',
};

/** A device serves unless it is known to be unable or was not measured lately: unknown is never shown as fine. */
export const serves = (health: Health): boolean => health === 'ok' || health === 'attention' || health === 'degraded';

const fitted = (way: Identification, { devices }: World): boolean => devices[readerOfWay[way]] !== undefined;
const works = (way: Identification, { devices }: World): boolean =>
  serves(devices[readerOfWay[way]]?.health ?? 'unavailable');

/** Ways by which this person may be identified for what they want now. A comparison of faces needs the ID card's portrait. */
export function waysTaken({ purpose, item, identity }: Visit): readonly Identification[] {
  if (purpose === 'mine' || item === null) return allWays;
  return identity?.way === 'face' ? item.identify.filter((way) => way === 'idCard') : item.identify;
}

/** Of those, the ones whose reader works now. */
export const waysOpen = ({ visit, world }: Pick<Context, 'visit' | 'world'>): readonly Identification[] =>
  waysTaken(visit).filter((way) => works(way, world));

/** Of those, the ones whose reader is fitted here and does not work, or said just now that it does not. */
export const waysDown = ({ visit, world }: Pick<Context, 'visit' | 'world'>): readonly Identification[] =>
  waysTaken(visit).filter((way) => fitted(way, world) && !(works(way, world) && visit.asked.includes(way)));

/** Why nobody can be identified for an item here, or null: while a reader of one of its ways works, it can be begun. */
export function missingIdentification(ways: readonly Identification[], world: World): LocalizedText | null {
  if (ways.some((way) => works(way, world))) return null;
  const here = ways.filter((way) => fitted(way, world));
  const broken = here.length > 0;
  const [only, another] = broken ? here : ways;
  const words =
    another !== undefined
      ? missingWays.both
      : only === 'idCard'
        ? missingAbility.readIdCard
        : missingWays.socialSecurityCard;
  return broken ? words.broken : words.notFitted;
}

/** Which card an event is about; left out, the ID card. */
export const wayOf = (event: SessionEvent): Identification =>
  (event.type === 'card.read' || event.type === 'card.failed' || event.type === 'card.progress'
    ? event.way
    : undefined) ?? 'idCard';

/** Does what this visit knows of the person come from a card that what they want now takes? */
export const identifiedEnough = ({ visit }: Pick<Context, 'visit'>): boolean =>
  visit.card !== null && (visit.purpose === 'mine' || waysTaken(visit).includes(visit.identifiedBy ?? 'idCard'));

/** A card that is being read is looked at to its end; the other reader's news wait. */
export const readsAnother = ({ visit }: Pick<Context, 'visit'>, event: SessionEvent): boolean =>
  visit.cardProgress !== 'waiting' &&
  visit.cardFailure === null &&
  visit.cardWay !== null &&
  visit.cardWay !== wayOf(event);
