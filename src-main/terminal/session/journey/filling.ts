import { required } from '../required.ts';
import type { SessionVocabulary } from '../vocabulary.ts';
import { personOf } from './inputs.ts';

/** The form, from what the platform knows to what the person confirms. */
export const fillingStates = ({ createStateConfig: state }: SessionVocabulary) => ({
  preparing: state({
    id: 'preparing',
    entry: 'notSlow',
    initial: 'choosing',
    after: { slow: { actions: 'slow' } },
    on: {
      back: [{ guard: 'forMine', target: 'home' }, { target: 'notice' }],
      prefilled: { target: 'form', actions: 'fillForm' },
      'mine.loaded': { target: 'mine', actions: 'setMine' },
      problem: { target: 'problem', actions: 'setProblem' },
    },
    states: {
      choosing: { always: [{ guard: 'forMine', target: 'mine' }, { target: 'item' }] },
      item: {
        invoke: {
          src: 'prefill',
          input: ({ context }) => ({ item: required(context.visit.item), ...personOf(context) }),
        },
      },
      mine: { invoke: { src: 'loadMine', input: ({ context }) => personOf(context) } },
    },
  }),
  form: state({
    on: {
      back: 'notice',
      editField: { guard: 'mayEdit', target: 'field', actions: 'editField' },
      next: { guard: 'formComplete', target: 'scan' },
    },
  }),
  field: state({
    exit: 'stopEditing',
    on: { back: 'form', setField: { guard: 'editsThisField', target: 'form', actions: 'setField' } },
  }),
  promise: state({
    id: 'promise',
    entry: 'noLinesShown',
    on: {
      back: 'form',
      linesShown: { actions: 'linesShown' },
      promise: { guard: 'promiseGiven', target: 'review', actions: 'keepPromise' },
    },
  }),
  review: state({
    id: 'review',
    on: {
      back: [{ guard: 'needsPromise', target: 'promise' }, { target: 'form' }],
      submit: { guard: 'mayBegin', target: 'submitting' },
    },
  }),
});
