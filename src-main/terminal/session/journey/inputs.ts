import type { Context } from '../context.ts';
import { required } from '../required.ts';

export const valuesOf = ({ visit }: Context): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(visit.values).map(([id, { value }]) => [id, value]));

export const personOf = ({ visit }: Context) => ({
  card: required(visit.card),
  identifiedBy: required(visit.identifiedBy),
});
