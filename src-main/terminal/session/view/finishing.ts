import { shownPapers } from '../papers.ts';
import { required } from '../required.ts';
import { mayTryAgain } from '../visit.ts';
import { head } from './item-head.ts';
import type { Screens } from './state.ts';

/** Handing in, and what came of it. */
export const finishingScreens: Screens<'submitting' | 'result' | 'problem' | 'rating'> = {
  submitting: ({ context }) => {
    const { item, submitPhase, handedIn, slow } = context.visit;
    return {
      ...{ name: 'submitting', item: head(required(item), context) },
      ...{ phase: submitPhase, caseNumber: handedIn, slow },
    };
  },

  result: ({ context }) => {
    const { visit, world, config } = context;
    const item = required(visit.item);
    const { documents: _, ...outcome } = required(visit.outcome);
    return {
      name: 'result',
      item: head(item, context),
      ...outcome,
      reasons: [...outcome.reasons],
      papers: shownPapers(visit, world, config),
      owner: item.notice.owner,
      busy: visit.printing,
    };
  },

  problem: ({ context }) => {
    const { visit } = context;
    return {
      name: 'problem',
      item: visit.item === null ? null : head(visit.item, context),
      ...required(visit.problem),
      mayRetry: mayTryAgain(visit),
    };
  },

  rating: (state) => ({
    name: 'rating',
    item: head(required(state.context.visit.item), state.context),
    thanks: state.matches({ session: { journey: { rating: 'thanks' } } }),
  }),
};
