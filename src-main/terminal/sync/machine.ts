import { unreachable } from '../../../drivers/contract/result.ts';
import type { IngestResponse } from '../../contract/platform-api.ts';
import type { AcknowledgeOutcome, Batch, RewindOutcome } from '../ledger/outbox.ts';
import type { SyncAnswer, SyncEffect, SyncEvent, SyncState, Trouble } from './messages.ts';
import { type SyncTimes, syncTimes } from './times.ts';

/**
 * The uplink as a pure function: no clock, no randomness, no I/O. It holds no moment in time, only waits for timers
 * it asked for, so a jumping clock cannot confuse it. Everything that must survive a restart is in the ledger.
 * `random` is in [0, 1) and is used for the full jitter of the back-off.
 */
export type Step = { readonly state: SyncState; readonly effects: readonly SyncEffect[] };

/** More gaps in a row than this, without one acknowledgement between, are no accident. */
const MAX_GAPS = 8;

export const initialSync: SyncState = {
  phase: 'idle',
  token: 0,
  failures: 0,
  again: false,
  sentFrom: null,
  sentCount: 0,
  putBack: null,
  probing: false,
  gaps: 0,
  maxRecords: 200,
  link: 'unknown',
  trouble: null,
  alarm: null,
};

export function step(state: SyncState, event: SyncEvent, random: number, times: SyncTimes = syncTimes): Step {
  if (state.phase === 'stopped') return stay(state);
  switch (event.type) {
    case 'start':
      return state.phase === 'idle' && state.token === 0 ? read(state, null) : stay(state);
    case 'stop':
      return { state: { ...state, phase: 'stopped', token: state.token + 1 }, effects: [{ type: 'abort' }] };
    case 'reachable':
      return reachable(state);
    case 'asked':
      return asked(state);
    case 'recorded':
      return recorded(state, event.lane, times);
    case 'timer':
      return event.token === state.token ? timer(state, random, times) : stay(state);
    case 'batch':
      return isCurrent(state, 'reading', event) ? batch(state, event, times) : stay(state);
    case 'answer':
      return isCurrent(state, 'sending', event) ? answer(state, event.answer, random, times) : stay(state);
    case 'acknowledged':
      return isCurrent(state, 'settling', event) ? settled(state, event.outcome, random, times) : stay(state);
    case 'rewound':
      return isCurrent(state, 'rewinding', event) ? rewound(state, event, random, times) : stay(state);
    case 'ledgerFailed':
      return event.token === state.token ? backOff(state, { kind: 'ledger' }, random, times) : stay(state);
    default:
      return unreachable(event);
  }
}

const stay = (state: SyncState): Step => ({ state, effects: [] });
const isCurrent = (state: SyncState, phase: SyncState['phase'], event: { token: number }) =>
  state.phase === phase && state.token === event.token;

function recorded(state: SyncState, lane: 'A' | 'B', times: SyncTimes): Step {
  switch (state.phase) {
    case 'idle':
      return lane === 'A' ? read(state, null) : wait(state, 'lingering', times.lingerMs);
    case 'lingering':
      return lane === 'A' ? read(state, null) : stay(state);
    case 'waiting':
      // A citizen stands there: try at once, but never against the platform's own wish to be left alone.
      return lane === 'A' && state.trouble?.kind !== 'busy' ? read(state, null) : stay(state);
    case 'reading':
    case 'sending':
    case 'settling':
    case 'rewinding':
      return stay({ ...state, again: true });
    case 'halted':
    case 'stopped':
      return stay(state);
    default:
      return unreachable(state.phase);
  }
}

/** It is there again: no reason to sit out a back-off that was for its absence. Its own wish to wait still counts. */
function reachable(state: SyncState): Step {
  const away = ['offline', 'timeout', 'garbage'].includes(state.trouble?.kind ?? '');
  return state.phase === 'waiting' && away ? read(state, state.probing ? 'last' : null) : stay(state);
}

