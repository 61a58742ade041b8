import { codeTroubleBefore, codeTroubleIn } from '../code-step.ts';
import { nextItem } from '../visit.ts';
import { WAITS } from '../waits.ts';
import { changeVisit, type Guards } from './change.ts';

/** Looking a code up that somebody holds. */
export const codeGuards = {
  cannotReadCode: ({ context }) => codeTroubleBefore(context) !== null,
  codeReaderIsAway: ({ context, event }) =>
    event.type === 'world' && codeTroubleBefore({ ...context, world: event.world }) !== null,
  /** What reads codes came back: it is asked without a touch. One that was there waits for the person. */
  codeReaderCameBack: ({ context, event }) =>
    event.type === 'world' &&
    context.visit.codeTrouble === 'readerAway' &&
    codeTroubleBefore(context) !== null &&
    codeTroubleBefore({ ...context, world: event.world }) === null,
  codeIsOurs: ({ event }) => event.type === 'code.found' && event.found.kind !== 'foreign',
  codeWaitIsOver: ({ context }) => (context.visit.secondsLeft ?? 0) <= 0,
} satisfies Guards;

export const codeActions = {
  openCode: changeVisit((old) => nextItem(old)),
  beginCode: changeVisit((_, __, { elder }) => ({
    codeFound: null,
    codeAnswer: null,
    codeTrouble: null,
    slow: false,
    secondsLeft: (WAITS.codeMs / 1000) * (elder ? 2 : 1),
  })),
  codeCannotBe: changeVisit((_, __, context) => ({
    codeTrouble: codeTroubleBefore(context) ?? 'readerAway',
    secondsLeft: null,
  })),
  setCodeTrouble: changeVisit((_, event) => ({ codeTrouble: codeTroubleIn(event) ?? 'timedOut', secondsLeft: null })),
  keepCode: changeVisit((_, event) =>
    event.type === 'code.found'
      ? {
          codeFound: event.found.kind === 'foreign' ? null : event.found,
          codeAnswer: event.found.kind === 'foreign' ? event.found : null,
          secondsLeft: null,
        }
      : {},
  ),
  setCodeAnswer: changeVisit((_, event) =>
    event.type === 'code.answered' ? { codeFound: null, codeAnswer: event.answer } : {},
  ),
};
