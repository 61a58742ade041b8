import { randomUUID } from 'node:crypto';
import {
  type Completion,
  type DocumentStep,
  type Effect,
  errorKindOf,
  failed,
} from '../../../drivers/contract/index.ts';
import {
  type DeviceCommand,
  type DeviceRequest,
  deviceResultSchemas,
  type RequestProgress,
} from '../../contract/device-messages.ts';
import type { Logger } from '../../logging/logger.ts';

/** Who hears of a request before it ends. */
export interface RequestListener {
  readonly onProgress?: ((progress: RequestProgress) => void) | undefined;
  /** Writes a step of a document down; false when it could not. */
  readonly onStep?: ((step: DocumentStep) => boolean) | undefined;
}

/** What a request is about, as far as it says whether paper may move. */
export type Begun =
  | Pick<Extract<DeviceRequest, { command: 'device.checkHealth' }>, 'command' | 'deviceClass' | 'level'>
  | { readonly command: Exclude<DeviceCommand, 'device.checkHealth'> };

const PAPER_MOVERS: ReadonlySet<DeviceCommand> = new Set([
  ...(['receipt.print', 'receipt.retract'] as const),
  ...(['document.print', 'document.retract'] as const),
]);

/** Paper may move until it has ended: a test page is one, too. */
function movesPaper(begun: Begun): boolean {
  if (begun.command !== 'device.checkHealth') return PAPER_MOVERS.has(begun.command);
  const { deviceClass, level } = begun;
  return level === 'external' && (deviceClass === 'receiptPrinter' || deviceClass === 'documentPrinter');
}

interface Running extends RequestListener {
  readonly command: DeviceCommand;
  readonly movesPaper: boolean;
  readonly begunAt: number;
  readonly settle: (completion: Completion<unknown>) => void;
}

/** What a command may have done when the process that ran it died: reading does nothing, paper nobody can tell. */
const effectWhenLost: Record<DeviceCommand, Effect> = {
  'idCard.read': 'none',
  'idCard.readWithPortrait': 'none',
  'idCard.present': 'none',
  'barcode.read': 'none',
  'smartCard.read': 'none',
  'smartCard.present': 'none',
  'receipt.print': 'unknown',
  'receipt.retract': 'unknown',
  'receipt.retractBinHolds': 'none',
  'document.print': 'unknown',
  'document.retract': 'unknown',
  // It prints nothing, and says nothing when it is lost.
  'document.resume': 'unknown',
  'document.loadSpecialPaper': 'none',
  'document.validate': 'none',
  'document.wipe': 'none',
  // A test page may have come out; nobody waits for it.
  'device.checkHealth': 'unknown',
  'device.restart': 'none',
  'configuration.check': 'none',
  'auxiliaries.setLight': 'unknown',
  'auxiliaries.setVolume': 'unknown',
};

/** Requests the device host has and has not answered: each ends in exactly one completion, also when the host dies. */
export class RunningRequests {
  readonly #now: () => number;
  readonly #log: Logger['log'];
  readonly #running = new Map<string, Running>();

  constructor(now: () => number, log: Logger['log']) {
    this.#now = now;
    this.#log = log;
  }

  /** `settle` is called once. Returns the request's id. */
  begin(begun: Begun, listener: RequestListener, settle: Running['settle']): string {
    const id = randomUUID();
    const { command } = begun;
    this.#running.set(id, { ...listener, command, movesPaper: movesPaper(begun), begunAt: this.#now(), settle });
    return id;
  }

  /** A paper moves for one of them, or may. */
  get paperMoves(): boolean {
    return [...this.#running.values()].some((one) => one.movesPaper);
  }

  progress(id: string, progress: RequestProgress): void {
    this.#running.get(id)?.onProgress?.(progress);
  }

  /** False where nobody wrote it down: a request that has ended meanwhile has nobody left who writes. */
  step(id: string, step: DocumentStep): boolean {
    return this.#running.get(id)?.onStep?.(step) ?? false;
  }

  fail(id: string, error: Extract<Completion<never>, { ok: false }>['error']): void {
    this.#settle(id, { ok: false, error });
  }

  succeed(id: string, value: unknown, effect: Effect): void {
    const command = this.#running.get(id)?.command;
    if (command === undefined) return;
    const parsed = deviceResultSchemas[command].safeParse(value);
    if (parsed.success) {
      this.#settle(id, { ok: true, value: parsed.data, effect });
      return;
    }
    this.#log('device.messageRefused', {});
    const lost = effectWhenLost[command];
    this.#settle(id, failed('internalError', 'badValue', 'the device host answered something else', lost));
  }

  /** The host is gone: each ends with what it may have done. */
  lose(): void {
    if (this.#running.size > 0) this.#log('device.hostLost', { commands: this.#running.size });
    for (const [id, { command }] of [...this.#running])
      this.#settle(id, failed('deviceNotReady', 'hostLost', 'the device host went away', effectWhenLost[command]));
  }

  #settle(id: string, completion: Completion<unknown>): void {
    const running = this.#running.get(id);
    if (running === undefined) return;
    this.#running.delete(id);
    const { command, begunAt } = running;
    const [code, errorCode, effect] = completion.ok
      ? (['success', 'none', completion.effect] as const)
      : ([completion.error.code, completion.error.errorCode, completion.error.effect] as const);
    const kind = completion.ok ? 'none' : errorKindOf(completion.error);
    const tookMs = this.#now() - begunAt;
    this.#log('device.commandEnded', { command, completion: code, errorCode, kind, effect, tookMs });
    running.settle(completion);
  }
}
