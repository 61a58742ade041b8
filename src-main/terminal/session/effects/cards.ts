import type { DeviceError } from '../../../../drivers/contract/completion.ts';
import type { IdCardProgress } from '../../../../drivers/contract/id-card.ts';
import { unreachable } from '../../../../drivers/contract/result.ts';
import type { CardFailure, EffectRun, Effects } from '../types.ts';
import type { Ports } from './ports.ts';
import { whenFree } from './when-free.ts';

/** How often a lying card is looked for while the screen asks to take it. */
const PRESENCE_EVERY_MS = 700;
/** The reader is asked again this often when it could not tell, before the screen gives up on it. */
const PRESENCE_TRIES = 3;

function failureOf(error: DeviceError): CardFailure | null {
  switch (error.code) {
    case 'canceled':
      return null;
    case 'timeOut':
      return 'timedOut';
    case 'unsupportedData':
      return 'cardNotSupported';
    case 'userError':
    case 'invalidData':
      return error.errorCode === 'cardRefused' ? 'cardNotSupported' : 'layAgain';
    case 'commandErrorCode':
    case 'deviceNotReady':
    case 'hardwareError':
    case 'fraudAttempt':
    case 'invalidCommand':
    case 'unsupportedCommand':
    case 'sequenceError':
    case 'internalError':
      return 'readerUnavailable';
    default:
      return unreachable(error.code);
  }
}

/** Waits for a card and reads it; leaving the screen switches the reader's field off. */
export const readCard =
  ({ devices }: Ports): Effects['readCard'] =>
  ({ timeoutMs, portrait }, send) => {
    const abort = new AbortController();
    const options = {
      signal: abort.signal,
      onProgress: (progress: IdCardProgress | 'sent' | 'presented') => {
        if (progress !== 'sent' && progress !== 'presented') send({ type: 'card.progress', progress });
      },
    };
    const ended = (error: DeviceError) => {
      const reason = failureOf(error);
      if (reason !== null) send({ type: 'card.failed', reason });
    };
    // The photo leaves the reader only for a comparison its person agreed to.
    if (portrait)
      void whenFree(() => devices.request('idCard.readWithPortrait', { timeoutMs }, options), abort.signal).then(
        (completion) => {
          if (abort.signal.aborted) return;
          if (completion.ok) send({ type: 'card.read', ...completion.value });
          else ended(completion.error);
        },
      );
    else
      void whenFree(() => devices.request('idCard.read', { timeoutMs }, options), abort.signal).then((completion) => {
        if (abort.signal.aborted) return;
        if (completion.ok) send({ type: 'card.read', card: completion.value });
        else ended(completion.error);
      });
    return () => abort.abort();
  };

/** Looks until the card is gone. A reader that cannot tell ends the wait: nobody is locked out by a dead reader. */
export const watchCard =
  ({ devices }: Ports): EffectRun<Record<never, never>> =>
  (_, send) => {
    let stopped = false;
    let timer: NodeJS.Timeout | undefined;
    let unknowns = 0;
    const look = async () => {
      const completion = await whenFree(() => devices.request('idCard.present', {}));
      if (stopped) return;
      if (completion.ok && completion.value === 'notPresent') return send({ type: 'card.gone' });
      if (!completion.ok) {
        unknowns += 1;
        if (unknowns >= PRESENCE_TRIES) return send({ type: 'card.unknown' });
      }
      timer = setTimeout(() => void look(), PRESENCE_EVERY_MS);
    };
    void look();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  };
