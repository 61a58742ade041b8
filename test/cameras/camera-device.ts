import {
  type BarcodeReader,
  type Clock,
  type Completion,
  completed,
  type DeviceStatus,
  failed,
  type ScannedCode,
} from '../../drivers/contract/index.ts';
import type { CameraTold } from '../../src-main/contract/camera.ts';
import { cameraToldSchema } from '../../src-main/contract/camera.ts';
import { Cameras } from '../../src-main/terminal/devices/cameras.ts';
import { CodeScanner } from '../../src-main/terminal/devices/code-scanner.ts';
import { CameraDesk } from '../../src-renderer/camera/camera-desk.ts';
import { cameraLabels, openCamera } from '../../src-renderer/camera/open-camera.ts';
import type { PictureWork } from '../../src-renderer/camera/picture-work.ts';

export const LABEL = 'HD desk camera';
const CONFIGURED = { document: { label: LABEL } };

/** What is before the lens, for whoever reads the picture: the worker itself needs Chromium. */
export interface BeforeTheLens {
  code: Uint8Array | null;
  /** Workers that nobody ended. */
  works: number;
}

const work = (lens: BeforeTheLens): PictureWork => {
  lens.works += 1;
  let over = false;
  return {
    ask: (async ({ kind, pixels }: { kind: string; pixels: { data: Uint8ClampedArray } }) => {
      pixels.data.fill(0);
      return kind === 'readCode' && lens.code !== null ? Uint8Array.from(lens.code) : null;
    }) as unknown as PictureWork['ask'],
    close: () => {
      if (!over) lens.works -= 1;
      over = true;
    },
  };
};

/**
 * The class `camera` as the conformance kit meets a device: the terminal's `Cameras` and `CodeScanner`, the page's `CameraDesk`
 * and `openCamera`, all of them the product's own, joined by the schema that stands between the two processes. `open` is a page
 * that comes to life, `close` one that goes.
 */
export class CameraDevice implements BarcodeReader {
  readonly #clock: Clock;
  readonly #lens: BeforeTheLens;
  readonly #cameras: Cameras;
  readonly #scanner: CodeScanner;
  readonly #createdAt: number;
  readonly #listeners = new Set<(status: DeviceStatus) => void>();
  #desk: CameraDesk | null = null;
  /** Reads and openings under way are called off by a close. */
  #page = new AbortController();

  constructor(clock: Clock, lens: BeforeTheLens) {
    this.#clock = clock;
    this.#lens = lens;
    this.#createdAt = clock.now();
    this.#cameras = new Cameras({
      configured: CONFIGURED,
      now: () => clock.now(),
      gate: () => undefined,
      onChange: () => this.#changed(),
    });
    this.#scanner = new CodeScanner(
      { request: () => Promise.reject(new Error('no reader')), view: () => ({}) },
      this.#cameras,
    );
  }

  async open(): Promise<Completion<void>> {
    if (this.#desk !== null) return completed(undefined, 'none');
    const page = new AbortController();
    this.#page = page;
    this.#desk = new CameraDesk({
      tell: (told) => {
        if (!page.signal.aborted) this.hears(told);
      },
      open: openCamera,
      labels: cameraLabels,
      work: () => work(this.#lens),
      now: () => this.#clock.now(),
    });
    this.#desk.follow(this.#cameras.view());
    await this.#clock.delay(20, page.signal);
    if (page.signal.aborted) return failed('canceled', 'closed', 'the page went while it opened');
    if (this.status().device === 'online') return completed(undefined, 'none');
    await this.close();
    return failed('deviceNotReady', 'noCamera', 'the page sees no such camera');
  }

  status(): DeviceStatus {
    const told = this.#cameras.status();
    if (told === null) throw new Error('no camera is configured');
    const { status, health } = told;
    if (this.#desk === null && status.device === 'online')
      return { ...status, device: 'unknown', evidence: 'the page is gone' };
    // What the page has not told for so long, nobody knows any more.
    if (status.device === 'unknown') return { ...status, observedAt: Math.max(status.observedAt, this.#createdAt) };
    return health === 'unknown' ? { ...status, device: 'unknown', faults: ['stale'] } : status;
  }

  async refresh(): Promise<DeviceStatus> {
    this.#desk?.changed();
    await this.#clock.delay(1);
    return this.status();
  }

  onStatus(listener: (status: DeviceStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async read({ timeoutMs, signal }: { timeoutMs: number; signal?: AbortSignal }): Promise<Completion<ScannedCode>> {
    if (this.#desk === null) return failed('deviceNotReady', 'closed', 'there is no page');
    return this.#scanner.readByCamera({ timeoutMs, ...(signal === undefined ? {} : { signal }) });
  }

  async close(): Promise<void> {
    this.#page.abort();
    this.#cameras.pageLost();
    this.#cameras.stop();
    this.#desk?.follow(null);
    this.#desk = null;
    // What was asked of the system comes back to a page that is gone, and is let go of there.
    await this.#clock.delay(1);
  }

  /** Something was plugged in or out. */
  changed(): void {
    this.#desk?.changed();
  }

  /** A word of the page, through the schema that stands before it. */
  hears(told: CameraTold): void {
    if (this.#cameras.told(cameraToldSchema.parse(told))) this.#changed();
  }

  #changed(): void {
    this.#desk?.follow(this.#cameras.view());
    for (const listener of [...this.#listeners]) listener(this.status());
  }
}
