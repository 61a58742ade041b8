import type { Identification } from '../../../contract/catalogue.ts';
import type { Context } from '../context.ts';
import type { Effects } from '../effects.ts';
import { ownPaperHeldOut } from '../papers.ts';
import { emptyVisit } from '../visit.ts';
import { WAITS } from '../waits.ts';
import { allWays, serves } from '../ways.ts';
import { change, changeVisit, type Given, type Guards } from './change.ts';

/** The terminal around the journeys: what works, who came and went, what they left in a reader. */
export const terminalGuards = {
  hasCatalogue: ({ context }) => context.world.catalogue !== null,
  noCatalogue: ({ context }) => context.world.catalogue === null,
  hasRecovery: ({ context }) => context.recovery !== null,
  cardLeftBehind: ({ context }) => context.forgottenCards.length > 0,
  idCardInDoubt: ({ context }) => context.inDoubt.includes('idCard'),
  idReaderWorks: ({ context, event }) =>
    serves((event.type === 'world' ? event.world : context.world).devices.idCardReader?.health ?? 'unavailable'),
  pageWasKept: ({ context }) => !context.visit.pageLost,
  pageWasLost: ({ context }) => context.visit.pageLost,
  paperHeldOut: ({ context }) => ownPaperHeldOut(context.visit, context.world) !== null,
  cardForgotten: ({ context }) => context.visit.cardSecondsWaiting * 1000 >= WAITS.forgottenMs,
} satisfies Guards;

/** These cards are in no reader any more. */
const without = ({ forgottenCards, inDoubt }: Context, gone: readonly Identification[]) => ({
  forgottenCards: forgottenCards.filter((way) => !gone.includes(way)),
  inDoubt: inDoubt.filter((way) => !gone.includes(way)),
});

export const terminalActions = (effects: Effects) => ({
  setWorld: change((context, event) => ({ world: event.type === 'world' ? event.world : context.world })),
  setLanguage: change((context, event) => ({
    language:
      event.type === 'setLanguage' && context.config.languages.includes(event.language)
        ? event.language
        : context.language,
  })),
  setElder: change((context, event) => ({ elder: event.type === 'setElder' ? event.elder : context.elder })),
  setRecoveredPaper: change((context, event) => ({
    recovery:
      event.type === 'recovery.proved' && context.recovery !== null
        ? { ...context.recovery, ...event.paper }
        : context.recovery,
  })),
  clearRecovery: change(() => ({ recovery: null })),
  explainFault: change((context) => ({
    recovery: {
      sessionId: context.visit.sessionId,
      // A document of an earlier case was all there was: nothing was handed in.
      ...(context.visit.outcome === null || context.visit.outcome.outcome === 'collected'
        ? { submitted: false, caseNumber: null }
        : { submitted: true, caseNumber: context.visit.outcome.caseNumber }),
      paperUnknown: context.visit.outcome?.papers.some((paper) => paper.state === 'unknown') ?? false,
      paperProved: null,
    },
  })),
  resetForNextPerson: change(({ config }) => ({
    visit: emptyVisit,
    elder: false,
    language: config.languages[0] ?? 'zh-CN',
  })),
  keepForgottenCard: change(({ visit }) => ({ forgottenCards: visit.cardsLeft })),
  /** A card that lies there while nobody is served. */
  findForgottenCard: change(({ forgottenCards }) => ({
    forgottenCards: allWays.filter((way) => way === 'idCard' || forgottenCards.includes(way)),
  })),
  /** Every reader was asked. */
  cardsTaken: change(() => ({ forgottenCards: [], inDoubt: [] })),
  forgottenCardsTaken: change((context) => without(context, context.forgottenCards)),
  idCardTaken: change((context) => without(context, ['idCard'])),
  cardCleared: change((context, event) => (event.type === 'card.cleared' ? without(context, [event.way]) : {})),
  chipPulled: change((context) => ({
    ...without(context, ['socialSecurityCard']),
    visit: { ...context.visit, pullFirst: false },
  })),
  doubtCards: change(({ inDoubt }, event) => ({
    inDoubt:
      event.type === 'card.unknown'
        ? allWays.filter((way) => inDoubt.includes(way) || (event.cards ?? allWays).includes(way))
        : inDoubt,
  })),
  setCardsLeft: changeVisit((_, event) => (event.type === 'card.lies' ? { cardsLeft: event.cards } : {})),
  beginSession: change((context) => {
    const sessionId = effects.newSessionId();
    effects.beginSession(sessionId);
    return { visit: { ...context.visit, sessionId } };
  }),
  endSession: ({ context }: Given, params: { reason: 'finished' | 'exit' | 'idle' | 'fault' }) => {
    if (context.visit.sessionId !== null) effects.endSession(context.visit.sessionId, params.reason);
  },
  /** The person is gone: nothing about them stays, only the id that the report of a forgotten card needs. */
  forgetPerson: change(({ visit }) => ({
    // Nor does the paper that still hangs out say whose it is.
    visit: {
      ...emptyVisit,
      sessionId: visit.sessionId,
      heldOut: visit.heldOut,
      pageCame: visit.pageCame,
      // Most likely where it was read; the readers say in a moment.
      cardsLeft: [visit.identifiedBy ?? 'idCard'],
    },
  })),
  reportForgottenCard: ({ context: { visit } }: Given) => {
    if (visit.sessionId !== null) effects.reportForgottenCard(visit.sessionId);
  },
  hidePerson: changeVisit(() => ({ pageLost: true })),
  oneSecondMore: changeVisit((old) => ({ cardSecondsWaiting: old.cardSecondsWaiting + 1 })),
});
