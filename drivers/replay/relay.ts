import { Listeners } from '../driver-shell/index.ts';
import type { Recorder } from './recorder.ts';

interface Inner {
  onHangUp(listener: (reason: string) => void): () => void;
  close(): Promise<void>;
}

/** What stands between a recorded port and whoever listens to it: it listens itself, from each opening to its end. */
export class Relay {
  readonly data = new Listeners<Uint8Array>();
  readonly hangUps = new Listeners<string>();
  readonly #recorder: Recorder;
  readonly #inner: Inner;
  #stops: (() => void)[] = [];

  constructor(recorder: Recorder, inner: Inner) {
    this.#recorder = recorder;
    this.#inner = inner;
  }

  /** Before the port opens, since what a device sends at once must not be lost. `listen` begins to hear its data. */
  begin(listen: () => () => void): void {
    this.end();
    this.#stops = [
      listen(),
      this.#inner.onHangUp((reason) => {
        this.#recorder.note('hang-up');
        this.end();
        this.hangUps.tell(reason);
      }),
    ];
  }

  end(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }

  /** Listeners may overwrite what they get, so it is recorded first. */
  pass(bytes: Uint8Array): void {
    this.#recorder.take('host', bytes);
    this.data.tell(bytes);
  }

  async close(): Promise<void> {
    this.end();
    this.#recorder.note('close');
    await this.#inner.close();
  }
}
