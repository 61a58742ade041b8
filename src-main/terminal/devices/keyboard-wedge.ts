import { type Completion, completed, type DeviceStatus, failed, health } from '../../../drivers/contract/index.ts';
import type { HealthCheckLevel, HealthCheckResult } from '../../contract/device-messages.ts';
import type { OwnDevice } from './own-devices.ts';

/** Fault word of every such scanner, always: it works, and nobody can be sure of what it says. */
export const WEDGE_FAULT = 'keyboard-wedge';

type Reading = Completion<{ readonly text: string; readonly aim: string | null }>;

/**
 * A scanner that types what it reads. The shell sees the keys first, frames them and passes codes on only while `want` asked
 * for one (`src-main/shell/wedge-framer.ts`); this process never sees a key. There is no way to ask such a scanner anything,
 * so nobody can tell that it is there.
 */
export class KeyboardWedge implements OwnDevice {
  readonly deviceClass = 'barcodeReader';
  readonly #now: () => number;
  readonly #want: (wanted: boolean) => void;
  #waiting: ((text: string) => void) | null = null;

  constructor(options: { now: () => number; want: (wanted: boolean) => void }) {
    this.#now = options.now;
    this.#want = options.want;
  }

  view() {
    const status: DeviceStatus = {
      deviceClass: 'barcodeReader',
      device: 'online',
      media: null,
      paper: null,
      action: 'none',
      faults: [WEDGE_FAULT],
      observedAt: this.#now(),
      evidence: 'wedge scanner: typed characters cannot be told from a keyboard',
      identity: null,
      model: 'keyboard wedge',
      lifecycle: 'enabled',
      activity: this.#waiting === null ? 'idle' : 'busy',
      // Whatever types looks like one, and none says that it is there.
      attachment: 'unknown',
      source: 'inferred',
    };
    return { health: health(status, this.#now()), status };
  }

  /** The shell framed a code. One that nobody waits for is forgotten. */
  code(text: string): void {
    this.#waiting?.(text);
  }

  read({ timeoutMs, signal }: { timeoutMs: number; signal?: AbortSignal }): Promise<Reading> {
    if (this.#waiting !== null)
      return Promise.resolve(failed('sequenceError', 'busy', 'another code is being waited for'));
    if (signal?.aborted) return Promise.resolve(failed('canceled', 'canceled', 'called off'));
    return new Promise((resolve) => {
      const end = (reading: Reading): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
        this.#waiting = null;
        this.#want(false);
        resolve(reading);
      };
      const abort = (): void => end(failed('canceled', 'canceled', 'called off'));
      const timer = setTimeout(() => end(failed('timeOut', 'timeOut', 'no code was shown')), timeoutMs);
      signal?.addEventListener('abort', abort, { once: true });
      this.#waiting = (text) => end(completed({ text, aim: null }, 'none'));
      this.#want(true);
    });
  }

  async checkHealth(
    level: HealthCheckLevel,
    { timeoutMs, signal }: { timeoutMs: number; signal?: AbortSignal },
  ): Promise<Completion<HealthCheckResult>> {
    if (level !== 'interactive')
      return completed({ passed: false, code: 'cannotBeAsked', evidence: 'a keyboard wedge cannot be asked' }, 'none');
    const read = await this.read({ timeoutMs, ...(signal ? { signal } : {}) });
    if (read.ok)
      return completed({ passed: true, code: 'read', evidence: `${read.value.text.length} characters` }, 'none');
    if (read.error.code === 'timeOut')
      return completed({ passed: false, code: 'timeOut', evidence: 'no code was typed' }, 'none');
    return read;
  }
}
