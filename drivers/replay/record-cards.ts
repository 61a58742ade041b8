import type { CardChannel, CardPresence, CardService } from '../card-reader/index.ts';
import type { Recorder } from './recorder.ts';

/** A card service that does just what `inner` does; what passes between its cards and us is recorded. */
export function recordCards(recorder: Recorder, inner: CardService): CardService {
  const seen = new Map<string, CardPresence>();
  const look = () => {
    const slots = inner.slots();
    for (const { name, card } of slots) {
      const before = seen.get(name) ?? 'unknown';
      if (before === card) continue;
      seen.set(name, card);
      if (card === 'present' || card === 'mute') recorder.note('card-in', { word: card });
      else if (before === 'present' || before === 'mute') recorder.note('card-out');
    }
    for (const name of [...seen.keys()]) if (!slots.some((slot) => slot.name === name)) seen.delete(name);
  };
  inner.onChange(look);
  inner.onLost(() => recorder.note('hang-up'));
  return {
    start: async () => {
      seen.clear();
      const started = await inner.start();
      recorder.note(started.ok ? 'open' : 'open-failed', started.ok ? {} : { word: started.error });
      return started;
    },
    slots: () => inner.slots(),
    onChange: (listener) => inner.onChange(listener),
    onLost: (listener) => inner.onLost(listener),
    probe: (reader) => inner.probe(reader),
    connect: async (reader) => {
      const channel = await inner.connect(reader);
      if (!channel.ok) recorder.note('fault', { word: channel.error });
      return channel.ok ? { ok: true, value: recordedChannel(recorder, channel.value) } : channel;
    },
    stop: () => {
      recorder.note('close');
      inner.stop();
    },
  };
}

const recordedChannel = (recorder: Recorder, inner: CardChannel): CardChannel => ({
  transmit: async (command) => {
    recorder.take('device', command);
    const answer = await inner.transmit(command);
    if (answer.ok) recorder.take('host', answer.value);
    else recorder.note('fault', { word: answer.error });
    return answer;
  },
  onRemoved: (listener) => inner.onRemoved(listener),
  close: () => inner.close(),
});
