import type { Effects } from '../effects.ts';
import { faceMissing, faceReasonBefore, noIdentity, reasonOf, verdictOf } from '../face-step.ts';
import { changeIdentity, changeVisit, type Given, type Guards } from './change.ts';
import { allShown } from './words-shown.ts';

/** Comparing a face, by consent, or the other way. */
export const faceGuards = {
  asksIdentity: ({ context }) => context.visit.purpose === 'item' && context.visit.item?.identityCheck !== undefined,
  faceAgreed: ({ context, event }) =>
    event.type === 'chooseWay' &&
    event.way === 'face' &&
    allShown(context.visit, context.visit.item?.identityCheck?.consent) &&
    faceMissing(context) === null,
  otherChosen: ({ event }) => event.type === 'chooseWay' && event.way === 'other',
  wantsFace: ({ context }) => context.visit.purpose === 'item' && context.visit.identity?.way === 'face',
  cannotCompare: ({ context }) => faceReasonBefore(context) !== null,
  faceMatches: ({ context, event }) => verdictOf(context, event) === 'match',
  attemptsLeft: ({ context }) => (context.visit.identity?.attempts ?? 0) < (context.config.face?.attempts ?? 0),
} satisfies Guards;

export const faceActions = (effects: Effects) => ({
  forgetIdentity: changeVisit(() => ({ identity: null })),
  agreeToFace: changeVisit((old) => ({
    identity: {
      ...noIdentity,
      way: 'face',
      consentedAt: effects.noteFaceConsent({ sessionId: old.sessionId ?? '', item: old.item?.code ?? '' }),
    },
  })),
  takeOtherWay: changeVisit(() => ({ identity: { ...noIdentity, way: 'other' } })),
  keepPortrait: changeIdentity((_, event) =>
    event.type === 'card.read' && typeof event.portrait === 'object'
      ? {
          portrait: {
            mimeType: event.portrait.mimeType,
            bytes: Buffer.from(event.portrait.base64, 'base64'),
          },
        }
      : {},
  ),
  /** Overwrites it: the one buffer of the session that is a picture of a person. */
  wipePortrait: changeIdentity(({ portrait }) => {
    portrait?.bytes.fill(0);
    return { portrait: null };
  }),
  beginAttempt: changeIdentity(({ attempts }) => ({ attempts: attempts + 1, reason: null })),
  faceMatched: changeIdentity(() => ({ matched: true, reason: null })),
  faceMissed: changeIdentity((_, event, context) => ({ reason: reasonOf(context, event) })),
  faceCannotBe: changeIdentity((_, __, context) => ({ reason: faceReasonBefore(context) })),
  noteVerdict: ({ context, event }: Given) =>
    effects.noteFaceVerdict({
      sessionId: context.visit.sessionId ?? '',
      verdict: verdictOf(context, event) === 'match' ? 'match' : reasonOf(context, event),
      attempt: context.visit.identity?.attempts ?? 0,
    }),
});
