import { assign } from 'xstate';
import type { Context } from '../context.ts';
import type { SessionEvent } from '../events.ts';
import type { Identity, Visit } from '../visit.ts';

/** What a guard or an action is given. */
export interface Given {
  readonly context: Context;
  readonly event: SessionEvent;
}
export type Guards = Readonly<Record<string, (given: Given) => boolean>>;

export const change = (by: (context: Context, event: SessionEvent) => Partial<Context>) =>
  assign<Context, SessionEvent, undefined, SessionEvent, never>(({ context, event }) => by(context, event));

export const changeVisit = (by: (visit: Visit, event: SessionEvent, context: Context) => Partial<Visit>) =>
  change((context, event) => ({ visit: { ...context.visit, ...by(context.visit, event, context) } }));

/** Changes how the person shows who they are, where they do. */
export const changeIdentity = (by: (old: Identity, event: SessionEvent, context: Context) => Partial<Identity>) =>
  changeVisit((old, event, context) =>
    old.identity === null ? {} : { identity: { ...old.identity, ...by(old.identity, event, context) } },
  );
