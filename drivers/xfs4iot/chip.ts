import { type Completion, completed, failed } from '../contract/index.ts';
import { fromBase64 } from './base64.ts';
import type { EnvelopeOf } from './envelope.ts';
import { cardReader } from './messages.ts';
import { failureOf } from './outcome.ts';
import type { XfsService } from './service.ts';

export interface AcceptOptions {
  /** Milliseconds, more than 0. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent: (event: EnvelopeOf<'event'>) => void;
}

/**
 * Waits for a card and powers its chip; the value is the answer to reset. Ends with `timeOut`/`noCard`, `canceled`,
 * `userError`/`cardMute`, or what the service said; the effect is `none`.
 */
export async function acceptChip(
  service: XfsService,
  { timeoutMs, signal, onEvent }: AcceptOptions,
): Promise<Completion<{ atr: Uint8Array }>> {
  const answer = await service.run(
    cardReader.readRawData,
    { chip: true },
    { timeoutMs, onEvent, ...(signal === undefined ? {} : { signal }) },
  );
  if (answer.kind !== 'success') {
    const failure = failureOf(cardReader.readRawData.name, answer, 'none');
    if (signal?.aborted) return failed('canceled', 'canceled', 'the command was canceled');
    return failure.error.code === 'timeOut' && answer.kind === 'failure'
      ? failed('timeOut', 'noCard', 'no card was put in within the time limit')
      : failure;
  }
  const [chip] = answer.value.chip ?? [];
  const silent = (chip?.status ?? 'ok') !== 'ok' || !chip?.data;
  if (silent) return failed('userError', 'cardMute', 'the chip of this card does not answer');
  return completed({ atr: fromBase64(chip.data ?? '') }, 'none');
}

/** Powers the chip off and moves the card to the exit; a reader that moves nothing (dip, contactless) is done then. */
export async function giveBack(service: XfsService, timeoutMs: number): Promise<Completion<void>> {
  await service.run(cardReader.chipPower, { chipPower: 'off' }, { timeoutMs });
  if (service.versionOf(cardReader.move) === null) return completed(undefined, 'none');
  const answer = await service.run(cardReader.move, { from: 'transport', to: 'exit' }, { timeoutMs });
  if (answer.kind === 'success') return completed(undefined, 'done');
  const failure = failureOf(cardReader.move.name, answer, 'unknown');
  return failure.error.errorCode === 'noMedia' ? completed(undefined, 'none') : failure;
}
