import type { HidWire } from '../transports/index.ts';
import { maskOf } from './masks.ts';
import { equalBytes, MessageScript, type Sameness } from './message-script.ts';
import type { Played, PlayerOptions } from './player.ts';
import type { Transcript } from './transcript.ts';

/** The same report id: another light, another trigger. */
const sameness: Sameness = (recorded, asked) =>
  equalBytes(recorded, asked) === 'same' ? 'same' : recorded[0] === asked[0] ? 'alike' : 'other';

export interface Playing {
  readonly finished: Promise<Played>;
  stop(): Promise<void> | void;
}

/** A recorded HID device at the device's end of a cable. Feature reports are not played. */
export function playHid(transcript: Transcript, wire: HidWire, options: PlayerOptions = {}): Playing {
  const entries = transcript.entries.filter((entry) => !('kind' in entry) || entry.kind === undefined);
  const script = new MessageScript({ ...transcript, entries }, sameness, options);
  const { toDevice } = maskOf(transcript.head.deviceClass, 'hid');
  const perform = (act: Parameters<Parameters<MessageScript['begin']>[0]>[0]) => {
    if ('says' in act) wire.input(act.says);
    else if (act.event === 'hang-up') wire.hangUp();
  };
  const stop = wire.onOutput((report) => {
    script.ask(toDevice.push(report, 0), perform);
  });
  script.begin(perform);
  return {
    finished: script.finished,
    stop: () => {
      stop();
      script.stop();
    },
  };
}
