import type { DeviceError } from '../../../../drivers/contract/completion.ts';
import { unreachable } from '../../../../drivers/contract/result.ts';
import type { CardFailure, EffectRun } from '../types.ts';
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
  ({ devices }: Ports): EffectRun<{ timeoutMs: number }> =>
  ({ timeoutMs }, send) => {
    const abort = new AbortController();
    const read = () =>
      devices.request(
        'idCard.read',
        { timeoutMs },
        {
          signal: abort.signal,
          onProgress: (progress) => {
            if (progress !== 'sent') send({ type: 'card.progress', progress });
          },
        },
      );
    void whenFree(read, abort.signal).then((completion) => {
      if (abort.signal.aborted) return;
      if (completion.ok) return send({ type: 'card.read', card: completion.value });
      const reason = failureOf(completion.error);
      if (reason !== null) send({ type: 'card.failed', reason });
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
