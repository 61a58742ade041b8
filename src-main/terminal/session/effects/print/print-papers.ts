import type { Effects } from '../../effects.ts';
import type { SessionEvent } from '../../events.ts';
import { paperTexts } from '../../words/papers.ts';
import { fetchDocument } from '../documents.ts';
import type { Ports } from '../ports.ts';
import { withEarlier } from './fate.ts';
import type { Underway } from './hand-over.ts';
import { printOne } from './job.ts';
import { provedMeanwhile } from './proved-fate.ts';

type Input = Parameters<Effects['printPapers']>[0];

/**
 * Prints what waits, documents before the receipt that speaks of them. Each physical attempt is journalled:
 * intent before the act, its fate after the printer's proof. Runs to its end also when nobody listens any more.
 */
export const printPapers =
  (ports: Ports): Effects['printPapers'] =>
  (input, send) => {
    let listening = true;
    void printAll(ports, input, (event) => {
      if (listening) send(event);
    });
    return () => {
      listening = false;
    };
  };

async function printAll(ports: Ports, input: Input, send: (event: SessionEvent) => void): Promise<void> {
  let outcome = input.outcome;
  const order = [...outcome.papers].sort((a, b) => (a.kind === b.kind ? 0 : a.kind === 'document' ? -1 : 1));
  const wanted = order.filter(({ id, state }) => state === 'waiting' && (input.only === null || id === input.only));
  const stops = new Map(wanted.map(({ id }) => [id, ports.callOffs.begin(input.sessionId, id)]));
  for (const paper of wanted) {
    const stop = stops.get(paper.id);
    const goesOn = (state: 'fetching' | Underway) =>
      send({ type: 'paper', id: paper.id, state, explanation: null, mayRetry: false, effect: 'none' });
    const here = () => paper.kind === 'receipt' || ports.shelf.take(input.sessionId, paper.id) !== null;
    if (!here()) {
      goesOn('fetching');
      await collect(ports, input, paper.id);
    }
    if (here()) goesOn('printing');
    const known = await provedMeanwhile(ports, input, paper);
    const fate =
      known?.state === 'failed' || known === null
        ? await printOne(ports, { ...input, outcome }, paper, { goesOn, stop })
        : known;
    ports.callOffs.end(input.sessionId, paper.id);
    const { state, explanation, mayRetry, effect } = withEarlier(
      paper.kind,
      known === null ? input.earlier : known.effect,
      input.drawnBack,
      stop?.aborted === true && fate.state === 'printed' ? { ...fate, explanation: paperTexts.alreadyOut } : fate,
    );
    outcome = {
      ...outcome,
      papers: outcome.papers.map((one) => (one.id === paper.id ? { ...one, state, explanation, mayRetry } : one)),
    };
    send({ type: 'paper', id: paper.id, state, explanation, mayRetry, effect });
  }
  send({ type: 'papers.done' });
}

/** Brings a document of this person that is not on the shelf, bound to their card; it stays away where that fails. */
async function collect(ports: Ports, { sessionId, item, card, identifiedBy, outcome }: Input, id: string) {
  const document = outcome.documents?.find((one) => one.id === id);
  if (document === undefined) return;
  const ask = (signal: AbortSignal) =>
    ports.platform.ownDocument({ card, identifiedBy, document: id }, document.sha256, signal);
  await fetchDocument(ports, { sessionId, item, document }, ask, new AbortController().signal);
}
