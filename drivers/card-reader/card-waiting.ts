import {
  type Clock,
  type Completion,
  failed,
  type SmartCardReader,
  type SocialSecurityCard,
} from '../contract/index.ts';
import type { Failure, FaultReport } from '../driver-shell/index.ts';
import { readSocialSecurityCard } from './card-reading.ts';
import type { CardService, ReaderSlot } from './channel.ts';
import { CardExchange } from './exchange.ts';
import {
  cardMute,
  cardRemoved,
  channelFault,
  isWorthPoweringAgain,
  isWorthReadingAgain,
  readingFault,
} from './faults.ts';

/** Between two tries with the same card: longer than the service takes to notice that it was pulled. */
const RETRY_MS = 600;
const TRIES = 3;
/** The service says nothing while no card comes; whether it and the reader are there is asked this often. */
const LOOK_MS = 8_000;
/** The service's own loss is told this much later than a command of it fails. */
const LOSS_TOLD_MS = 100;

/** What the reading needs of the driver. */
export interface ReadingSteps {
  readonly service: Pick<CardService, 'connect'>;
  readonly clock: Clock;
  /** The reader and its card as the service told last, or why there is none. */
  slot(): { readonly ok: true; readonly value: ReaderSlot } | Failure;
  /** Asks the service and the reader for a sign of life, and tells it. */
  look(): Promise<Completion<void>>;
  /** Aborted when the service tells something, or the caller calls the reading off. */
  wakeUp(): AbortSignal;
  report(report: FaultReport): Failure;
  /** All of the card was read in the reader of this name. */
  read(name: string): void;
}

type ReadOptions = Parameters<SmartCardReader['read']>[0];
type Read = Completion<SocialSecurityCard> & { readonly ok: true };

/** Waits for a card and reads it. Whatever was read is dropped unless all of it was. */
export async function readWithin(
  { timeoutMs, signal, onProgress }: ReadOptions,
  steps: ReadingSteps,
): Promise<Completion<SocialSecurityCard>> {
  const deadline = steps.clock.now() + timeoutMs;
  for (;;) {
    onProgress?.('waiting');
    const slot = await cardIn(steps, deadline, signal);
    if (!slot) return failed('timeOut', 'noCard', `no card was put in within ${timeoutMs} ms`);
    if (!slot.ok) return slot;
    onProgress?.('seen');
    const end = await tryCard(steps, slot.value.name, signal, () => onProgress?.('reading'));
    // The service had not noticed yet that the card was gone: nothing was read of it, so the waiting goes on.
    if (end !== 'neverThere') return end;
  }
}

/** Waits until the service tells of a card; null when none came. */
async function cardIn(steps: ReadingSteps, deadline: number, signal: AbortSignal | undefined) {
  let looked = steps.clock.now();
  for (;;) {
    const slot = steps.slot();
    if (!slot.ok || slot.value.card === 'present') return slot;
    if (slot.value.card === 'mute') return steps.report(cardMute);
    if (signal?.aborted) return channelFault('aborted').failure;
    const now = steps.clock.now();
    if (now >= deadline) return null;
    if (now - looked >= LOOK_MS) {
      looked = now;
      const seen = await steps.look();
      if (!seen.ok) return seen;
      continue;
    }
    await steps.clock.delay(Math.min(deadline, looked + LOOK_MS) - now, steps.wakeUp());
  }
}

/** Reads the card, again where a bad contact may have been the reason. */
async function tryCard(
  steps: ReadingSteps,
  name: string,
  signal: AbortSignal | undefined,
  reading: () => void,
): Promise<Completion<SocialSecurityCard> | 'neverThere'> {
  let powered = false;
  for (let attempt = 1; ; attempt++) {
    if (signal?.aborted) return channelFault('aborted').failure;
    const end = await pass(steps, name, signal, () => {
      powered = true;
      reading();
    });
    if (end.ok) return end;
    // A service or reader that went takes the card with it: that is not the person's doing.
    const there = steps.slot();
    if (!there.ok) return there;
    if (!end.again) {
      // A service that dies can look like a pulled card before its death is told.
      if (end.report.failure.error.errorCode === 'cardRemoved') await steps.clock.delay(LOSS_TOLD_MS, steps.wakeUp());
      const after = steps.slot();
      return after.ok ? steps.report(end.report) : after;
    }
    await steps.clock.delay(RETRY_MS, steps.wakeUp());
    const still = steps.slot();
    if (!still.ok) return still;
    if (still.value.card === 'notPresent') return powered ? cardRemoved() : 'neverThere';
    if (attempt === TRIES) return steps.report(end.report);
  }
}

/** One powering of the card. */
async function pass(
  steps: ReadingSteps,
  name: string,
  signal: AbortSignal | undefined,
  powered: () => void,
): Promise<Read | { readonly ok: false; readonly report: FaultReport; readonly again: boolean }> {
  const connected = await steps.service.connect(name);
  if (!connected.ok) {
    const { error } = connected;
    return { ok: false, report: channelFault(error), again: isWorthPoweringAgain(error) };
  }
  powered();
  const channel = connected.value;
  const exchange = new CardExchange(channel, steps.clock, signal);
  const card = await readSocialSecurityCard((command) => exchange.ask(command));
  exchange.release();
  await channel.close();
  if (!card.ok) return { ok: false, report: readingFault(card.error), again: isWorthReadingAgain(card.error) };
  steps.read(name);
  return { ok: true, value: card.value, effect: 'none' };
}
