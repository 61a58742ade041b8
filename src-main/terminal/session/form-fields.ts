import type { Context } from './context.ts';
import { fieldViews } from './form.ts';

/** Fields of the open form with their issues. */
export const fieldsOf = ({ visit, world }: Context) =>
  visit.item === null
    ? []
    : fieldViews(visit.item, visit.values, {
        prefill: visit.prefill,
        today: world.today,
        birth: visit.card?.birth ?? null,
      });
