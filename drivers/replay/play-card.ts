import { type CardAnswer, type CardInside, insertVirtualCard, type VirtualCard } from '../card-reader/index.ts';
import { type Clock, fail, ok, type Result, systemClock } from '../contract/index.ts';
import { maskApdus } from './mask-apdu.ts';
import { type Act, equalBytes, MessageScript, type Sameness } from './message-script.ts';
import type { Playing } from './play-hid.ts';
import type { PlayerOptions } from './player.ts';
import type { Transcript } from './transcript.ts';

/** Enough for a reader to accept a card; nothing of the recorded one's. */
const ATR = Uint8Array.from([0x3b, 0x80, 0x80, 0x01, 0x01]);
/** The same instruction with other parameters is another question: a record must never answer for another one. */
const sameness: Sameness = equalBytes;

/** What one question brought: the answer, or that the card was gone. */
function answerOf(acts: readonly Act[], speed: number): CardAnswer {
  const act = acts.find((one) => 'says' in one || one.event === 'fault' || one.event === 'card-out');
  if (act === undefined) return { kind: 'silence' };
  if ('says' in act) return { kind: 'answer', bytes: act.says, delayMs: speed > 0 ? act.afterMs / speed : 0 };
  return act.event === 'fault' && act.word === 'failed'
    ? { kind: 'silence' }
    : { kind: 'pulled', bytes: new Uint8Array(0) };
}

/** A recorded card in a virtual reader (`vsmartcard-vpcd`) on that port; put in at once. */
export async function playCard(
  transcript: Transcript,
  port: number,
  options: PlayerOptions = {},
): Promise<Result<Playing, string>> {
  const clock: Clock = options.clock ?? systemClock;
  const speed = options.speed ?? 1;
  // Which acts belong to a question is decided at once: the card answers when it is asked.
  const script = new MessageScript(transcript, sameness, { ...options, speed: 0 });
  const { toDevice } = maskApdus();
  let virtual: VirtualCard | null = null;
  const card: CardInside = {
    mute: false,
    reset: () => ATR,
    take: (command) => answerOf(script.actsFor(toDevice.push(command, 0)), speed),
  };
  const inserted = await insertVirtualCard(card, port, clock);
  if (!inserted.ok) return fail(inserted.error);
  virtual = inserted.value;
  return ok({
    finished: script.finished,
    stop: async () => {
      script.stop();
      virtual?.pull();
      await virtual?.ended;
    },
  });
}
