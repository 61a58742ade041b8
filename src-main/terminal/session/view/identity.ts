import { faceMissing } from '../face-step.ts';
import { required } from '../required.ts';
import { identifiedEnough, waysDown, waysOpen } from '../ways.ts';
import { head } from './item-head.ts';
import type { Screens } from './state.ts';

const allCards = ['resident', 'J', 'I', 'Y'] as const;

/** Who it is, and where an item asks, whether it is their face. */
export const identityScreens: Screens<'identify' | 'faceConsent' | 'faceCheck'> = {
  identify: ({ context }) => {
    const { visit } = context;
    const down = waysDown(context);
    return {
      name: 'identify',
      purpose: visit.purpose,
      item: visit.item === null ? null : head(visit.item, context),
      phase: visit.cardFailure ?? visit.cardProgress,
      way: visit.cardWay,
      ways: waysOpen(context).filter((way) => !down.includes(way)),
      waysDown: [...down],
      anotherCard: visit.card !== null && !identifiedEnough(context),
      secondsLeft: visit.secondsLeft,
      acceptedCards: visit.purpose === 'item' && visit.item !== null ? [...visit.item.cardTypes] : [...allCards],
    };
  },

  faceConsent: ({ context }) => {
    const item = required(context.visit.item);
    return {
      ...{ name: 'faceConsent', item: head(item, context) },
      ...required(item.identityCheck),
      missing: faceMissing(context),
    };
  },

  faceCheck: (state) => {
    const { context } = state;
    const item = required(context.visit.item);
    const { portrait, reason, attempts } = required(context.visit.identity);
    const looking = state.matches({ session: { journey: { faceCheck: 'looking' } } });
    const over = state.matches({ session: { journey: { faceCheck: 'over' } } });
    return {
      name: 'faceCheck',
      item: head(item, context),
      phase: looking ? 'looking' : over ? 'over' : 'again',
      reason,
      attemptsLeft: Math.max(0, (context.config.face?.attempts ?? 0) - attempts),
      portrait:
        looking && portrait !== null
          ? { mimeType: portrait.mimeType, base64: portrait.bytes.toString('base64') }
          : null,
      other: required(item.identityCheck).other,
    };
  },
};
