import { and } from 'xstate';
import { required } from '../required.ts';
import { nextScan } from '../scan-step.ts';
import type { SessionVocabulary } from '../vocabulary.ts';

/** Papers that are laid under the camera, one after another; passes at once where the item has none. */
export const scanStates = ({ createStateConfig: state }: SessionVocabulary) => ({
  scan: state({
    initial: 'choosing',
    on: {
      back: 'form',
      world: [
        { guard: 'cameraIsAway', target: '.stopped', actions: ['setWorld', 'scanCannotBe'] },
        { actions: 'setWorld' },
      ],
    },
    states: {
      choosing: {
        id: 'nextScan',
        always: [
          { guard: and(['scansDone', 'needsPromise']), target: '#promise' },
          { guard: 'scansDone', target: '#review' },
          { guard: 'cannotScan', target: 'stopped', actions: 'scanCannotBe' },
          { target: 'looking' },
        ],
      },
      looking: {
        entry: 'beginScan',
        invoke: {
          src: 'scanPage',
          input: ({ context }) => ({
            sessionId: required(context.visit.sessionId),
            scan: required(nextScan(context.visit)).scan,
          }),
        },
        on: {
          'scan.looked': { actions: 'setScanTrouble' },
          'scan.failed': { target: 'stopped', actions: 'setScanTrouble' },
          'scan.cut': 'judging',
        },
        after: { scan: { target: 'stopped', actions: 'scanTimedOut' } },
      },
      /** The camera is closed; the page holds the cut-out, the shelf the same bytes. */
      judging: {
        on: {
          world: { actions: 'setWorld' },
          keepPage: { target: 'choosing', actions: 'keepPage' },
          retry: 'choosing',
        },
      },
      stopped: {
        on: {
          world: [{ guard: 'cameraCameBack', target: 'looking', actions: 'setWorld' }, { actions: 'setWorld' }],
          retry: 'choosing',
          skipScan: { guard: 'mayFollow', target: 'choosing', actions: 'leaveForLater' },
        },
      },
    },
  }),
});
