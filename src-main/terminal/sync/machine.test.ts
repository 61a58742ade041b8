import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Batch } from '../ledger/outbox.ts';
import { initialSync, refusedRecord, step } from './machine.ts';
import type { SyncAnswer, SyncEffect, SyncEvent, SyncState } from './messages.ts';
import { syncTimes } from './times.ts';

const batch: Batch = { epoch: 'e'.repeat(32), firstSeq: 5, previousHash: '0'.repeat(64), records: [] };
const response = { ackedSeq: 5, hashAtAcked: 'a'.repeat(64), parked: [], desiredRevision: 3 };

/** Drives the machine and gives back what it asked for last. `event` may leave the token out: the current one is used. */
function run(events: ((state: SyncState) => SyncEvent)[], random = 1) {
  let state = initialSync;
  let effects: readonly SyncEffect[] = [];
  for (const event of events) ({ state, effects } = step(state, event(state), random));
  return { state, effects, kinds: effects.map((effect) => effect.type) };
}
const start = (): SyncEvent => ({ type: 'start' });
const recorded = (lane: 'A' | 'B') => (): SyncEvent => ({ type: 'recorded', lane });
const timer = ({ token }: SyncState): SyncEvent => ({ type: 'timer', token });
const found = ({ token }: SyncState): SyncEvent => ({ type: 'batch', token, batch });
const nothing = ({ token }: SyncState): SyncEvent => ({ type: 'batch', token, batch: null });
const answered =
  (answer: SyncAnswer) =>
  ({ token }: SyncState): SyncEvent => ({ type: 'answer', token, answer });
const offline: SyncAnswer = { kind: 'trouble', trouble: { kind: 'offline' } };
const newly =
  (count: number) =>
  ({ token }: SyncState): SyncEvent => ({
    type: 'acknowledged',
    token,
    outcome: { kind: 'acknowledged', ackedSeq: 5, newly: count },
  });

describe('the normal way', () => {
  it('sends what waits, takes the acknowledgement and looks for more', () => {
    expect(run([start, found]).kinds).toEqual(['send', 'timer']);
    expect(run([start, found, answered({ kind: 'acked', response })]).effects).toContainEqual(
      expect.objectContaining({ type: 'acknowledge', response }),
    );
    expect(run([start, found, answered({ kind: 'acked', response }), newly(1)]).kinds).toEqual(['read']);
  });

  it('shows its newest record again after a start with an empty queue, then rests', () => {
    expect(run([start, nothing]).effects).toMatchObject([{ type: 'read', from: 'last' }]);
    expect(run([start, nothing, nothing]).state.phase).toBe('idle');
  });

  it('has one batch on its way, however much is recorded meanwhile', () => {
    expect(run([start, found, recorded('A'), recorded('A')]).kinds).toEqual([]);
  });
});

describe('a platform that another request found there again', () => {
  const reachable = (): SyncEvent => ({ type: 'reachable' });
  it('is sent what waits at once, however long the back-off still was', () => {
    const away = [start, found, answered(offline), timer, found, answered(offline), timer, found, answered(offline)];
    expect(run(away).state.phase).toBe('waiting');
    expect(run([...away, reachable]).effects).toMatchObject([{ type: 'read', from: null }]);
    expect(run([start, nothing, found, answered(offline), reachable]).effects).toMatchObject([
      { type: 'read', from: 'last' },
    ]);
  });

  it('keeps its own wish to be left alone, and is not asked twice at once', () => {
    const busy: SyncAnswer = { kind: 'trouble', trouble: { kind: 'busy', retryAfterMs: 9_000 } };
    const refused: SyncAnswer = { kind: 'trouble', trouble: { kind: 'refused', status: 400 } };
    for (const answer of [busy, refused]) expect(run([start, found, answered(answer), reachable]).kinds).toEqual([]);
    for (const before of [[start], [start, found], [start, nothing, nothing]])
      expect(run([...before, reachable]).kinds).toEqual([]);
  });
});

