import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { unreachable } from '../../../drivers/contract/result.ts';
import type { IngestRequest } from '../../contract/platform-api.ts';
import { type Ledger, openLedger } from '../ledger/ledger.ts';
import { initialSync, step } from './machine.ts';
import type { SyncAnswer, SyncEffect, SyncEvent, SyncState } from './messages.ts';
import { createPlatformModel, type PlatformModel } from './platform-model.ts';

/**
 * One terminal (the real machine on a real ledger) against the platform model, in virtual time, with faults drawn from
 * a seed. The same seed gives the same run.
 */
export interface SimulationResult {
  /** Sealed bodies in the order the ledger said `ok` to them: written down by the caller, not read back. */
  readonly committed: readonly string[];
  /** Sealed bodies in the order the platform holds them. */
  readonly arrived: readonly string[];
  readonly keys: readonly string[];
  readonly pending: number;
  readonly drainedAfterMs: number;
  readonly alarms: readonly string[];
  readonly faults: number;
}

export interface SimulationOptions {
  readonly seed: number;
  readonly folder: string;
  readonly faultyMs?: number;
  /** Changes what the terminal sees of its ledger or of the platform: planted bugs for the checker's own test. */
  readonly sabotage?: (parts: { ledger: Ledger; platform: PlatformModel }) => {
    ledger: Ledger;
    platform: PlatformModel;
  };
}

const TERMINAL = 'SIM-0001';
const NO_BALLAST = { ballastBytes: 0, minimumFreeBytes: 0 };

