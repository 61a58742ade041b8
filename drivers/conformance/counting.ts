import { type Clock, fail, type Result, type Transport, type TransportError } from '../contract/index.ts';
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
    let open = false;
    const counted = (stop: () => void) => {
      this.listeners += 1;
      let listening = true;
      return () => {
        if (listening) this.listeners -= 1;
        listening = false;
        stop();
      };
    };
    const closed = () => {
      if (open) this.openPorts -= 1;
      open = false;
    };
    return {
      port: inner.port,
      open: async (): Promise<Result<void, TransportError>> => {
        const opened = await inner.open();
        if (opened.ok && !open) {
          open = true;
          this.openPorts += 1;
          const stop = inner.onHangUp(() => {
            stop();
            closed();
          });
        }
        return opened;
      },
      write: async (bytes, deadlineMs) =>
        this.dead ? fail({ kind: 'io', message: 'the port takes no bytes' }) : inner.write(bytes, deadlineMs),
      onData: (listener) => counted(inner.onData(listener)),
      onHangUp: (listener) => counted(inner.onHangUp(listener)),
      close: async () => {
        await inner.close();
        closed();
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
}
