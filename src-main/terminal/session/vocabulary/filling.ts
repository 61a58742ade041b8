import { changedByCitizen, initialValues, withTyped } from '../form.ts';
import { fieldsOf } from '../form-fields.ts';
import type { Visit } from '../visit.ts';
import { changeVisit, type Guards } from './change.ts';
import { allShown } from './words-shown.ts';

/** What the platform knows already, the form, the promise. */
export const fillingGuards = {
  formComplete: ({ context }) => fieldsOf(context).every((field) => field.issue === null),
  mayEdit: ({ context, event }) =>
    event.type === 'editField' && fieldsOf(context).some((field) => field.id === event.id && field.editable),
  editsThisField: ({ context, event }) => event.type === 'setField' && event.id === context.visit.editing,
  needsPromise: ({ context }) => context.visit.item !== null && context.visit.item.promise !== null,
  promiseGiven: ({ context: { visit }, event }) =>
    event.type === 'promise' &&
    allShown(visit, visit.item?.promise?.text) &&
    (visit.item?.promise?.form !== 'sign' || event.signature !== null),
} satisfies Guards;

const withDraft = (typed: Visit['typed'], item: string, id: string, value: string): Visit['typed'] => ({
  ...typed,
  [item]: { ...typed[item], [id]: value },
});

export const fillingActions = {
  notSlow: changeVisit(() => ({ slow: false })),
  slow: changeVisit(() => ({ slow: true })),
  fillForm: changeVisit((old, event, { world }) =>
    event.type === 'prefilled' && old.item !== null && old.card !== null
      ? {
          prefill: event.prefill,
          values: withTyped(
            old.item,
            initialValues(old.item, old.card, old.identifiedBy ?? 'idCard', event.prefill, world.today),
            old.typed[old.item.code] ?? {},
          ),
        }
      : {},
  ),
  setMine: changeVisit((_, event) => (event.type === 'mine.loaded' ? { mine: event.mine } : {})),
  editField: changeVisit((_, event) => ({ editing: event.type === 'editField' ? event.id : null })),
  setField: changeVisit((old, event) =>
    event.type === 'setField'
      ? {
          values: { ...old.values, [event.id]: changedByCitizen(event.value) },
          typed: old.item === null ? old.typed : withDraft(old.typed, old.item.code, event.id, event.value),
          editing: null,
        }
      : {},
  ),
  stopEditing: changeVisit(() => ({ editing: null })),
  keepPromise: changeVisit((_, event) => ({
    promise: event.type === 'promise' ? { signature: event.signature } : null,
  })),
};
