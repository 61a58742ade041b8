import type { FaceReason } from '../../contract/face.ts';
import type { LocalizedText } from '../../contract/text.ts';
import { ageOn } from './age.ts';
import { serves } from './availability.ts';
import type { Context } from './context.ts';
import type { SessionEvent } from './events.ts';
import { type FaceVerdict, faceVerdict } from './face-verdict.ts';
import type { Identity } from './visit.ts';
import { faceMissingWords } from './words/availability.ts';

/** Below this age a guardian has to consent (人脸识别技术应用安全管理办法: 不满十四周岁), and none can be known here. */
const CONSENTS_FROM = 14;

export const noIdentity: Identity = {
  way: 'other',
  consentedAt: null,
  attempts: 0,
  reason: null,
  portrait: null,
  matched: false,
};

/** Why faces cannot be compared at this machine now; null when they can. */
export function faceMissing({ config, world }: Pick<Context, 'config' | 'world'>): LocalizedText | null {
  const camera = world.cameras?.face;
  if (config.face === undefined || camera === undefined) return faceMissingWords.notFitted;
  return serves(camera) ? null : faceMissingWords.broken;
}

/** Why this person's face cannot be compared, known before the camera is opened. */
export function faceReasonBefore(context: Context): FaceReason | null {
  const { card, identity } = context.visit;
  if (!isOfAge(card?.birth ?? null, context.world.today)) return 'minor';
  if (identity?.consentedAt == null) return 'broken';
  if (identity.portrait === null) return 'noPortrait';
  return faceMissing(context) === null ? null : 'noCamera';
}

/** Both `YYYY-MM-DD`. A card without a birth date shows no age: its person counts as too young. */
function isOfAge(birth: string | null, today: string): boolean {
  return birth !== null && ageOn(birth, today) >= CONSENTS_FROM;
}

export function verdictOf({ config }: Context, event: SessionEvent): FaceVerdict | null {
  return event.type === 'face.looked' && config.face !== undefined ? faceVerdict(event.look, config.face) : null;
}

/** Why an attempt that ended by this event did not succeed. */
export function reasonOf(context: Context, event: SessionEvent): FaceReason {
  if (event.type === 'face.failed')
    return ({ camera: 'noCamera', portrait: 'noPortrait', broken: 'broken' } as const)[event.why];
  const verdict = verdictOf(context, event);
  return verdict === null || verdict === 'match' ? 'timedOut' : verdict;
}
