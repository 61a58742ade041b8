import type { Config } from '../../contract/config.ts';
import type { Paper } from '../../contract/snapshot.ts';
import { printsToFile } from './availability.ts';
import type { SessionEvent } from './events.ts';
import { strongerEffect, type Visit } from './visit.ts';
import type { World } from './world.ts';

type PaperEvent = Extract<SessionEvent, { type: 'paper' }>;

const changed = (old: Visit, id: string, change: Partial<Paper>): Pick<Visit, 'outcome'> => ({
  outcome:
    old.outcome === null
      ? null
      : {
          ...old.outcome,
          papers: old.outcome.papers.map((paper) => (paper.id === id ? { ...paper, ...change } : paper)),
        },
});

/** One step of one paper. What any attempt did to it is remembered: a later failure undoes nothing. */
export function withPaper(old: Visit, { id, state, explanation, mayRetry, effect }: PaperEvent): Partial<Visit> {
  if (old.outcome === null) return {};
  const isReceipt = old.outcome.papers.some((paper) => paper.id === id && paper.kind === 'receipt');
  const cameOut = !isReceipt && effect !== 'none';
  return {
    ...changed(old, id, { state, explanation, mayRetry }),
    paperEffects: { ...old.paperEffects, [id]: strongerEffect(old.paperEffects[id], effect) },
    // Held out until a hand or the motor took it; what is known afterwards comes with the next state.
    heldOut: isReceipt ? state === 'presented' || (old.heldOut && state === 'printed') : old.heldOut,
    pageCame: old.pageCame || cameOut,
    drawnBack: state === 'retracted' && !old.drawnBack.includes(id) ? [...old.drawnBack, id] : old.drawnBack,
  };
}

/** A person asks for one paper again. */
export const againFor = (old: Visit, id: string): Partial<Visit> =>
  old.outcome === null
    ? {}
    : { ...changed(old, id, { state: 'waiting', explanation: null, mayRetry: false }), retryPaper: id };

/** Does the receipt printer's sensor see paper at its mouth now? */
export const paperAtMouth = ({ devices }: World): boolean => devices.receiptPrinter?.status?.media === 'present';

/** The same of the slot of a page printer that has one and tells. */
export const pageInSlot = ({ devices }: World): boolean => devices.documentPrinter?.status?.media === 'present';

const ownReceiptHeldOut = (visit: Visit, world: World): boolean => visit.heldOut && paperAtMouth(world);

/** This visit's own paper that still hangs where it came out: nobody took it, and no printer could draw it back. */
export function ownPaperHeldOut(visit: Visit, world: World): Paper['kind'] | null {
  if (ownReceiptHeldOut(visit, world)) return 'receipt';
  return visit.pageCame && pageInSlot(world) ? 'document' : null;
}

/** Only an IPP printer can be told to stop: files are there at once, and a service's print ends as it ends. */
function stopOf(paper: Paper, visit: Visit, { devices }: Pick<Config, 'devices'>): Paper['stop'] {
  const onItsWay = visit.printing && (paper.state === 'printing' || paper.state === 'waiting');
  const chosen = visit.retryPaper === null || visit.retryPaper === paper.id;
  if (paper.kind !== 'document' || !onItsWay || !chosen || devices.documentPrinter?.kind !== 'ipp') return undefined;
  return visit.stopAsked.includes(paper.id) ? 'asked' : 'possible';
}

/** As the screen shows it: a receipt that came out and still hangs there is to be taken; what can be stopped says so. */
export const shownPapers = (visit: Visit, world: World, config: Pick<Config, 'devices'>): Paper[] =>
  (visit.outcome?.papers ?? []).map((paper) => {
    if (paper.kind === 'receipt' && paper.state === 'printed' && ownReceiptHeldOut(visit, world))
      return { ...paper, state: 'presented' };
    if (paper.kind === 'document' && printsToFile(config)) return { ...paper, toFile: true };
    const stop = stopOf(paper, visit, config);
    return stop === undefined ? paper : { ...paper, stop };
  });
