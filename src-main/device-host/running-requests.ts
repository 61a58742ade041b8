import type { Completion, DocumentStep } from '../../drivers/contract/index.ts';
import type { DeviceHostToTerminal, DeviceRequest } from '../contract/device-messages.ts';
import { CALLED_OFF, type ExecuteOptions } from './execute.ts';

export interface RequestDesk {
  /** To the terminal that asks. */
  readonly send: (message: DeviceHostToTerminal) => void;
  /** False when this terminal has it not on its disk, or is not there any more. */
  readonly onStep: (id: string, step: DocumentStep) => Promise<boolean>;
  readonly execute: (
    request: DeviceRequest,
    options: Pick<ExecuteOptions, 'signal' | 'onProgress' | 'onStep'>,
  ) => Promise<Completion<unknown>>;
}

/** What one terminal asked for and waits for: each request ends in exactly one answer to it. */
export class RunningRequests {
  readonly #desk: RequestDesk;
  readonly #running = new Map<string, AbortController>();

  constructor(desk: RequestDesk) {
    this.#desk = desk;
  }

  async serve(request: DeviceRequest): Promise<void> {
    const { send, execute, onStep } = this.#desk;
    const { id } = request;
    const abort = new AbortController();
    this.#running.set(id, abort);
    const completion = await execute(request, {
      signal: abort.signal,
      onProgress: (progress) => send({ kind: 'progress', id, progress }),
      onStep: (step) => onStep(id, step),
    });
    this.#running.delete(id);
    send(
      completion.ok
        ? { kind: 'completion', id, ok: true, value: completion.value ?? null, effect: completion.effect }
        : { kind: 'failure', id, error: completion.error },
    );
  }

  /** A person called it off. */
  callOff(id: string): void {
    this.#running.get(id)?.abort(CALLED_OFF);
  }

  /** Nobody waits for them any more: what waits for a person ends, and papers in motion are finished, never cut. */
  terminalWent(): void {
    for (const abort of this.#running.values()) abort.abort();
  }
}