describe('lanes', () => {
  const idle = [start, nothing, nothing];
  it('reads at once for lane A and lingers for lane B', () => {
    expect(run([...idle, recorded('A')]).kinds).toEqual(['read']);
    expect(run([...idle, recorded('B')]).effects).toMatchObject([{ type: 'timer', afterMs: syncTimes.lingerMs }]);
    expect(run([...idle, recorded('B'), recorded('A')]).kinds).toEqual(['read']);
  });

  it('lets lane A break a back-off, but not the wish of the platform to be left alone', () => {
    expect(run([start, found, answered(offline), recorded('A')]).kinds).toEqual(['read']);
    expect(run([start, found, answered(offline), recorded('B')]).kinds).toEqual([]);
    const busy: SyncAnswer = { kind: 'trouble', trouble: { kind: 'busy', retryAfterMs: 9000 } };
    expect(run([start, found, answered(busy), recorded('A')]).kinds).toEqual([]);
    expect(run([start, found, answered(busy)], 0).effects).toMatchObject([{ type: 'timer', afterMs: 9000 }]);
  });
});

describe('trouble', () => {
  it('backs off exponentially with full jitter up to the ceiling', () => {
    let events = [start, found, answered(offline)];
    const waits: unknown[] = [];
    for (let round = 0; round < 9; round++) {
      waits.push(run(events).effects.find((effect) => effect.type === 'timer')?.afterMs);
      events = [...events, timer, found, answered(offline)];
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000]);
    expect(run(events, 0).effects).toMatchObject([{ type: 'timer', afterMs: 1 }]);
  });

  it('gives a flight up by itself and ignores its late answer', () => {
    const late = run([start, found, timer]);
    expect(late.kinds).toEqual(['abort', 'timer']);
    expect(late.state).toMatchObject({ phase: 'waiting', link: 'offline', trouble: { kind: 'timeout' } });
    const after = step(late.state, { type: 'answer', token: 2, answer: { kind: 'acked', response } }, 0);
    expect(after).toEqual({ state: late.state, effects: [] });
  });

  it('sends smaller batches when one was too large', () => {
    expect(run([start, found, answered({ kind: 'tooLarge' })]).effects).toMatchObject([
      { type: 'read', maxRecords: 100 },
    ]);
  });

  it('does not hammer a platform that acknowledges nothing new', () => {
    const stuck = run([start, found, answered({ kind: 'acked', response }), newly(0)]);
    expect(stuck.state).toMatchObject({ phase: 'waiting', trouble: { kind: 'noProgress' } });
  });
});

describe('disagreement', () => {
  const gap = (expectedSeq: number) => answered({ kind: 'gap', expectedSeq });
  const rewound =
    (outcome: Extract<SyncEvent, { type: 'rewound' }>['outcome']) =>
    ({ token }: SyncState): SyncEvent => ({
      type: 'rewound',
      token,
      expectedSeq: 3,
      outcome,
    });

  it('goes back to what a restored platform expects', () => {
    expect(run([start, found, gap(3)]).effects).toMatchObject([{ type: 'rewind', expectedSeq: 3 }]);
    expect(run([start, found, gap(3), rewound({ kind: 'rewound', records: 4 })]).kinds).toEqual(['read']);
  });

  it.each<[string, ((state: SyncState) => SyncEvent)[], string]>([
    ['the chain does not fit', [gap(5)], 'chainRefused'],
    ['the tail is gone', [gap(3), rewound({ kind: 'notHeld', oldestHeld: 9 })], 'tailLost'],
    ['the platform knows more', [gap(99), rewound({ kind: 'ahead', lastSeq: 7 })], 'platformAhead'],
    ['it holds others under our numbers', [gap(8), rewound({ kind: 'rewound', records: 0 })], 'chainRefused'],
    [
      'the hash differs',
      [
        answered({ kind: 'acked', response }),
        ({ token }) => ({ type: 'acknowledged', token, outcome: { kind: 'mismatch', ackedSeq: 5 } }),
      ],
      'hashMismatch',
    ],
  ])('stops safely and says why: %s', (_name, events, alarm) => {
    const { state, effects } = run([start, found, ...events]);
    expect(state).toMatchObject({ phase: 'halted', alarm });
    expect(effects).toEqual([
      { type: 'alarm', alarm },
      { type: 'timer', token: state.token, afterMs: syncTimes.haltedMs },
    ]);
    expect(step(state, { type: 'recorded', lane: 'A' }, 0).effects).toEqual([]);
    expect(step(state, { type: 'timer', token: state.token }, 0).effects).toMatchObject([{ type: 'read' }]);
    expect(step(state, { type: 'asked' }, 0).effects).toMatchObject([{ type: 'read' }]);
  });
});

