import type { HidTransport } from '../contract/index.ts';
import type { Recorder } from './recorder.ts';

/** A HID transport that does just what `inner` does, and is recorded. */
export function recordHid(recorder: Recorder, inner: HidTransport): HidTransport {
  const reports = new Set<(report: Uint8Array) => void>();
  const hangUps = new Set<(reason: string) => void>();
  let stop: () => void = () => undefined;
  const open: HidTransport['open'] = async () => {
    stop();
    const early: Uint8Array[] = [];
    let known = false;
    const tell = (report: Uint8Array) => {
      recorder.take('host', report);
      for (const listener of [...reports]) listener(report);
    };
    const stops = [
      // How the reports are laid out, and so what of them is personal, is known only behind the opening.
      inner.onReport((report) => (known ? tell(report) : void early.push(report))),
      inner.onHangUp((reason) => {
        recorder.note('hang-up');
        stop();
        for (const listener of [...hangUps]) listener(reason);
      }),
    ];
    stop = () => {
      for (const one of stops) one();
      stop = () => undefined;
    };
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
      stop();
    }
    known = true;
    for (const report of early) tell(report);
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
    onReport: (listener) => {
      reports.add(listener);
      return () => reports.delete(listener);
    },
    onHangUp: (listener) => {
      hangUps.add(listener);
      return () => hangUps.delete(listener);
    },
    close: async () => {
      stop();
      recorder.note('close');
      await inner.close();
    },
  };
}
