import type { HidTransport } from '../contract/index.ts';
import type { Recorder } from './recorder.ts';
import { Relay } from './relay.ts';

/** A HID transport that does just what `inner` does, and is recorded. */
export function recordHid(recorder: Recorder, inner: HidTransport): HidTransport {
  const relay = new Relay(recorder, inner);
  const open: HidTransport['open'] = async () => {
    const early: Uint8Array[] = [];
    let known = false;
    // How the reports are laid out, and so what of them is personal, is known only behind the opening.
    relay.begin(() => inner.onReport((report) => (known ? relay.pass(report) : void early.push(report))));
    const opened = await inner.open();
    if (opened.ok) {
      const { identity, descriptor } = inner;
      recorder.note('open', {
        hid: {
          vendorId: identity?.vendorId ?? 0,
          productId: identity?.productId ?? 0,
          descriptor: descriptor === null ? null : Buffer.from(descriptor).toString('hex'),
        },
      });
    } else {
      recorder.note('open-failed');
      relay.end();
    }
    known = true;
    for (const report of early) relay.pass(report);
    return opened;
  };
  return {
    get port() {
      return inner.port;
    },
    get identity() {
      return inner.identity;
    },
    get descriptor() {
      return inner.descriptor;
    },
    open,
    writeOutput: async (report) => {
      recorder.take('device', report);
      const written = await inner.writeOutput(report);
      if (!written.ok) recorder.note('fault', { word: written.error.kind });
      return written;
    },
    getFeature: async (reportId, length) => {
      recorder.take('device', Uint8Array.of(reportId, length >> 8, length & 0xff), { kind: 'ask' });
      const answer = await inner.getFeature(reportId, length);
      if (answer.ok) recorder.take('host', answer.value, { kind: 'feature' });
      else recorder.note('fault', { word: answer.error.kind });
      return answer;
    },
    sendFeature: async (report) => {
      recorder.take('device', report, { kind: 'feature' });
      const sent = await inner.sendFeature(report);
      if (!sent.ok) recorder.note('fault', { word: sent.error.kind });
      return sent;
    },
    onReport: relay.data.add,
    onHangUp: relay.hangUps.add,
    close: () => relay.close(),
  };
}