/** A person who looks at an alarm tries now: the same careful attempt that the clock would make. */
function asked(state: SyncState): Step {
  switch (state.phase) {
    case 'idle':
    case 'lingering':
    case 'waiting':
    case 'halted':
      return read({ ...state, gaps: 0 }, null);
    case 'reading':
    case 'sending':
    case 'settling':
    case 'rewinding':
      return stay({ ...state, again: true });
    case 'stopped':
      return stay(state);
    default:
      return unreachable(state.phase);
  }
}

function timer(state: SyncState, random: number, times: SyncTimes): Step {
  switch (state.phase) {
    case 'idle':
      return read(state, 'last');
    case 'lingering':
      return read(state, null);
    case 'waiting':
      // A check that failed is a check still to be made.
      return read(state, state.probing ? 'last' : null);
    case 'halted':
      return read({ ...state, gaps: 0 }, null);
    case 'sending': {
      const next = backOff(state, { kind: 'timeout' }, random, times);
      return { state: next.state, effects: [{ type: 'abort' }, ...next.effects] };
    }
    case 'reading':
    case 'settling':
    case 'rewinding':
    case 'stopped':
      return stay(state);
    default:
      return unreachable(state.phase);
  }
}

function read(state: SyncState, from: number | 'last' | null): Step {
  const token = state.token + 1;
  return {
    state: { ...state, phase: 'reading', token, again: false, probing: from !== null, putBack: null },
    effects: [{ type: 'read', token, from, maxRecords: state.maxRecords }],
  };
}

function batch(
  state: SyncState,
  { batch: found, putBack = false }: { batch: Batch | null; putBack?: boolean },
  times: SyncTimes,
): Step {
  if (found === null) {
    if (state.again) return read(state, null);
    // After a start the newest record is shown again: a platform restored meanwhile says so at once.
    if (state.link === 'unknown' && !state.probing) return read(state, 'last');
    return wait({ ...state, failures: 0, gaps: 0 }, 'idle', times.verifyMs);
  }
  const token = state.token + 1;
  return {
    state: {
      ...state,
      phase: 'sending',
      token,
      sentFrom: found.firstSeq,
      sentCount: found.records.length + (found.withheld?.length ?? 0),
      putBack: putBack ? found.firstSeq : null,
    },
    effects: [
      { type: 'send', token, batch: found },
      { type: 'timer', token, afterMs: times.flightMs },
    ],
  };
}

function answer(state: SyncState, given: SyncAnswer, random: number, times: SyncTimes): Step {
  switch (given.kind) {
    case 'acked':
      return settle({ ...state, link: 'online' }, given.response);
    case 'gap': {
      const online: SyncState = { ...state, link: 'online' };
      // The number fits what was sent, so it is the chain that does not: nobody may paper over that.
      if (given.expectedSeq === state.sentFrom) return halt(online, 'chainRefused', times);
      return rewind(online, given.expectedSeq);
    }
    case 'tooLarge':
      if (state.putBack !== null) return backOff(state, { kind: 'refused', status: 413 }, random, times);
      if (state.maxRecords > 1) return read({ ...state, link: 'online', maxRecords: state.maxRecords >> 1 }, null);
      return backOff(state, { kind: 'refused', status: 413 }, random, times);
    case 'trouble':
      // One record spoils every batch it is in: halves find it, and what stands before it goes through.
      if (isContent(given.trouble) && state.putBack === null && state.sentCount > 1)
        return read({ ...state, link: 'online', maxRecords: state.sentCount >> 1 }, null);
      return backOff(state, given.trouble, random, times);
    default:
      return unreachable(given);
  }
}

function settle(state: SyncState, response: IngestResponse): Step {
  const token = state.token + 1;
  return {
    state: { ...state, phase: 'settling', token },
    effects: [
      { type: 'acknowledge', token, response, putBack: state.putBack },
      { type: 'desiredRevision', revision: response.desiredRevision },
    ],
  };
}

