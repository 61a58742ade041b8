import type { Result } from '../../../../drivers/contract/result.ts';
import type { Item } from '../../../contract/catalogue.ts';
import type { OwnDocument } from '../../../contract/platform-api.ts';
import { pause } from '../../pause.ts';
import type { Ports } from './ports.ts';

/** One download of a document may take this long, and no other one begins after it. */
const FETCH_WITHIN_MS = 15_000;
const ATTEMPTS = 3;
const ASK_AGAIN_MS = 400;

interface Wanted {
  readonly sessionId: string;
  readonly item: Item;
  readonly document: OwnDocument;
}

/** Fetches a document onto the session's shelf by `ask`; false when it did not come in time. */
export async function fetchDocument(
  ports: Pick<Ports, 'shelf' | 'steadyMs'>,
  { sessionId, item, document }: Wanted,
  ask: (signal: AbortSignal) => Promise<Result<Uint8Array, unknown>>,
  signal: AbortSignal,
): Promise<boolean> {
  const begun = ports.steadyMs();
  const mayGoOn = () => !signal.aborted && ports.steadyMs() - begun < FETCH_WITHIN_MS;
  for (let attempt = 0; attempt < ATTEMPTS && mayGoOn(); attempt++) {
    const slow = new AbortController();
    const timer = setTimeout(() => slow.abort(), FETCH_WITHIN_MS);
    const pdf = await ask(AbortSignal.any([signal, slow.signal]));
    clearTimeout(timer);
    // Not after the person left: the shelf was wiped by then.
    if (pdf.ok && !signal.aborted) {
      const output = item.outputs.find((one) => one.title['zh-CN'] === document.title['zh-CN']);
      ports.shelf.put({
        sessionId,
        id: document.id,
        pdf: pdf.value,
        copies: document.copies,
        titleKey: output?.template ?? 'document',
        paper: output?.paper ?? 'plain',
        sides: output?.sides ?? 'one-sided',
      });
      return true;
    }
    await pause(ASK_AGAIN_MS, signal);
  }
  return false;
}
