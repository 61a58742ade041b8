import type { ClientRequest } from 'node:http';

const CHUNK_BYTES = 32 * 1024;
/** Kept back until the journal's yes: no document is whole without its end, where a PDF has its table of contents. */
const LAST_BYTES = 4 * 1024;
/** RFC 9110 §10.1.1: a client must not wait for `100 Continue` for ever. ippeveprinter 2.4.2 never says it. */
const CONTINUE_MS = 500;

/** A request with its document, in the pieces in which it leaves; `last` is never empty of what makes it whole. */
export interface Pieces {
  readonly early: readonly Uint8Array[];
  readonly last: Uint8Array;
}

/** @param heldBack the end of the document leaves alone, after somebody allowed it */
export function piecesOf(head: Uint8Array, document: Uint8Array, heldBack: boolean): Pieces {
  const early = document.length - (heldBack ? LAST_BYTES : 0);
  if (early <= 0) return { early: [head], last: document };
  const pieces: Uint8Array[] = [];
  for (let offset = 0; offset < early; offset += CHUNK_BYTES) {
    const chunk = document.subarray(offset, Math.min(early, offset + CHUNK_BYTES));
    pieces.push(offset === 0 ? Buffer.concat([head, chunk]) : chunk);
  }
  return { early: pieces, last: document.subarray(early) };
}

/** Until the printer wants the body, answered without it, went, or let us wait too long. */
export function untilWanted(request: ClientRequest, onIgnored: () => void): Promise<void> {
  request.flushHeaders();
  return new Promise((go) => {
    const timer = setTimeout(() => {
      onIgnored();
      go();
    }, CONTINUE_MS);
    const done = () => {
      clearTimeout(timer);
      go();
    };
    request.once('continue', done);
    request.once('response', done);
    request.once('close', done);
  });
}
