import type { CardService } from '../card-reader/index.ts';
import { type Clock, fail, type HidTransport, type Transport } from '../contract/index.ts';
import type { Held } from './check.ts';

/** What the drivers of one subject hold of their transports and clock. */
export class Holdings {
  listeners = 0;
  timers = 0;
  openPorts = 0;
  /** While true every write fails and nothing hangs up, as some systems do when a plug is pulled between two reads. */
  dead = false;

  /** Passes everything through and counts listeners and open ports. */
  transport(inner: Transport): Transport {
    const port = this.#port(inner);
    return {
      port: inner.port,
      open: () => port.open(() => inner.open()),
      write: async (bytes, deadlineMs) =>
        this.dead ? fail({ kind: 'io', message: 'the port takes no bytes' }) : inner.write(bytes, deadlineMs),
      onData: (listener) => this.#listening(inner.onData(listener)),
      onHangUp: (listener) => this.#listening(inner.onHangUp(listener)),
      close: () => port.close(() => inner.close()),
    };
  }

  /** The same for HID. */
  hid(inner: HidTransport): HidTransport {
    const port = this.#port(inner);
    return {
      port: inner.port,
      get identity() {
        return inner.identity;
      },
      get descriptor() {
        return inner.descriptor;
      },
      open: () => port.open(() => inner.open()),
      writeOutput: async (report) =>
        this.dead ? fail({ kind: 'io', message: 'the port takes no reports' }) : inner.writeOutput(report),
      sendFeature: (report) => inner.sendFeature(report),
      getFeature: (reportId, length) => inner.getFeature(reportId, length),
      onReport: (listener) => this.#listening(inner.onReport(listener)),
      onHangUp: (listener) => this.#listening(inner.onHangUp(listener)),
      close: () => port.close(() => inner.close()),
    };
  }

  /** The same for a card service: one that was started is an open port, until it is stopped or lost. */
  cards(inner: CardService): CardService {
    const port = this.#port({ onHangUp: (lost) => inner.onLost(lost) });
    return {
      start: () => port.open(() => inner.start()),
      slots: () => inner.slots(),
      onChange: (listener) => this.#listening(inner.onChange(listener)),
      onLost: (listener) => this.#listening(inner.onLost(listener)),
      probe: (reader) => inner.probe(reader),
      connect: (reader) => inner.connect(reader),
      stop: () => {
        inner.stop();
        port.closed();
      },
    };
  }

  /** Passes everything through and counts who sleeps. */
  clock(inner: Clock): Clock {
    return {
      now: () => inner.now(),
      delay: async (milliseconds, signal) => {
        this.timers += 1;
        try {
          await inner.delay(milliseconds, signal);
        } finally {
          this.timers -= 1;
        }
      },
    };
  }

  /** With the handles of the process by kind, e.g. `TTYWrap`, `TCPSocketWrap`, `Timeout`. */
  count(): Held {
    const handles: Record<string, number> = {};
    for (const kind of process.getActiveResourcesInfo()) handles[kind] = (handles[kind] ?? 0) + 1;
    const { listeners, timers, openPorts } = this;
    return { own: { listeners, timers, openPorts }, process: handles };
  }

  #listening(stop: () => void): () => void {
    this.listeners += 1;
    let listening = true;
    return () => {
      if (listening) this.listeners -= 1;
      listening = false;
      stop();
    };
  }

  /** Counts one port, open until it is closed or hangs up, whichever is first. */
  #port({ onHangUp }: { onHangUp(listener: () => void): () => void }) {
    let stop: (() => void) | null = null;
    const closed = () => {
      if (!stop) return;
      stop();
      stop = null;
      this.openPorts -= 1;
    };
    return {
      open: async <O extends { readonly ok: boolean }>(open: () => Promise<O>): Promise<O> => {
        const opened = await open();
        if (opened.ok && !stop) {
          this.openPorts += 1;
          stop = onHangUp(closed);
        }
        return opened;
      },
      close: async (close: () => Promise<void>): Promise<void> => {
        await close();
        closed();
      },
      closed,
    };
  }
}
