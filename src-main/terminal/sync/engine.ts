import { unreachable } from '../../../drivers/contract/result.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { ClientError, PlatformClient } from '../platform-client/client.ts';
import { initialSync, refusedRecord, step } from './machine.ts';
import type { Alarm, SyncAnswer, SyncEffect, SyncEvent, SyncState, Trouble } from './messages.ts';
import { type SyncTimes, syncTimes } from './times.ts';

export interface SyncEngineOptions {
  readonly ledger: Pick<Ledger, 'pending' | 'returned' | 'acknowledge' | 'parkAgain' | 'rewind'>;
  readonly client: Pick<PlatformClient, 'ingest'>;
  readonly terminal: string;
  readonly times?: SyncTimes;
  /** In [0, 1); for the jitter. */
  readonly random?: () => number;
  readonly onStatus?: (status: SyncStatus) => void;
  readonly onAlarm?: (alarm: Alarm) => void;
  /** The newest catalogue revision the platform has; a doorbell, not a promise. */
  readonly onDesiredRevision?: (revision: number) => void;
}

export interface SyncStatus {
  readonly link: SyncState['link'];
  /** True while everything recorded before the last look is acknowledged. */
  readonly drained: boolean;
  readonly trouble: Trouble | null;
  readonly alarm: Alarm | null;
  /** The one record that the platform refuses, also alone. */
  readonly refuses: { readonly seq: number; readonly reason: string } | null;
}

export interface SyncEngine {
  start(): void;
  /** Try now, also after an alarm: a person asks. */
  sendNow(): void;
  /** Say that something was recorded: lane A goes out at once, lane B with the next company. */
  recorded(lane: 'A' | 'B'): void;
  /** The platform answered something else again after it had been away: what waits goes out now. */
  reachable(): void;
  status(): SyncStatus;
  /** Ends the request on its way; resolves when nothing of the engine runs any more. */
  stop(): Promise<void>;
}

/** Runs the machine's effects on the real ledger, platform client and timers. */
export function createSyncEngine(options: SyncEngineOptions): SyncEngine {
  const { ledger, client, terminal } = options;
  const times = options.times ?? syncTimes;
  const random = options.random ?? Math.random;
  const queue: SyncEvent[] = [];
  let state = initialSync;
  let running = false;
  let timer: NodeJS.Timeout | undefined;
  let flight: AbortController | null = null;
  let landing: Promise<void> = Promise.resolve();

  const status = (): SyncStatus => ({
    link: state.link,
    drained: state.phase === 'idle',
    trouble: state.trouble,
    alarm: state.alarm,
    refuses: refusedRecord(state),
  });

  function dispatch(event: SyncEvent): void {
    queue.push(event);
    if (running) return;
    running = true;
    try {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) advance(next);
    } finally {
      running = false;
    }
  }

  function advance(event: SyncEvent): void {
    const before = status();
    const { state: next, effects } = step(state, event, random(), times);
    state = next;
    if (event.type === 'stop') clearTimeout(timer);
    for (const effect of effects) run(effect);
    const after = status();
    if (JSON.stringify(before) !== JSON.stringify(after)) options.onStatus?.(after);
  }

  function run(effect: SyncEffect): void {
    switch (effect.type) {
      case 'read':
      case 'acknowledge':
      case 'rewind':
        dispatch(askLedger(effect));
        break;
      case 'send':
        landing = send(effect);
        break;
      case 'parkAgain':
        ledger.parkAgain(effect);
        break;
      case 'abort':
        flight?.abort();
        break;
      case 'timer':
        clearTimeout(timer);
        timer = setTimeout(() => dispatch({ type: 'timer', token: effect.token }), effect.afterMs);
        break;
      case 'alarm':
        options.onAlarm?.(effect.alarm);
        break;
      case 'desiredRevision':
        options.onDesiredRevision?.(effect.revision);
        break;
      default:
        unreachable(effect);
    }
  }

  function askLedger(effect: Extract<SyncEffect, { type: 'read' | 'acknowledge' | 'rewind' }>): SyncEvent {
    const { token } = effect;
    switch (effect.type) {
      case 'read': {
        const back = effect.from === null ? ledger.returned() : null;
        if (back?.ok && back.value !== null) return { type: 'batch', token, batch: back.value, putBack: true };
        const batch = ledger.pending(effect.maxRecords, effect.from);
        return batch.ok ? { type: 'batch', token, batch: batch.value } : { type: 'ledgerFailed', token };
      }
      case 'acknowledge': {
        const outcome = ledger.acknowledge(effect.response, effect.putBack);
        return outcome.ok ? { type: 'acknowledged', token, outcome: outcome.value } : { type: 'ledgerFailed', token };
      }
      case 'rewind': {
        const { expectedSeq } = effect;
        const outcome = ledger.rewind(expectedSeq);
        return outcome.ok
          ? { type: 'rewound', token, expectedSeq, outcome: outcome.value }
          : { type: 'ledgerFailed', token };
      }
      default:
        return unreachable(effect);
    }
  }

  async function send({ token, batch }: Extract<SyncEffect, { type: 'send' }>): Promise<void> {
    const controller = new AbortController();
    flight = controller;
    const answer = await client.ingest({ terminal, ...batch }, controller.signal);
    if (flight === controller) flight = null;
    dispatch({ type: 'answer', token, answer: answer.ok ? answer.value : translate(answer.error) });
  }

  return {
    start: () => dispatch({ type: 'start' }),
    sendNow: () => dispatch({ type: 'asked' }),
    recorded: (lane) => dispatch({ type: 'recorded', lane }),
    reachable: () => dispatch({ type: 'reachable' }),
    status,
    stop: async () => {
      dispatch({ type: 'stop' });
      await landing;
    },
  };
}

function translate(error: ClientError): SyncAnswer {
  const trouble = (given: Trouble): SyncAnswer => ({ kind: 'trouble', trouble: given });
  if (error.status === 413) return { kind: 'tooLarge' };
  if (error.retryAfterMs !== undefined) return trouble({ kind: 'busy', retryAfterMs: error.retryAfterMs });
  switch (error.kind) {
    case 'offline':
    case 'timeout':
    case 'garbage':
    case 'unauthorised':
      return trouble({ kind: error.kind });
    case 'refused':
    case 'notFound':
    case 'conflict':
      return trouble({ kind: 'refused', status: error.status ?? 0 });
    default:
      return unreachable(error.kind);
  }
}
