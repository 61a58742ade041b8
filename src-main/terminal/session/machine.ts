import { and, cancel, not, or, raise, stateIn } from 'xstate';
import type { Config } from '../../contract/config.ts';
import type { Effects } from './effects.ts';
import { journeyRegion } from './journey.ts';
import { emptyVisit } from './visit.ts';
import { sessionVocabulary } from './vocabulary.ts';
import type { Recovery, World } from './world.ts';

const submitting = { session: { journey: 'submitting' } } as const;
const printing = { session: { journey: { result: 'printing' } } } as const;

/**
 * The whole life of the screen: starting, attract, one session after another, and what comes between them.
 * Pure: time is the actor system's clock, everything else comes by `effects` and events.
 */
export function createSessionMachine(effects: Effects, config: Config, recovery: Recovery | null, world: World) {
  const vocabulary = sessionVocabulary(effects);
  /** Nothing may cut a case off while it is handed in or its paper is moving. */
  const atRest = and([not(stateIn(submitting)), not(stateIn(printing))]);
  /** Who handed in need not wait for a slow platform: the ledger sends it. Paper that moves would lie there for the next person. */
  const mayLeave = and([not(stateIn(printing)), or([not(stateIn(submitting)), 'isSlow'])]);

  /** A person's command comes with `touched` behind it (`take-command.ts`). */
  const idleRegion = vocabulary.createStateConfig({
    initial: 'active',
    states: {
      active: {
        entry: 'stopCountdown',
        on: {
          touched: { target: 'active', reenter: true },
          /** The cabinet's sensor and the operator's switch; said again while it is so. */
          'presence.left': { guard: atRest, target: 'warning', actions: 'warnOfLeaving' },
          'operator.called': { guard: atRest, target: 'warning', actions: 'warnOfOperator' },
        },
        after: {
          idle: [
            { guard: atRest, target: 'warning', actions: 'warnOfIdling' },
            { target: 'active', reenter: true },
          ],
        },
      },
      warning: {
        entry: 'startCountdown',
        on: {
          touched: 'active',
          extend: 'active',
          'presence.back': { guard: 'warnedOfLeaving', target: 'active' },
          'operator.gone': { guard: 'warnedOfOperator', target: 'active' },
        },
        initial: 'counting',
        states: {
          counting: {
            always: {
              guard: 'countdownOver',
              target: '#ending',
              actions: { type: 'endSession', params: { reason: 'idle' } },
            },
            after: { second: { target: 'counting', reenter: true, actions: 'countDown' } },
          },
        },
      },
    },
  });

  return vocabulary.createMachine({
    id: 'terminal',
    context: {
      config,
      world,
      recovery,
      language: config.languages[0] ?? 'zh-CN',
      elder: false,
      visit: { ...emptyVisit, sessionId: recovery?.sessionId ?? null },
      forgottenCards: [],
      inDoubt: ['socialSecurityCard'],
    },
    initial: 'starting',
    on: {
      world: { actions: 'setWorld' },
      'chip.pulled': { actions: 'chipPulled' },
      setLanguage: { actions: 'setLanguage' },
      setElder: { actions: 'setElder' },
    },
    states: {
      starting: {
        always: [
          { guard: 'hasRecovery', target: 'recovered' },
          { guard: 'hasCatalogue', target: '#looking' },
        ],
        after: { slow: 'outOfService' },
      },
      recovered: {
        entry: 'forgetPerson',
        exit: 'clearRecovery',
        on: { next: 'ending', start: 'ending', 'recovery.proved': { actions: 'setRecoveredPaper' } },
        after: { recovered: 'ending' },
      },
      outOfService: { always: { guard: 'hasCatalogue', target: '#looking' }, on: { openService: 'service' } },
      /** Staff have the screen; what they see and when they must leave is the diagnostics' own (`diagnostics/`). */
      service: { entry: 'resetForNextPerson', on: { 'service.left': 'starting' } },
      attract: {
        entry: 'resetForNextPerson',
        always: { guard: 'noCatalogue', target: 'outOfService' },
        exit: cancel('wishesOver'),
        on: {
          start: 'session',
          openService: 'service',
          /** Somebody chose a language or large type and walked away: the next person finds the screen as it was. */
          touched: {
            actions: [cancel('wishesOver'), raise({ type: 'wishes.over' }, { delay: 'idle', id: 'wishesOver' })],
          },
          'wishes.over': { actions: 'resetForNextPerson' },
        },
        initial: 'choosing',
        states: {
          choosing: {
            always: [
              { guard: 'cardLeftBehind', target: 'cardLeftBehind' },
              { guard: 'idCardInDoubt', target: 'looking' },
              { target: 'free' },
            ],
          },
          free: {},
          /** An ID card that lies there while nobody is served is not the next person's. */
          looking: {
            id: 'looking',
            always: { guard: not('idReaderWorks'), target: 'lookingLater' },
            invoke: { src: 'watchCard', input: { only: ['idCard'] } },
            on: {
              'card.gone': { target: 'choosing', actions: 'idCardTaken' },
              'card.lies': { target: 'cardLeftBehind', actions: 'findForgottenCard' },
              'card.unknown': 'lookingLater',
            },
          },
          lookingLater: {
            on: {
              world: [{ guard: 'idReaderWorks', target: 'looking', actions: 'setWorld' }, { actions: 'setWorld' }],
            },
            after: { readerAgain: { guard: 'idReaderWorks', target: 'looking' } },
          },
          cardLeftBehind: {
            invoke: { src: 'watchCard', input: ({ context }) => ({ only: context.forgottenCards }) },
            on: { 'card.gone': { target: 'choosing', actions: 'forgottenCardsTaken' }, 'card.unknown': 'cannotTell' },
          },
          /** The reader is away: it is asked again, or the notice would outlive the card. */
          cannotTell: { after: { readerAgain: 'cardLeftBehind' } },
        },
      },
      session: {
        type: 'parallel',
        entry: 'beginSession',
        on: {
          'page.lost': [
            {
              guard: atRest,
              target: 'recovered',
              actions: ['explainFault', { type: 'endSession', params: { reason: 'fault' } }],
            },
            { actions: 'hidePerson' },
          ],
          exit: { guard: mayLeave, target: 'ending', actions: { type: 'endSession', params: { reason: 'exit' } } },
        },
        states: { idle: idleRegion, journey: journeyRegion(vocabulary) },
      },
      ending: {
        id: 'ending',
        entry: 'forgetPerson',
        initial: 'takeCard',
        states: {
          takeCard: {
            invoke: { src: 'watchCard', input: { only: null } },
            on: {
              'card.lies': { actions: 'setCardsLeft' },
              'card.gone': { target: 'farewell', actions: 'cardsTaken' },
              'card.unknown': { target: 'farewell', actions: 'doubtCards' },
            },
            initial: 'counting',
            states: {
              counting: {
                always: { guard: 'cardForgotten', target: 'forgotten' },
                after: { second: { target: 'counting', reenter: true, actions: 'oneSecondMore' } },
              },
              forgotten: {
                entry: ['reportForgottenCard', 'keepForgottenCard'],
                after: { farewell: '#terminal.attract' },
              },
            },
          },
          farewell: {
            always: { guard: 'paperHeldOut', target: 'takePaper' },
            on: { start: '#terminal.attract' },
            after: { farewell: '#terminal.attract' },
          },
          /** Their receipt still hangs out: a last word before the next person comes. */
          takePaper: {
            always: { guard: not('paperHeldOut'), target: 'farewell' },
            on: { start: '#terminal.attract' },
            after: { takePaper: '#terminal.attract' },
          },
        },
      },
    },
  });
}
export type SessionMachine = ReturnType<typeof createSessionMachine>;
