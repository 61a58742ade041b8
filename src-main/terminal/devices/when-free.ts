import type { Completion } from '../../../drivers/contract/completion.ts';
import { pause } from '../pause.ts';

/** What keeps a device from a person's command for moments: the wipe after the session before, a status question. */
const FREE_WITHIN_MS = 8_000;
const ASK_AGAIN_MS = 100;

/**
 * Runs a device command; where the device was at something else just then (`busy`, nothing was done), again until it is
 * free. Only a refusal that did nothing is repeated, so no paper can come out twice by this.
 */
export async function whenFree<T>(command: () => Promise<Completion<T>>, signal?: AbortSignal): Promise<Completion<T>> {
  for (let waited = 0; ; waited += ASK_AGAIN_MS) {
    const completion = await command();
    const busy =
      !completion.ok &&
      completion.error.code === 'sequenceError' &&
      completion.error.errorCode === 'busy' &&
      completion.error.effect === 'none';
    if (!busy || waited >= FREE_WITHIN_MS) return completion;
    await pause(ASK_AGAIN_MS, signal);
    if (signal?.aborted === true) return completion;
  }
}
