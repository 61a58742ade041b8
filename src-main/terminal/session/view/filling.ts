import { printsToFile, unavailable } from '../availability.ts';
import { fieldsOf } from '../form-fields.ts';
import { required } from '../required.ts';
import { nextScan } from '../scan-step.ts';
import { paperTexts } from '../words/papers.ts';
import { head } from './item-head.ts';
import type { Screens } from './state.ts';

/** From the first field to the last look before handing in. */
export const fillingScreens: Screens<'preparing' | 'form' | 'field' | 'scan' | 'promise' | 'review'> = {
  preparing: ({ context }) => {
    const { item, slow } = context.visit;
    return { name: 'preparing', item: item === null ? null : head(item, context), slow };
  },

  form: ({ context }) => {
    const fields = fieldsOf(context);
    return {
      name: 'form',
      item: head(required(context.visit.item), context),
      fields,
      missingSources: context.visit.prefill?.missingSources ?? [],
      complete: fields.every((field) => field.issue === null),
    };
  },

  field: ({ context }) => ({
    name: 'field',
    item: head(required(context.visit.item), context),
    field: required(fieldsOf(context).find((field) => field.id === context.visit.editing)),
  }),

  scan: (state) => {
    const { context } = state;
    const item = required(context.visit.item);
    const material = required(nextScan(context.visit));
    const judging = state.matches({ session: { journey: { scan: 'judging' } } });
    const looking = state.matches({ session: { journey: { scan: 'looking' } } });
    return {
      name: 'scan',
      item: head(item, context),
      material: material.name,
      phase: judging ? 'judging' : looking ? 'looking' : 'stopped',
      trouble: judging ? null : context.visit.scanTrouble,
      mayFollow: material.gapAllowed,
      owner: item.notice.owner,
    };
  },

  promise: ({ context }) => {
    const item = required(context.visit.item);
    return { name: 'promise', item: head(item, context), ...required(item.promise) };
  },

  review: ({ context }) => {
    const item = required(context.visit.item);
    return {
      name: 'review',
      item: head(item, context),
      fields: fieldsOf(context),
      promised: context.visit.promise !== null,
      papers: [
        ...item.outputs.map(({ title }) => ({ title, toFile: printsToFile(context.config) })),
        { title: paperTexts.receipt, toFile: false },
      ],
      fee: item.notice.fee.text,
      unavailable: unavailable(item, context.world),
    };
  },
};
