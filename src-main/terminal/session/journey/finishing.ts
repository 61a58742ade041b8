import { and } from 'xstate';
import { required } from '../required.ts';
import type { SessionVocabulary } from '../vocabulary.ts';
import { personOf, valuesOf } from './inputs.ts';
import { leaveLost } from './leave-lost.ts';

/** Handing in, the papers, the rating, and what went wrong. */
export const finishingStates = ({ createStateConfig: state }: SessionVocabulary) => ({
  submitting: state({
    entry: 'startSubmit',
    invoke: {
      src: 'submit',
      input: ({ context }) => ({
        sessionId: required(context.visit.sessionId),
        item: required(context.visit.item),
        ...personOf(context),
        values: valuesOf(context),
        promise: context.visit.promise,
        scans: context.visit.scans,
        identity: context.visit.identity,
        language: context.language,
      }),
    },
    after: { slow: { actions: 'slow' } },
    on: {
      home: {},
      'submit.kept': { actions: 'setHandedIn' },
      'submit.phase': { actions: 'setSubmitPhase' },
      submitted: { target: 'result', actions: 'setOutcome' },
      problem: { target: 'problem', actions: 'setProblem' },
    },
  }),
  result: state({
    initial: 'opening',
    /** Leaving goes by the rating, which every finished item offers once. */
    on: { home: {} },
    states: {
      opening: { always: [{ guard: 'hasPapers', target: 'printing' }, { target: 'settled' }] },
      printing: {
        entry: 'startPrinting',
        exit: 'stopPrinting',
        invoke: {
          src: 'printPapers',
          input: ({ context }) => ({
            sessionId: required(context.visit.sessionId),
            item: required(context.visit.item),
            ...personOf(context),
            outcome: required(context.visit.outcome),
            language: context.language,
            only: context.visit.retryPaper,
            earlier: context.visit.paperEffects[context.visit.retryPaper ?? ''] ?? 'none',
            drawnBack: context.visit.drawnBack.includes(context.visit.retryPaper ?? ''),
          }),
        },
        on: {
          paper: { actions: 'setPaper' },
          stopPaper: { guard: 'mayStopPaper', actions: 'stopPaper' },
          'papers.done': 'settled',
        },
      },
      settled: {
        on: {
          /** A printer told afterwards what became of a paper. */
          paper: { actions: 'setPaper' },
          retryPaper: { guard: 'mayRetryPaper', target: 'printing', actions: 'choosePaper' },
          /** There is no service to rate in a document that was issued before. */
          next: [
            { ...leaveLost, guard: and(['collects', 'pageWasLost']) },
            { guard: 'collects', target: '#mine' },
            { target: '#rating', actions: 'leaveAfterRating' },
          ],
          moreItems: [
            { guard: and(['pageWasKept', 'collects']), target: '#home' },
            { guard: 'pageWasKept', target: '#rating', actions: 'moreAfterRating' },
          ],
        },
      },
    },
  }),
  rating: state({
    id: 'rating',
    initial: 'asking',
    states: {
      asking: { on: { rate: { target: 'thanks', actions: 'rate' }, skipRating: 'over' } },
      thanks: { after: { thanks: 'over' } },
      over: {
        always: [
          { guard: 'wantsMore', target: '#home' },
          { target: '#ending', actions: { type: 'endSession', params: { reason: 'finished' } } },
        ],
      },
    },
  }),
  problem: state({
    on: {
      retry: [
        { guard: 'formWasFilled', target: 'review' },
        { guard: 'mayRetry', target: 'preparing' },
      ],
      next: [leaveLost, { target: 'home' }],
      back: [leaveLost, { target: 'home' }],
    },
  }),
});
