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
  cardProgress: 'waiting',
  cardFailure: null,
  secondsLeft: null,
  prefill: null,
  values: {},
  editing: null,
  promise: null,
  slow: false,
  submitPhase: 'saving',
  outcome: null,
  printing: false,
  retryPaper: null,
  problem: null,
  mine: null,
  idleSecondsLeft: null,
  cardSecondsWaiting: 0,
  pageLost: false,
  more: false,
};

/** What one item leaves behind when another is begun by the same person: who they are, nothing else. */
export const nextItem = (visit: Visit): Visit => ({ ...emptyVisit, sessionId: visit.sessionId, card: visit.card });
