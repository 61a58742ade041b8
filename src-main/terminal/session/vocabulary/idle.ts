import { changeVisit, type Guards } from './change.ts';

/** Whoever touches nothing, or walked away, is asked and then let go. */
export const idleGuards = {
  warnedOfLeaving: ({ context }) => context.visit.warnedOf === 'left',
  warnedOfOperator: ({ context }) => context.visit.warnedOf === 'operator',
  countdownOver: ({ context }) => (context.visit.idleSecondsLeft ?? 1) <= 0,
} satisfies Guards;

export const idleActions = {
  startCountdown: changeVisit((_, __, { config, elder }) => ({
    idleSecondsLeft: config.timing.warningSeconds * (elder ? 2 : 1),
  })),
  warnOfIdling: changeVisit(() => ({ warnedOf: 'idle' })),
  warnOfLeaving: changeVisit(() => ({ warnedOf: 'left' })),
  warnOfOperator: changeVisit(() => ({ warnedOf: 'operator' })),
  countDown: changeVisit((old) => ({ idleSecondsLeft: (old.idleSecondsLeft ?? 1) - 1 })),
  stopCountdown: changeVisit(() => ({ idleSecondsLeft: null })),
};