function settled(state: SyncState, outcome: AcknowledgeOutcome, random: number, times: SyncTimes): Step {
  switch (outcome.kind) {
    case 'acknowledged': {
      if (outcome.newly === 0 && !state.probing && state.putBack === null)
        return backOff(state, { kind: 'noProgress' }, random, times);
      const well: SyncState = { ...state, trouble: null, alarm: null };
      // Only progress wipes the slate: a platform that contradicts itself must not be asked in a tight loop.
      return read(outcome.newly > 0 ? { ...well, failures: 0, gaps: 0, maxRecords: 200 } : well, null);
    }
    case 'behind':
      return rewind(state, outcome.ackedSeq + 1);
    case 'mismatch':
      return halt(state, 'hashMismatch', times);
    case 'ahead':
      return halt(state, 'platformAhead', times);
    case 'unverifiable':
      return halt(state, 'tailLost', times);
    default:
      return unreachable(outcome);
  }
}

function rewind(state: SyncState, expectedSeq: number): Step {
  const token = state.token + 1;
  return {
    state: { ...state, phase: 'rewinding', token, gaps: state.gaps + 1 },
    effects: [{ type: 'rewind', token, expectedSeq }],
  };
}

function rewound(
  state: SyncState,
  { outcome, expectedSeq }: { outcome: RewindOutcome; expectedSeq: number },
  random: number,
  times: SyncTimes,
): Step {
  switch (outcome.kind) {
    case 'rewound':
    case 'notBehind': {
      // It has all of ours and still does not take it: what it has under these numbers is something else.
      const forked = outcome.kind === 'rewound' && outcome.records === 0;
      if (forked || state.gaps > MAX_GAPS) return halt(state, 'chainRefused', times);
      // A platform that changes its mind again and again is not hammered.
      if (state.gaps > 2) return backOff(state, { kind: 'noProgress' }, random, times);
      return read(state, outcome.kind === 'rewound' ? null : expectedSeq);
    }
    case 'notHeld':
      return halt(state, 'tailLost', times);
    case 'ahead':
      return halt(state, 'platformAhead', times);
    default:
      return unreachable(outcome);
  }
}

/** Stops sending and says why. Nothing is lost: the ledger keeps everything, and a slow retry sees any repair. */
function halt(state: SyncState, alarm: NonNullable<SyncState['alarm']>, times: SyncTimes): Step {
  const halted = wait({ ...state, alarm }, 'halted', times.haltedMs);
  return state.alarm === alarm ? halted : { ...halted, effects: [{ type: 'alarm', alarm }, ...halted.effects] };
}

function backOff(state: SyncState, trouble: Trouble, random: number, times: SyncTimes): Step {
  const failures = state.failures + 1;
  const ceiling = Math.min(times.maxBackOffMs, times.baseBackOffMs * 2 ** Math.min(failures - 1, 20));
  const asked = trouble.kind === 'busy' ? Math.min(trouble.retryAfterMs, times.maxRetryAfterMs) : 0;
  const away = trouble.kind === 'offline' || trouble.kind === 'timeout' || trouble.kind === 'garbage';
  const link = away ? 'offline' : trouble.kind === 'ledger' ? state.link : 'online';
  const next = wait({ ...state, failures, trouble, link }, 'waiting', asked + random * ceiling);
  if (state.putBack === null || trouble.kind !== 'refused' || !isContent(trouble)) return next;
  const again = { type: 'parkAgain', seq: state.putBack, reason: `refused-${trouble.status}` } as const;
  return { state: next.state, effects: [again, ...next.effects] };
}

/** It is what a batch holds that is refused, not who sends it or where to. */
const isContent = (trouble: Trouble): boolean => trouble.kind === 'refused' && [400, 413, 422].includes(trouble.status);

/** The one record that the platform refuses whatever else is sent; null while nothing says so. */
export function refusedRecord({
  trouble,
  sentFrom,
  sentCount,
  putBack,
}: SyncState): { seq: number; reason: string } | null {
  if (trouble?.kind !== 'refused' || !isContent(trouble) || sentCount !== 1 || sentFrom === null) return null;
  return putBack === null ? { seq: sentFrom, reason: `refused-${trouble.status}` } : null;
}

function wait(state: SyncState, phase: SyncState['phase'], afterMs: number): Step {
  const token = state.token + 1;
  return {
    state: { ...state, phase, token, again: false },
    effects: [{ type: 'timer', token, afterMs: Math.max(1, Math.round(afterMs)) }],
  };
}