export function simulate({ seed, folder, faultyMs = 120_000, sabotage }: SimulationOptions): SimulationResult {
  const random = mulberry32(seed);
  const home = mkdtempSync(path.join(folder, 'sim-'));
  const platform = createPlatformModel();
  const agenda: { at: number; order: number; act: () => void }[] = [];
  const committed: string[] = [];
  const alarms: string[] = [];
  let order = 0;
  let now = 0;
  let calm = false;
  let faults = 0;
  /** Counts the terminal's lives: whatever an earlier life asked for is lost with it. */
  let life = 0;
  let state: SyncState = initialSync;
  let ledger = open();
  let sessions = 0;

  function open(): Ledger {
    const opened = openLedger({
      file: path.join(home, 'ledger.db'),
      terminal: TERMINAL,
      // A wall clock that jumps about: nothing may depend on it.
      clock: { wallMs: () => 1.7e12 + now + (random() < 0.1 ? (random() - 0.5) * 1e11 : 0) },
      random: (count) => Uint8Array.from({ length: count }, () => Math.floor(random() * 256)),
      limits: NO_BALLAST,
    });
    if (!opened.ok) throw new Error(opened.error.message);
    return sabotage?.({ ledger: opened.value, platform }).ledger ?? opened.value;
  }
  const server = sabotage?.({ ledger, platform }).platform ?? platform;
  const chance = (probability: number) => !calm && random() < probability && ++faults > 0;
  const later = (afterMs: number, act: () => void) => agenda.push({ at: now + afterMs, order: order++, act });
  const laterHere = (afterMs: number, event: SyncEvent) => {
    const mine = life;
    later(afterMs, () => mine === life && dispatch(event));
  };

  function dispatch(event: SyncEvent): void {
    const next = step(state, event, random());
    state = next.state;
    for (const effect of next.effects) run(effect);
  }

  function run(effect: SyncEffect): void {
    switch (effect.type) {
      case 'read': {
        const back = effect.from === null ? ledger.returned() : null;
        if (back?.ok && back.value !== null) {
          laterHere(0, { type: 'batch', token: effect.token, batch: back.value, putBack: true });
          break;
        }
        const batch = ledger.pending(effect.maxRecords, effect.from);
        if (!batch.ok) throw new Error(batch.error.message);
        laterHere(0, { type: 'batch', token: effect.token, batch: batch.value });
        break;
      }
      case 'send':
        deliver(effect.token, { terminal: TERMINAL, ...effect.batch });
        break;
      case 'acknowledge': {
        const outcome = ledger.acknowledge(effect.response, effect.putBack);
        if (!outcome.ok) throw new Error(outcome.error.message);
        laterHere(0, { type: 'acknowledged', token: effect.token, outcome: outcome.value });
        break;
      }
      case 'rewind': {
        const outcome = ledger.rewind(effect.expectedSeq);
        if (!outcome.ok) throw new Error(outcome.error.message);
        laterHere(0, { type: 'rewound', token: effect.token, expectedSeq: effect.expectedSeq, outcome: outcome.value });
        break;
      }
      case 'timer':
        laterHere(effect.afterMs, { type: 'timer', token: effect.token });
        break;
      case 'alarm':
        alarms.push(effect.alarm);
        break;
      case 'parkAgain':
        ledger.parkAgain(effect);
        break;
      case 'abort':
      case 'desiredRevision':
        break;
      default:
        unreachable(effect);
    }
  }

  /** The network: loses, delays past the deadline, repeats and answers with what captive portals say. */
  function deliver(token: number, request: IngestRequest): void {
    const trouble = (kind: 'offline' | 'garbage'): SyncAnswer => ({ kind: 'trouble', trouble: { kind } });
    const answer = (afterMs: number, given: SyncAnswer) => laterHere(afterMs, { type: 'answer', token, answer: given });
    const there = 5 + random() * 200;
    const back = 5 + random() * 200;
    if (chance(0.1)) return void answer(there, trouble('offline'));
    if (chance(0.05)) return void answer(there, trouble('garbage'));
    if (chance(0.05))
      return void answer(there, { kind: 'trouble', trouble: { kind: 'busy', retryAfterMs: random() * 9000 } });
    if (chance(0.03)) return void answer(there, { kind: 'tooLarge' });
    if (chance(0.03)) return void answer(there, { kind: 'trouble', trouble: { kind: 'refused', status: 400 } });
    if (chance(0.05)) return; // Lost on the way: the flight's own deadline ends it.
    // A proxy may deliver the same request again, long after the terminal has given it up.
    if (chance(0.05)) later(random() * 60_000, () => void server.ingest(request));
    later(there, () => {
      const given = server.ingest(request);
      if (chance(0.15)) return; // Committed, and the answer lost.
      answer(chance(0.05) ? back + 25_000 : back, given);
    });
  }

  function work(): void {
    const id = `s${++sessions}`;
    const number = ledger.caseNumber();
    ledger.beginSession(id);
    if (number.ok) {
      const body = `a.b.c.d.${'x'.repeat(Math.floor(random() * 40))}${sessions}`;
      const saved = ledger.submitCase({
        caseNumber: number.value,
        sessionId: id,
        item: 'sample-item',
        sealedBody: body,
      });
      if (saved.ok) committed.push(body);
    }
    ledger.endSession({ sessionId: id, reason: 'finished' });
    dispatch({ type: 'recorded', lane: 'A' });
    if (now < faultyMs) later(random() * 4000, work);
  }

  /** A technician puts aside what waits first, and back a while later; a platform that is moody refuses it meanwhile. */
  function park(): void {
    const rows = ledger.service.pendingRows(1);
    const seq = rows.ok ? rows.value[0]?.seq : undefined;
    if (seq !== undefined && ledger.service.park({ seq, staff: '2001', reason: 'refused-400' }).ok) faults += 1;
    if (now < faultyMs) later(random() * 30_000, park);
  }

  /** And puts everything back now and then, also what was refused again. */
  function putBack(): void {
    const rows = ledger.service.parkedRows();
    for (const { seq } of rows.ok ? rows.value : [])
      if (ledger.service.putBack({ seq, staff: '2001' }).ok) dispatch({ type: 'asked' });
    later(10_000 + random() * 30_000, putBack);
  }

  function crash(): void {
    life += 1;
    faults += 1;
    ledger.close();
    ledger = open();
    ledger.recover();
    state = initialSync;
    laterHere(random() * 2000, { type: 'start' });
    if (now < faultyMs) later(random() * 40_000, crash);
  }

  function restoreBackup(): void {
    faults += 1;
    platform.restore(Math.max(0, platform.held() - Math.floor(random() * 30)));
    if (now < faultyMs) later(random() * 60_000, restoreBackup);
  }

  try {
    dispatch({ type: 'start' });
    later(0, work);
    later(random() * 30_000, park);
    later(random() * 60_000, putBack);
    later(random() * 40_000, crash);
    later(random() * 60_000, restoreBackup);
    const pending = () => {
      const counts = ledger.counts();
      if (!counts.ok) throw new Error(counts.error.message);
      return counts.value.lastSeq - server.records().length;
    };
    let drainedAt = Number.POSITIVE_INFINITY;
    // Until everything has arrived, or long after the last fault.
    while (agenda.length > 0 && now < faultyMs + 25 * 60_000) {
      agenda.sort((left, right) => left.at - right.at || left.order - right.order);
      const next = agenda.shift();
      if (next === undefined) break;
      now = next.at;
      calm = now > faultyMs + 60_000;
      next.act();
      if (calm && pending() === 0) {
        drainedAt = now;
        break;
      }
    }
    return {
      committed,
      arrived: server
        .records()
        .filter((record) => record.kind === 'case.submitted')
        .map((record) => record.body),
      keys: server.records().map((record) => record.idempotencyKey),
      pending: pending(),
      drainedAfterMs: drainedAt - faultyMs - 60_000,
      alarms,
      faults,
    };
  } finally {
    ledger.close();
    rmSync(home, { recursive: true, force: true });
  }
}

/** A small seeded generator (mulberry32); quality enough for faults. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
