import type { Transport } from '../contract/index.ts';
import type { Recorder } from './recorder.ts';
import { Relay } from './relay.ts';

/** A transport that does just what `inner` does, and is recorded. */
export function recordStream(recorder: Recorder, inner: Transport): Transport {
  const relay = new Relay(recorder, inner);
  return {
    port: inner.port,
    get release() {
      return inner.release ?? null;
    },
    open: async () => {
      relay.begin(() => inner.onData((bytes) => relay.pass(bytes)));
      const opened = await inner.open();
      recorder.note(opened.ok ? 'open' : 'open-failed');
      if (!opened.ok) relay.end();
      return opened;
    },
    write: async (bytes, deadlineMs) => {
      recorder.take('device', bytes);
      const written = await inner.write(bytes, deadlineMs);
      if (!written.ok) recorder.failed();
      return written;
    },
    onData: relay.data.add,
    onHangUp: relay.hangUps.add,
    close: () => relay.close(),
  };
}
