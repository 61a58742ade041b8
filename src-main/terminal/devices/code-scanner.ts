import { decodeText } from '../../../drivers/contract/code-text.ts';
import { type Completion, completed, failed } from '../../../drivers/contract/completion.ts';
import type { CameraPlace } from '../../contract/camera.ts';
import { serves } from '../session/availability.ts';
import type { Cameras } from './cameras.ts';
import type { DeviceClient } from './device-client.ts';

/** The same value a barcode reader completes with; `aim` is null where nobody tells the kind of symbol. */
export type CodeReading = Promise<Completion<{ readonly text: string; readonly aim: string | null }>>;

/** How often a reader that reads is asked for its health: whoever holds a code out waits no longer than this. */
const WATCH_EVERY_MS = 500;

interface ReadOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/**
 * Reads codes with what the machine has: the barcode reader while that works, else a camera. Whichever it is, what comes
 * out is the same strict text (`code-text.ts`), and nothing more is believed of it.
 */
export class CodeScanner {
  readonly #devices: Pick<DeviceClient, 'request' | 'view'>;
  readonly #cameras: Cameras;

  constructor(devices: Pick<DeviceClient, 'request' | 'view'>, cameras: Cameras) {
    this.#devices = devices;
    this.#cameras = cameras;
  }

  /** Does anything that reads codes belong to this machine? */
  get fitted(): boolean {
    return 'barcodeReader' in this.#devices.view() || this.#cameras.places.length > 0;
  }

  /** One that goes while it reads, or is not heard of any more, leaves what remains of the time to a camera. */
  async read(options: ReadOptions): CodeReading {
    const until = performance.now() + options.timeoutMs;
    const atOnce = this.#placeInsteadOfReader();
    if (atOnce !== null) return this.byCamera(atOnce, options);
    const read = await this.#byReader(options);
    if (read.ok || read.error.code !== 'deviceNotReady' || options.signal?.aborted === true) return read;
    const place = this.#placeToReadWith();
    const timeoutMs = until - performance.now();
    return place === null || timeoutMs <= 0 ? read : this.byCamera(place, { ...options, timeoutMs });
  }

  /** With a camera whether or not there is a barcode reader: its own test. */
  readByCamera(options: ReadOptions): CodeReading {
    const place = this.#placeToReadWith() ?? this.#cameras.places[0];
    return place === undefined
      ? Promise.resolve(failed('deviceNotReady', 'notFitted', 'no camera is fitted'))
      : this.byCamera(place, options);
  }

  byCamera(place: CameraPlace, { timeoutMs, signal }: ReadOptions): CodeReading {
    return new Promise((resolve) => {
      const end = (completion: Awaited<CodeReading>): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
        close();
        resolve(completion);
      };
      const abort = (): void => end(failed('canceled', 'canceled', 'called off'));
      const timer = setTimeout(() => end(failed('timeOut', 'timeOut', 'no code was shown')), timeoutMs);
      const close = this.#cameras.open(place, 'readCode', (news) => {
        if (news.kind === 'failed') end(failed('deviceNotReady', `camera-${news.why}`, 'the camera has no picture'));
        if (news.kind !== 'code') return;
        const text = decodeText(news.bytes);
        // Not a code for us: another may be shown while the camera is open.
        if (text.ok) end(completed({ text: text.value, aim: null }, 'none'));
      });
      if (signal?.aborted === true) abort();
      else signal?.addEventListener('abort', abort, { once: true });
    });
  }

  /** Ends as `deviceNotReady` also when the reader stops to serve and a camera could: it may never answer again. */
  #byReader({ timeoutMs, signal }: ReadOptions): CodeReading {
    const given = new AbortController();
    const called = signal === undefined ? given.signal : AbortSignal.any([signal, given.signal]);
    let watching: NodeJS.Timeout | undefined;
    const lost = new Promise<Awaited<CodeReading>>((resolve) => {
      watching = setInterval(() => {
        if (this.#placeInsteadOfReader() === null) return;
        given.abort();
        resolve(failed('deviceNotReady', 'lost', 'the reader serves no more'));
      }, WATCH_EVERY_MS);
    });
    const read = this.#devices.request('barcode.read', { timeoutMs }, { signal: called });
    return Promise.race([read, lost]).finally(() => clearInterval(watching));
  }

  /** Null while the reader serves, and where nothing could take its place. */
  #placeInsteadOfReader(): CameraPlace | null {
    const reader = this.#devices.view().barcodeReader;
    return reader !== undefined && serves(reader.health) ? null : this.#placeToReadWith();
  }

  /** The one that looks at papers is nearer to a code that is held out; null when none has a picture. */
  #placeToReadWith(): CameraPlace | null {
    const healths = this.#cameras.healths();
    return this.#cameras.places.find((place) => serves(healths[place] ?? 'unknown')) ?? null;
  }
}
