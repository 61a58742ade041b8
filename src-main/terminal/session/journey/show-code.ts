import { required } from '../required.ts';
import type { SessionVocabulary } from '../vocabulary.ts';

/** A code that somebody holds is looked up; who they are nobody asks. */
export const showCodeStates = ({ createStateConfig: state }: SessionVocabulary) => ({
  showCode: state({
    initial: 'choosing',
    on: { back: 'home' },
    states: {
      choosing: {
        id: 'showCode',
        always: [
          { guard: 'cannotReadCode', target: 'stopped', actions: 'codeCannotBe' },
          { target: 'reading', actions: 'beginCode' },
        ],
      },
      reading: {
        invoke: {
          src: 'readCode',
          input: ({ context }) => ({ timeoutMs: (context.visit.secondsLeft ?? 0) * 1000 }),
        },
        on: {
          world: [
            { guard: 'codeReaderIsAway', target: 'stopped', actions: ['setWorld', 'codeCannotBe'] },
            { actions: 'setWorld' },
          ],
          'code.found': [
            { guard: 'codeIsOurs', target: 'asking', actions: 'keepCode' },
            { target: 'answered', actions: 'keepCode' },
          ],
          'code.failed': { target: 'stopped', actions: 'setCodeTrouble' },
        },
        initial: 'ticking',
        states: {
          ticking: {
            after: { second: { target: 'ticking', reenter: true, actions: 'oneSecondLess' } },
            always: { guard: 'codeWaitIsOver', target: '#codeStopped', actions: 'setCodeTrouble' },
          },
        },
      },
      asking: {
        invoke: { src: 'lookUpCode', input: ({ context }) => ({ found: required(context.visit.codeFound) }) },
        after: { slow: { actions: 'slow' } },
        on: { 'code.answered': { target: 'answered', actions: 'setCodeAnswer' } },
      },
      answered: { on: { retry: 'choosing', next: '#home' } },
      stopped: {
        id: 'codeStopped',
        on: {
          retry: 'choosing',
          world: [{ guard: 'codeReaderCameBack', target: 'choosing', actions: 'setWorld' }, { actions: 'setWorld' }],
        },
      },
    },
  }),
});