it('never has two requests or no way forward, whatever happens in whatever order', () => {
  const answer: fc.Arbitrary<SyncAnswer> = fc.oneof(
    fc.constant<SyncAnswer>({ kind: 'acked', response }),
    fc.constant(offline),
    fc.constant<SyncAnswer>({ kind: 'tooLarge' }),
    fc.nat(10).map((seq): SyncAnswer => ({ kind: 'gap', expectedSeq: seq + 1 })),
  );
  const makers: fc.Arbitrary<(state: SyncState) => SyncEvent> = fc.oneof(
    fc.constantFrom<(state: SyncState) => SyncEvent>(
      recorded('A'),
      recorded('B'),
      timer,
      found,
      nothing,
      newly(0),
      newly(1),
    ),
    fc.constant<(state: SyncState) => SyncEvent>(({ token }) => ({ type: 'ledgerFailed', token })),
    answer.map((given) => answered(given)),
    fc.constant((): SyncEvent => ({ type: 'reachable' })),
    fc.constant((): SyncEvent => ({ type: 'asked' })),
    fc.nat(5).map(
      (back) =>
        ({ token }: SyncState): SyncEvent => ({ type: 'timer', token: token - back - 1 }),
    ),
  );
  fc.assert(
    fc.property(
      fc.array(makers, { maxLength: 60 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (events, random) => {
        let { state, effects } = step(initialSync, { type: 'start' }, random);
        let alive = new Map<number, string>(
          effects.map((effect) => ['token' in effect ? effect.token : -1, effect.type]),
        );
        for (const event of events) {
          ({ state, effects } = step(state, event(state), random));
          expect(effects.filter((effect) => effect.type === 'send').length).toBeLessThan(2);
          for (const effect of effects) if ('token' in effect) alive.set(effect.token, effect.type);
          // Whatever it waits for was asked for under its present token.
          expect(alive.has(state.token)).toBe(true);
          alive = new Map([...alive].filter(([token]) => token >= state.token));
        }
      },
    ),
  );
});

describe('a record that the platform refuses whatever else is sent', () => {
  const refused = (status: number): SyncAnswer => ({ kind: 'trouble', trouble: { kind: 'refused', status } });
  const many =
    (count: number, putBack = false) =>
    ({ token }: SyncState): SyncEvent => ({
      type: 'batch',
      token,
      batch: { ...batch, withheld: Array.from({ length: count }, (_, n) => ({ seq: 5 + n, hash: 'a'.repeat(64) })) },
      putBack,
    });

  it('is found by halves, named when it is alone, and then not hammered', () => {
    const halved = run([start, many(200), answered(refused(400))]);
    expect(halved.effects).toMatchObject([{ type: 'read', from: null, maxRecords: 100 }]);
    expect(refusedRecord(halved.state)).toBeNull();
    const alone = run([start, many(2), answered(refused(400)), many(1), answered(refused(400))]);
    expect(alone.kinds).toEqual(['timer']);
    expect(refusedRecord(alone.state)).toEqual({ seq: 5, reason: 'refused-400' });
  });

  it('is not looked for where the address or the key is what is wrong', () => {
    for (const status of [403, 404, 409]) {
      const { state, kinds } = run([start, many(200), answered(refused(status))]);
      expect([kinds, state.maxRecords, refusedRecord(state)]).toEqual([['timer'], 200, null]);
    }
  });

  it('that was put back and is refused again is parked again, and those behind it are not kept waiting by it', () => {
    for (const answer of [refused(400), { kind: 'tooLarge' } as const]) {
      const { effects, state } = run([start, many(1, true), answered(answer)]);
      expect(effects.map(({ type }) => type)).toEqual(['parkAgain', 'timer']);
      expect(effects[0]).toMatchObject({ seq: 5, reason: answer.kind === 'tooLarge' ? 'refused-413' : 'refused-400' });
      expect(refusedRecord(state)).toBeNull();
    }
  });

  it('that was put back and is taken is told to the ledger, and the next is read at once', () => {
    const acked = [start, many(1, true), answered({ kind: 'acked' as const, response })];
    expect(run(acked).effects).toContainEqual(expect.objectContaining({ type: 'acknowledge', putBack: 5 }));
    expect(run([...acked, newly(0)]).effects).toMatchObject([{ type: 'read', from: null }]);
  });
});
