import { and } from 'xstate';
import type { SessionVocabulary } from '../vocabulary.ts';

/** Showing that one is the card’s holder, by face or the other way. */
export const faceStates = ({ createStateConfig: state }: SessionVocabulary) => ({
  /** Two ways on one screen; the face only by consent, given by itself and noted before anything is done with it. */
  faceConsent: state({
    id: 'faceConsent',
    entry: ['forgetIdentity', 'noLinesShown'],
    on: {
      linesShown: { actions: 'linesShown' },
      back: 'notice',
      chooseWay: [
        { guard: 'faceAgreed', target: 'identify', actions: 'agreeToFace' },
        { guard: and(['otherChosen', 'identified']), target: 'preparing', actions: 'takeOtherWay' },
        { guard: 'otherChosen', target: 'identify', actions: 'takeOtherWay' },
      ],
    },
  }),
  faceCheck: state({
    id: 'faceCheck',
    exit: 'wipePortrait',
    initial: 'opening',
    on: {
      back: 'faceConsent',
      chooseWay: { guard: 'otherChosen', target: 'preparing', actions: 'takeOtherWay' },
    },
    states: {
      opening: {
        always: [{ guard: 'cannotCompare', target: 'over', actions: 'faceCannotBe' }, { target: 'looking' }],
      },
      looking: {
        entry: 'beginAttempt',
        invoke: { src: 'watchFace', input: {} },
        on: {
          'face.looked': [
            { guard: 'faceMatches', target: '#preparing', actions: ['noteVerdict', 'faceMatched'] },
            { guard: 'attemptsLeft', target: 'again', actions: ['noteVerdict', 'faceMissed'] },
            { target: 'over', actions: ['noteVerdict', 'faceMissed'] },
          ],
          'face.failed': { target: 'over', actions: ['noteVerdict', 'faceMissed'] },
        },
        after: {
          face: [
            { guard: 'attemptsLeft', target: 'again', actions: ['noteVerdict', 'faceMissed'] },
            { target: 'over', actions: ['noteVerdict', 'faceMissed'] },
          ],
        },
      },
      again: { on: { retry: 'looking' } },
      over: {},
    },
  }),
});
