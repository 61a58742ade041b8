import type { Effect } from '../../../drivers/contract/completion.ts';
import type { Visit } from './types.ts';

/** A visit nobody has begun: what the session is reset to when a person leaves. */
export const emptyVisit: Visit = {
  sessionId: null,
  theme: null,
  query: '',
  item: null,
  cameFrom: 'home',
  purpose: 'item',
  card: null,
  identifiedBy: null,
  asked: [],
  cardWay: null,
  pullFirst: false,
  cardProgress: 'waiting',
  cardFailure: null,
  secondsLeft: null,
  prefill: null,
  values: {},
  editing: null,
  typed: {},
  promise: null,
  scans: {},
  scanTrouble: null,
  codeFound: null,
  codeAnswer: null,
  codeTrouble: null,
  identity: null,
  slow: false,
  submitPhase: 'saving',
  handedIn: null,
  outcome: null,
  printing: false,
  retryPaper: null,
  stopAsked: [],
  paperEffects: {},
  heldOut: false,
  drawnBack: [],
  problem: null,
  mine: null,
  idleSecondsLeft: null,
  warnedOf: 'idle',
  cardSecondsWaiting: 0,
  cardsLeft: [],
  pageLost: false,
  more: false,
};

const strength: Record<Effect, number> = { none: 0, partial: 1, unknown: 2, done: 3 };

/** The most that one of two attempts may have done. */
export const strongerEffect = (one: Effect | undefined, other: Effect): Effect =>
  one !== undefined && strength[one] > strength[other] ? one : other;

/** Whoever stands there after a page was lost may be somebody else: what failed in another's name is not tried again. */
export const mayTryAgain = ({ problem, pageLost }: Pick<Visit, 'problem' | 'pageLost'>): boolean =>
  problem?.mayRetry === true && !pageLost;

/** What one item leaves behind when another is begun by the same person: who they are, and what they typed and did not hand in. */
export const nextItem = (visit: Visit): Visit => ({
  ...emptyVisit,
  sessionId: visit.sessionId,
  card: visit.card,
  identifiedBy: visit.identifiedBy,
  heldOut: visit.heldOut,
  typed: visit.typed,
});
