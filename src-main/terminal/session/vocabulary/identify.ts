import type { SessionEvent } from '../events.ts';
import type { Visit } from '../visit.ts';
import { WAITS } from '../waits.ts';
import { identifiedEnough, readsAnother, wayOf, waysOpen, waysTaken } from '../ways.ts';
import { changeVisit, type Guards } from './change.ts';

const isOfAnother = ({ card }: Visit, event: SessionEvent): boolean =>
  event.type === 'card.read' && card !== null && card.number !== event.card.number;

/** Showing who one is by a card; every reader that works waits. */
export const identifyGuards = {
  identified: ({ context }) => identifiedEnough(context),
  forMine: ({ context }) => context.visit.purpose === 'mine',
  readerWorks: ({ context, event }) =>
    event.type === 'world' && waysOpen({ ...context, world: event.world }).length > 0,
  readerWorksNow: ({ context }) => waysOpen(context).length > 0,
  noReaderWorks: ({ context }) => waysOpen(context).length === 0,
  readersAreDead: ({ context, event }) =>
    event.type === 'world' && waysOpen({ ...context, world: event.world }).length === 0,
  /** A reader that came back while nothing is being read: it is to be asked too. */
  moreReaders: ({ context, event }) => {
    const { visit } = context;
    const idle = event.type === 'card.progress' ? event.progress === 'waiting' : visit.cardProgress === 'waiting';
    const world = event.type === 'world' ? event.world : context.world;
    return (
      idle && !readsAnother(context, event) && waysOpen({ visit, world }).some((way) => !visit.asked.includes(way))
    );
  },
  /** The slot is free for this person's card; nothing else is being read. */
  chipMayCome: ({ context }) =>
    context.visit.cardProgress === 'waiting' && context.visit.asked.includes('socialSecurityCard'),
  /** The other reader still waits, or reads: it goes on without this one. */
  otherReaderGoesOn: ({ context, event }) =>
    event.type === 'card.failed' &&
    (readsAnother(context, event) || event.reason === 'readerUnavailable') &&
    waysOpen(context).some((way) => way !== wayOf(event) && context.visit.asked.includes(way)),
  readerWasDead: ({ context, event }) =>
    event.type === 'card.failed'
      ? event.reason === 'readerUnavailable'
      : context.visit.cardFailure === 'readerUnavailable',
  cardAccepted: ({ context, event }) =>
    event.type === 'card.read' &&
    waysTaken(context.visit).includes(wayOf(event)) &&
    // Read once more, for a comparison or because another card is asked for, it must be the card this visit began with.
    !isOfAnother(context.visit, event) &&
    (context.visit.purpose === 'mine' || (context.visit.item?.cardTypes.includes(event.card.cardType) ?? false)),
  waitedForCard: ({ context, event }) =>
    event.type === 'card.failed' ? event.reason === 'timedOut' : (context.visit.secondsLeft ?? 0) <= 0,
} satisfies Guards;

export const identifyActions = {
  waitForCard: changeVisit(() => ({
    cardProgress: 'waiting',
    cardFailure: null,
    cardWay: null,
    pullFirst: false,
    secondsLeft: WAITS.cardMs / 1000,
  })),
  askReaders: changeVisit((_, __, context) => ({ asked: waysOpen(context), cardProgress: 'waiting' })),
  oneSecondLess: changeVisit((old) => ({ secondsLeft: Math.max(0, (old.secondsLeft ?? 0) - 1) })),
  setCardProgress: changeVisit((old, event, context) => {
    if (event.type !== 'card.progress' || readsAnother(context, event)) return {};
    if (event.progress === 'waiting') {
      // A refusal stays on the screen until another card is seen, or the one that stood there was pulled.
      const pulled = old.cardFailure === 'pullFirst' && wayOf(event) === old.cardWay;
      const cardFailure = pulled ? null : old.cardFailure;
      return { cardProgress: 'waiting', cardFailure, cardWay: cardFailure === null ? null : old.cardWay };
    }
    return { cardProgress: event.progress, cardFailure: null, cardWay: wayOf(event), pullFirst: false };
  }),
  setCardFailure: changeVisit((_, event) =>
    event.type !== 'card.failed'
      ? {}
      : {
          cardProgress: 'waiting',
          cardFailure: event.reason,
          cardWay: wayOf(event),
          pullFirst: wayOf(event) === 'socialSecurityCard' && event.reason !== 'insertAgain',
        },
  ),
  cardStands: changeVisit((old, event) =>
    event.type === 'card.stands' && old.cardFailure === null && old.cardProgress === 'waiting'
      ? { cardFailure: 'pullFirst', cardWay: event.way }
      : {},
  ),
  readerIsOut: changeVisit((old, event) => ({
    asked: old.asked.filter((way) => way !== wayOf(event)),
    // It may have died over a card: nothing is read any more, and the other reader must be heard.
    ...(old.cardFailure === null && old.cardWay === wayOf(event) ? { cardProgress: 'waiting', cardWay: null } : {}),
  })),
  cardNotAccepted: changeVisit((old, event) => ({
    cardProgress: 'waiting',
    cardFailure: isOfAnother(old, event) ? 'otherPerson' : 'cardNotAccepted',
    cardWay: wayOf(event),
    pullFirst: wayOf(event) === 'socialSecurityCard',
  })),
  cardTimedOut: changeVisit(() => ({
    cardProgress: 'waiting',
    cardFailure: 'timedOut',
    cardWay: null,
    secondsLeft: null,
  })),
  readerUnavailable: changeVisit(() => ({
    cardProgress: 'waiting',
    cardFailure: 'readerUnavailable',
    cardWay: null,
    asked: [],
    secondsLeft: null,
  })),
  keepCard: changeVisit((_, event) =>
    event.type === 'card.read' ? { card: event.card, identifiedBy: wayOf(event), secondsLeft: null } : {},
  ),
};
