import type { CameraView } from '../../../contract/camera.ts';
import type { ServiceScreen } from '../../../contract/screens.ts';
import type { Screen, Snapshot } from '../../../contract/snapshot.ts';
import { notices } from '../availability.ts';
import { maskedName } from '../masked-name.ts';
import { screenOf } from './screens.ts';
import { paperLeft, type SessionState, screenName } from './state.ts';

/** Where somebody could show a code: only there a dead scanner is trouble of theirs. */
const codesWanted: ReadonlySet<Screen['name']> = new Set(['attract', 'home', 'showCode']);

const steps: Partial<Record<Screen['name'], Snapshot['step']>> = {
  notice: 'notice',
  faceConsent: 'identity',
  identify: 'identity',
  faceCheck: 'identity',
  preparing: 'form',
  form: 'form',
  field: 'form',
  scan: 'form',
  promise: 'confirm',
  review: 'confirm',
  submitting: 'done',
  result: 'done',
};

/** Everything the renderer gets of a state. Pure. */
export function snapshotOf(
  state: SessionState,
  revision: number,
  service: ServiceScreen | null = null,
  camera: CameraView = { fitted: false, open: null },
  cabinet: Snapshot['cabinet'] = undefined,
  help: Snapshot['help'] = undefined,
): Snapshot {
  const { context } = state;
  const { config, visit } = context;
  const inSession = state.matches('session');
  return {
    revision,
    screen: service ?? screenOf(state),
    language: context.language,
    languages: config.languages,
    elder: context.elder,
    site: {
      name: config.site.name,
      profile: config.site.profile,
      helpPhone: config.site.helpPhone,
      terminalId: config.terminal.id,
    },
    session: inSession
      ? {
          identified: visit.card !== null,
          person:
            visit.card === null || visit.pageLost ? null : maskedName(visit.card.name ?? visit.card.englishName ?? ''),
          idleSecondsLeft: visit.idleSecondsLeft,
          ...(visit.idleSecondsLeft === null ? {} : { warning: visit.warnedOf }),
        }
      : null,
    step: inSession && visit.purpose === 'item' ? (steps[screenName(state)] ?? null) : null,
    notices: notices(context.world, context.forgottenCards, paperLeft(state), codesWanted.has(screenName(state))),
    camera,
    ...(cabinet === undefined ? {} : { cabinet }),
    ...(help === undefined ? {} : { help }),
  };
}
