import { assign, fromCallback, setup } from 'xstate';
import type { Config } from '../../contract/config.ts';
import { unavailable } from './availability.ts';
import { codeTroubleBefore, codeTroubleIn } from './code-step.ts';
import { faceMissing, faceReasonBefore, noIdentity, reasonOf, verdictOf } from './face-step.ts';
import { changedByCitizen, fieldViews, initialValues } from './form.ts';
import { againFor, ownPaperHeldOut, shownPapers, withPaper } from './papers.ts';
import { nextScan, scanTroubleBefore, scanTroubleIn } from './scan-step.ts';
import type { Context, EffectRun, Effects, Identity, SessionEvent, Visit } from './types.ts';
import { emptyVisit, mayTryAgain, nextItem } from './visit.ts';
import { identifiedEnough, readsAnother, wayOf, waysOpen, waysTaken } from './ways.ts';

/** How long each wait may last, in milliseconds; each says what happens when it is over. */
export const WAITS = {
  /** The reader waits this long for a card, then the screen offers to try again. */
  cardMs: 60_000,
  /** The document camera waits this long for a paper (shorter than the idle time), then the screen offers to try again or the other way. */
  scanMs: 50_000,
  /** Whoever wants a code looked up has so long to show it (shorter than the idle time). */
  codeMs: 45_000,
  /** After this a wait is called slow and the screen lists what is going on. */
  slowMs: 10_000,
  /** The result of a crash stays readable this long before the attract screen comes back. */
  recoveredMs: 60_000,
  /** A reader that refused although it is said to work is asked again after this. */
  readerAgainMs: 3_000,
  farewellMs: 3_000,
  /** A receipt that still hangs out when its owner leaves is pointed at so long, then it is drawn back where that goes. */
  takePaperMs: 15_000,
  thanksMs: 1_500,
  /** The camera looks for a face that can be compared at most this long in one attempt. */
  faceMs: 25_000,
  /** A card still lying there after this is reported as forgotten and the next person is let in. */
  forgottenMs: 120_000,
} as const;

const actor = <Input>(run: EffectRun<Input>) =>
  fromCallback<SessionEvent, Input>(({ input, sendBack }) => run(input, sendBack));

const visit = (change: (visit: Visit, event: SessionEvent, context: Context) => Partial<Visit>) =>
  assign<Context, SessionEvent, undefined, SessionEvent, never>(({ context, event }) => ({
    visit: { ...context.visit, ...change(context.visit, event, context) },
  }));

/** Changes how the person shows who they are, where they do. */
const identity = (change: (old: Identity, event: SessionEvent, context: Context) => Partial<Identity>) =>
  visit((old, event, context) =>
    old.identity === null ? {} : { identity: { ...old.identity, ...change(old.identity, event, context) } },
  );

const itemByCode = (context: Context, code: string) =>
  context.world.catalogue?.items.find((item) => item.code === code) ?? null;

/** Fields of the open form with their issues. */
export const fieldsOf = ({ visit, world }: Context) =>
  visit.item === null
    ? []
    : fieldViews(visit.item, visit.values, {
        prefill: visit.prefill,
        today: world.today,
        birth: visit.card?.birth ?? null,
      });

