import type { Effects } from '../effects.ts';
import { againFor, shownPapers, withPaper } from '../papers.ts';
import { mayTryAgain } from '../visit.ts';
import { changeVisit, type Given, type Guards } from './change.ts';

/** Handing in, papers, rating, and what went wrong. */
export const finishingGuards = {
  hasPapers: ({ context }) => (context.visit.outcome?.papers ?? []).some((paper) => paper.state === 'waiting'),
  mayRetryPaper: ({ context, event }) =>
    event.type === 'retryPaper' &&
    (context.visit.outcome?.papers.some((paper) => paper.id === event.id && paper.mayRetry) ?? false),
  mayStopPaper: ({ context: { visit, world, config: site }, event }) =>
    event.type === 'stopPaper' &&
    shownPapers(visit, world, site).some((paper) => paper.id === event.id && paper.stop === 'possible'),
  mayRetry: ({ context }) => mayTryAgain(context.visit),
  formWasFilled: ({ context: { visit } }) =>
    mayTryAgain(visit) && Object.keys(visit.values).length > 0 && visit.purpose === 'item',
  /** No case is finished here: a document of an earlier one is printed. */
  collects: ({ context }) => context.visit.outcome?.outcome === 'collected',
  isSlow: ({ context }) => context.visit.slow,
  wantsMore: ({ context }) => context.visit.more,
} satisfies Guards;

export const finishingActions = (effects: Effects) => ({
  startSubmit: changeVisit(() => ({ submitPhase: 'saving', handedIn: null, slow: false })),
  setHandedIn: changeVisit((_, event) => (event.type === 'submit.kept' ? { handedIn: event.caseNumber } : {})),
  setSubmitPhase: changeVisit((_, event) => (event.type === 'submit.phase' ? { submitPhase: event.phase } : {})),
  setOutcome: changeVisit((old, event) => {
    if (event.type !== 'submitted') return {};
    // Handed in: the next time it begins anew.
    const { [old.item?.code ?? '']: _, ...typed } = old.typed;
    return { outcome: event.outcome, typed };
  }),
  setProblem: changeVisit((_, event) => ({ problem: event.type === 'problem' ? event.problem : null })),
  startPrinting: changeVisit(() => ({ printing: true })),
  choosePaper: changeVisit((old, event) => (event.type === 'retryPaper' ? againFor(old, event.id) : {})),
  setPaper: changeVisit((old, event) => (event.type === 'paper' ? withPaper(old, event) : {})),
  stopPaper: changeVisit((old, event) => {
    if (event.type !== 'stopPaper') return {};
    effects.callOffPaper({ sessionId: old.sessionId ?? '', id: event.id });
    return { stopAsked: [...old.stopAsked, event.id] };
  }),
  stopPrinting: changeVisit(() => ({ printing: false, retryPaper: null, stopAsked: [] })),
  leaveAfterRating: changeVisit(() => ({ more: false })),
  moreAfterRating: changeVisit(() => ({ more: true })),
  rate: ({ context, event }: Given) => {
    if (event.type === 'rate' && context.visit.outcome !== null)
      effects.rate({ caseNumber: context.visit.outcome.caseNumber, level: event.level });
  },
});