/** The words the journey's table is written in: its guards, actions, waits and effects. Pure but for `effects`. */
export function sessionVocabulary(effects: Effects, config: Config) {
  const firstLanguage = config.languages[0] ?? 'zh-CN';
  return setup({
    types: { context: {} as Context, events: {} as SessionEvent },
    actors: {
      readCard: actor(effects.readCard),
      scanPage: actor(effects.scanPage),
      readCode: actor(effects.readCode),
      lookUpCode: actor(effects.lookUpCode),
      prefill: actor(effects.prefill),
      loadMine: actor(effects.loadMine),
      submit: actor(effects.submit),
      printPapers: actor(effects.printPapers),
      watchCard: actor(effects.watchCard),
      watchFace: actor(effects.watchFace),
    },
    delays: {
      idle: ({ context }) => config.timing.idleSeconds * 1000 * (context.elder ? 2 : 1),
      second: 1000,
      scan: ({ context }) => WAITS.scanMs * (context.elder ? 2 : 1),
      slow: WAITS.slowMs,
      recovered: WAITS.recoveredMs,
      readerAgain: WAITS.readerAgainMs,
      farewell: WAITS.farewellMs,
      takePaper: WAITS.takePaperMs,
      thanks: WAITS.thanksMs,
      face: ({ context }) => WAITS.faceMs * (context.elder ? 2 : 1),
    },
    guards: {
      hasCatalogue: ({ context }) => context.world.catalogue !== null,
      noCatalogue: ({ context }) => context.world.catalogue === null,
      hasRecovery: ({ context }) => context.recovery !== null,
      cardLeftBehind: ({ context }) => context.forgottenCards.length > 0,
      knowsItem: ({ context, event }) => event.type === 'openItem' && itemByCode(context, event.code) !== null,
      mayBegin: ({ context }) => context.visit.item !== null && unavailable(context.visit.item, context.world) === null,
      identified: ({ context }) => identifiedEnough(context),
      asksIdentity: ({ context }) =>
        context.visit.purpose === 'item' && context.visit.item?.identityCheck !== undefined,
      faceAgreed: ({ context, event }) =>
        event.type === 'chooseWay' && event.way === 'face' && faceMissing(context) === null,
      otherChosen: ({ event }) => event.type === 'chooseWay' && event.way === 'other',
      consentIsNoted: ({ context }) => context.visit.identity?.consentedAt != null,
      wantsFace: ({ context }) => context.visit.purpose === 'item' && context.visit.identity?.way === 'face',
      cannotCompare: ({ context }) => faceReasonBefore(context) !== null,
      faceMatches: ({ context, event }) => verdictOf(context, event) === 'match',
      attemptsLeft: ({ context }) => (context.visit.identity?.attempts ?? 0) < (context.config.face?.attempts ?? 0),
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
        (context.visit.card === null || context.visit.card.number === event.card.number) &&
        (context.visit.purpose === 'mine' || (context.visit.item?.cardTypes.includes(event.card.cardType) ?? false)),
      waitedForCard: ({ context, event }) =>
        event.type === 'card.failed' ? event.reason === 'timedOut' : (context.visit.secondsLeft ?? 0) <= 0,
      formComplete: ({ context }) => fieldsOf(context).every((field) => field.issue === null),
      mayEdit: ({ context, event }) =>
        event.type === 'editField' && fieldsOf(context).some((field) => field.id === event.id && field.editable),
      editsThisField: ({ context, event }) => event.type === 'setField' && event.id === context.visit.editing,
      cannotReadCode: ({ context }) => codeTroubleBefore(context) !== null,
      codeReaderIsAway: ({ context, event }) =>
        event.type === 'world' && codeTroubleBefore({ ...context, world: event.world }) !== null,
      /** What reads codes came back: it is asked without a touch. One that was there waits for the person. */
      codeReaderCameBack: ({ context, event }) =>
        event.type === 'world' &&
        context.visit.codeTrouble === 'readerAway' &&
        codeTroubleBefore(context) !== null &&
        codeTroubleBefore({ ...context, world: event.world }) === null,
      codeIsOurs: ({ event }) => event.type === 'code.found' && event.found.kind !== 'foreign',
      codeWaitIsOver: ({ context }) => (context.visit.secondsLeft ?? 0) <= 0,
      scansDone: ({ context }) => nextScan(context.visit) === null,
      cannotScan: ({ context }) => scanTroubleBefore(context) !== null,
      cameraIsAway: ({ context, event }) =>
        event.type === 'world' && scanTroubleBefore({ ...context, world: event.world }) !== null,
      /** A camera that came back is opened without being asked; one that was there all the time waits for the person. */
      cameraCameBack: ({ context, event }) =>
        event.type === 'world' &&
        scanTroubleBefore(context) !== null &&
        scanTroubleBefore({ ...context, world: event.world }) === null,
      mayFollow: ({ context }) => nextScan(context.visit)?.gapAllowed === true,
      needsPromise: ({ context }) => context.visit.item !== null && context.visit.item.promise !== null,
      promiseGiven: ({ context, event }) =>
        event.type === 'promise' && (context.visit.item?.promise?.form !== 'sign' || event.signature !== null),
      hasPapers: ({ context }) => (context.visit.outcome?.papers ?? []).some((paper) => paper.state === 'waiting'),
      mayRetryPaper: ({ context, event }) =>
        event.type === 'retryPaper' &&
        (context.visit.outcome?.papers.some((paper) => paper.id === event.id && paper.mayRetry) ?? false),
      mayStopPaper: ({ context: { visit, world, config: site }, event }) =>
        event.type === 'stopPaper' &&
        shownPapers(visit, world, site).some((paper) => paper.id === event.id && paper.stop === 'possible'),
      mayRetry: ({ context }) => mayTryAgain(context.visit),
      formWasFilled: ({ context: { visit } }) =>
        mayTryAgain(visit) && Object.keys(visit.values).length > 0 && visit.purpose === 'item',
      pageWasKept: ({ context }) => !context.visit.pageLost,
      pageWasLost: ({ context }) => context.visit.pageLost,
      wantsMore: ({ context }) => context.visit.more,
      warnedOfLeaving: ({ context }) => context.visit.warnedOf === 'left',
      warnedOfOperator: ({ context }) => context.visit.warnedOf === 'operator',
      countdownOver: ({ context }) => (context.visit.idleSecondsLeft ?? 1) <= 0,
      paperHeldOut: ({ context }) => ownPaperHeldOut(context.visit, context.world),
      cardForgotten: ({ context }) => context.visit.cardSecondsWaiting * 1000 >= WAITS.forgottenMs,
      cameFromTheme: ({ context }) => context.visit.cameFrom === 'theme',
      cameFromSearch: ({ context }) => context.visit.cameFrom === 'search',
      cameFromMine: ({ context }) => context.visit.cameFrom === 'mine' && context.visit.mine !== null,
    },
    actions: {
      setWorld: assign(({ context, event }) => ({ world: event.type === 'world' ? event.world : context.world })),
      setLanguage: assign(({ context, event }) => ({
        language:
          event.type === 'setLanguage' && config.languages.includes(event.language) ? event.language : context.language,
      })),
      setElder: assign(({ context, event }) => ({ elder: event.type === 'setElder' ? event.elder : context.elder })),
      setRecoveredPaper: assign(({ context, event }) => ({
        recovery:
          event.type === 'recovery.proved' && context.recovery !== null
            ? { ...context.recovery, ...event.paper }
            : context.recovery,
      })),
      clearRecovery: assign({ recovery: null }),
      explainFault: assign(({ context }) => ({
        recovery: {
          sessionId: context.visit.sessionId,
          submitted: context.visit.outcome !== null,
          caseNumber: context.visit.outcome?.caseNumber ?? null,
          paperUnknown: context.visit.outcome?.papers.some((paper) => paper.state === 'unknown') ?? false,
          paperProved: null,
        },
      })),
      resetForNextPerson: assign({ visit: emptyVisit, elder: false, language: firstLanguage }),
      keepForgottenCard: assign(({ context: { visit } }) => ({ forgottenCards: visit.cardsLeft })),
      cardTaken: assign({ forgottenCards: [], chipInDoubt: false }),
      chipPulled: assign(({ context }) => ({
        chipInDoubt: false,
        forgottenCards: context.forgottenCards.filter((way) => way !== 'socialSecurityCard'),
        visit: { ...context.visit, pullFirst: false },
      })),
      doubtChip: assign({ chipInDoubt: true }),
      setCardsLeft: visit((_, event) => (event.type === 'card.lies' ? { cardsLeft: event.cards } : {})),

      beginSession: assign(({ context }) => {
        const sessionId = effects.newSessionId();
        effects.beginSession(sessionId);
        return { visit: { ...context.visit, sessionId } };
      }),
      endSession: ({ context }, params: { reason: 'finished' | 'exit' | 'idle' | 'fault' }) => {
        if (context.visit.sessionId !== null) effects.endSession(context.visit.sessionId, params.reason);
      },
      /** The person is gone: nothing about them stays, only the id that the report of a forgotten card needs. */
      forgetPerson: assign(({ context: { visit } }) => ({
        // Nor does the receipt that still hangs out say whose it is.
        visit: {
          ...emptyVisit,
          sessionId: visit.sessionId,
          heldOut: visit.heldOut,
          // Most likely where it was read; the readers say in a moment.
          cardsLeft: [visit.identifiedBy ?? 'idCard'],
        },
      })),
      reportForgottenCard: ({ context: { visit } }) => {
        if (visit.sessionId !== null) effects.reportForgottenCard(visit.sessionId);
      },

      startCountdown: visit((_, __, { elder }) => ({
        idleSecondsLeft: config.timing.warningSeconds * (elder ? 2 : 1),
      })),
      warnOfIdling: visit(() => ({ warnedOf: 'idle' })),
      warnOfLeaving: visit(() => ({ warnedOf: 'left' })),
      warnOfOperator: visit(() => ({ warnedOf: 'operator' })),
      countDown: visit((old) => ({ idleSecondsLeft: (old.idleSecondsLeft ?? 1) - 1 })),
      stopCountdown: visit(() => ({ idleSecondsLeft: null })),

      goHome: visit((old) => nextItem(old)),
      openTheme: visit((old, event) => ({
        ...nextItem(old),
        theme: event.type === 'openTheme' ? event.theme : old.theme,
        cameFrom: 'theme',
      })),
      openSearch: visit((old) => ({ ...nextItem(old), cameFrom: 'search' })),
      search: visit((old, event) => ({ query: event.type === 'search' ? event.query : old.query })),
      openMine: visit((old) => ({ ...nextItem(old), purpose: 'mine', cameFrom: 'mine' })),
      openItem: visit((old, event, context) => ({
        ...nextItem(old),
        theme: old.theme,
        query: old.query,
        mine: old.mine,
        cameFrom: old.cameFrom,
        item: event.type === 'openItem' ? itemByCode(context, event.code) : null,
      })),
      cameFromHome: visit(() => ({ cameFrom: 'home' })),

      waitForCard: visit(() => ({
        cardProgress: 'waiting',
        cardFailure: null,
        cardWay: null,
        pullFirst: false,
        secondsLeft: WAITS.cardMs / 1000,
      })),
      askReaders: visit((_, __, context) => ({ asked: waysOpen(context), cardProgress: 'waiting' })),
      oneSecondLess: visit((old) => ({ secondsLeft: Math.max(0, (old.secondsLeft ?? 0) - 1) })),
      setCardProgress: visit((old, event, context) => {
        if (event.type !== 'card.progress' || readsAnother(context, event)) return {};
        if (event.progress === 'waiting') {
          // A refusal stays on the screen until another card is seen, or the one that stood there was pulled.
          const pulled = old.cardFailure === 'pullFirst' && wayOf(event) === 'socialSecurityCard';
          const cardFailure = pulled ? null : old.cardFailure;
          return { cardProgress: 'waiting', cardFailure, cardWay: cardFailure === null ? null : old.cardWay };
        }
        return { cardProgress: event.progress, cardFailure: null, cardWay: wayOf(event), pullFirst: false };
      }),
      setCardFailure: visit((_, event) =>
        event.type !== 'card.failed'
          ? {}
          : {
              cardProgress: 'waiting',
              cardFailure: event.reason,
              cardWay: wayOf(event),
              pullFirst: wayOf(event) === 'socialSecurityCard' && event.reason !== 'insertAgain',
            },
      ),
      chipStands: visit((old) =>
        old.cardFailure === null && old.cardProgress === 'waiting'
          ? { cardFailure: 'pullFirst', cardWay: 'socialSecurityCard' }
          : {},
      ),
      readerIsOut: visit((old, event) => ({
        asked: old.asked.filter((way) => way !== wayOf(event)),
        // It may have died over a card: nothing is read any more, and the other reader must be heard.
        ...(old.cardFailure === null && old.cardWay === wayOf(event) ? { cardProgress: 'waiting', cardWay: null } : {}),
      })),
      cardNotAccepted: visit((_, event) => ({
        cardProgress: 'waiting',
        cardFailure: 'cardNotAccepted',
        cardWay: wayOf(event),
        pullFirst: wayOf(event) === 'socialSecurityCard',
      })),
      cardTimedOut: visit(() => ({
        cardProgress: 'waiting',
        cardFailure: 'timedOut',
        cardWay: null,
        secondsLeft: null,
      })),
      readerUnavailable: visit(() => ({
        cardProgress: 'waiting',
        cardFailure: 'readerUnavailable',
        cardWay: null,
        asked: [],
        secondsLeft: null,
      })),
      keepCard: visit((_, event) =>
        event.type === 'card.read' ? { card: event.card, identifiedBy: wayOf(event), secondsLeft: null } : {},
      ),

      openCode: visit((old) => nextItem(old)),
      beginCode: visit((_, __, { elder }) => ({
        codeFound: null,
        codeAnswer: null,
        codeTrouble: null,
        slow: false,
        secondsLeft: (WAITS.codeMs / 1000) * (elder ? 2 : 1),
      })),
      codeCannotBe: visit((_, __, context) => ({
        codeTrouble: codeTroubleBefore(context) ?? 'readerAway',
        secondsLeft: null,
      })),
      setCodeTrouble: visit((_, event) => ({ codeTrouble: codeTroubleIn(event) ?? 'timedOut', secondsLeft: null })),
      keepCode: visit((_, event) =>
        event.type === 'code.found'
          ? {
              codeFound: event.found.kind === 'foreign' ? null : event.found,
              codeAnswer: event.found.kind === 'foreign' ? event.found : null,
              secondsLeft: null,
            }
          : {},
      ),
      setCodeAnswer: visit((_, event) =>
        event.type === 'code.answered' ? { codeFound: null, codeAnswer: event.answer } : {},
      ),

      beginScan: visit(() => ({ scanTrouble: null })),
      setScanTrouble: visit((_, event) => ({ scanTrouble: scanTroubleIn(event) })),
      scanCannotBe: visit((_, __, context) => ({ scanTrouble: scanTroubleBefore(context) ?? 'cameraAway' })),
      scanTimedOut: visit(() => ({ scanTrouble: 'timedOut' })),
      keepPage: visit((old) => ({ scans: { ...old.scans, [nextScan(old)?.scan ?? '']: 'kept' as const } })),
      leaveForLater: visit((old) => ({ scans: { ...old.scans, [nextScan(old)?.scan ?? '']: 'later' as const } })),

      forgetIdentity: visit(() => ({ identity: null })),
      agreeToFace: visit((old) => ({
        identity: {
          ...noIdentity,
          way: 'face',
          consentedAt: effects.noteFaceConsent({ sessionId: old.sessionId ?? '', item: old.item?.code ?? '' }),
        },
      })),
      takeOtherWay: visit(() => ({ identity: { ...noIdentity, way: 'other' } })),
      keepPortrait: identity((_, event) =>
        event.type === 'card.read' && typeof event.portrait === 'object'
          ? {
              portrait: {
                mimeType: event.portrait.mimeType,
                bytes: Buffer.from(event.portrait.base64, 'base64'),
              },
            }
          : {},
      ),
      /** Overwrites it: the one buffer of the session that is a picture of a person. */
      wipePortrait: identity(({ portrait }) => {
        portrait?.bytes.fill(0);
        return { portrait: null };
      }),
      beginAttempt: identity(({ attempts }) => ({ attempts: attempts + 1, reason: null })),
      faceMatched: identity(() => ({ matched: true, reason: null })),
      faceMissed: identity((_, event, context) => ({ reason: reasonOf(context, event) })),
      faceCannotBe: identity((_, __, context) => ({ reason: faceReasonBefore(context) })),
      noteVerdict: ({ context, event }) =>
        effects.noteFaceVerdict({
          sessionId: context.visit.sessionId ?? '',
          verdict: verdictOf(context, event) === 'match' ? 'match' : reasonOf(context, event),
          attempt: context.visit.identity?.attempts ?? 0,
        }),

      notSlow: visit(() => ({ slow: false })),
      slow: visit(() => ({ slow: true })),
      fillForm: visit((old, event, { world }) =>
        event.type === 'prefilled' && old.item !== null && old.card !== null
          ? {
              prefill: event.prefill,
              values: initialValues(old.item, old.card, old.identifiedBy ?? 'idCard', event.prefill, world.today),
            }
          : {},
      ),
      setMine: visit((_, event) => (event.type === 'mine.loaded' ? { mine: event.mine } : {})),
      editField: visit((_, event) => ({ editing: event.type === 'editField' ? event.id : null })),
      setField: visit((old, event) =>
        event.type === 'setField'
          ? { values: { ...old.values, [event.id]: changedByCitizen(event.value) }, editing: null }
          : {},
      ),
      stopEditing: visit(() => ({ editing: null })),
      keepPromise: visit((_, event) => ({ promise: event.type === 'promise' ? { signature: event.signature } : null })),

      startSubmit: visit(() => ({ submitPhase: 'saving', slow: false })),
      setSubmitPhase: visit((_, event) => (event.type === 'submit.phase' ? { submitPhase: event.phase } : {})),
      setOutcome: visit((_, event) => (event.type === 'submitted' ? { outcome: event.outcome } : {})),
      setProblem: visit((_, event) => ({ problem: event.type === 'problem' ? event.problem : null })),

      startPrinting: visit(() => ({ printing: true })),
      choosePaper: visit((old, event) => (event.type === 'retryPaper' ? againFor(old, event.id) : {})),
      setPaper: visit((old, event) => (event.type === 'paper' ? withPaper(old, event) : {})),
      stopPaper: visit((old, event) => {
        if (event.type !== 'stopPaper') return {};
        effects.callOffPaper({ sessionId: old.sessionId ?? '', id: event.id });
        return { stopAsked: [...old.stopAsked, event.id] };
      }),
      stopPrinting: visit(() => ({ printing: false, retryPaper: null, stopAsked: [] })),
      hidePerson: visit(() => ({ pageLost: true })),
      leaveAfterRating: visit(() => ({ more: false })),
      moreAfterRating: visit(() => ({ more: true })),
      rate: ({ context, event }) => {
        if (event.type === 'rate' && context.visit.outcome !== null)
          effects.rate({ caseNumber: context.visit.outcome.caseNumber, level: event.level });
      },
      oneSecondMore: visit((old) => ({ cardSecondsWaiting: old.cardSecondsWaiting + 1 })),
    },
  });
}
export type SessionVocabulary = ReturnType<typeof sessionVocabulary>;
