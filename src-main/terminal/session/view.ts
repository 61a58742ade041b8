import type { SnapshotFrom } from 'xstate';
import type { CameraView } from '../../contract/camera.ts';
import type { Item } from '../../contract/catalogue.ts';
import type { ServiceScreen } from '../../contract/screens.ts';
import type { Screen, Snapshot } from '../../contract/snapshot.ts';
import { badges, missing, nothingWorks, notices, printsToFile, tile, unavailable } from './availability.ts';
import { codeReadBy, readsCodes } from './code-step.ts';
import type { Context } from './context.ts';
import { faceMissing } from './face-step.ts';
import { fieldsOf } from './form-fields.ts';
import type { SessionMachine } from './machine.ts';
import { cannotCollect, ownDocument } from './own-documents.ts';
import { ownPaperHeldOut, paperAtMouth, shownPapers } from './papers.ts';
import { required } from './required.ts';
import { nextScan } from './scan-step.ts';
import { findItems } from './search.ts';
import { mayTryAgain } from './visit.ts';
import { identifiedEnough, waysDown, waysOpen } from './ways.ts';
import { attractNothing, outOfService } from './words/availability.ts';
import { paperTexts } from './words/papers.ts';

export type SessionState = SnapshotFrom<SessionMachine>;
type CitizenScreenName = Exclude<Screen['name'], ServiceScreen['name']>;

const head = (item: Item, { config }: Context) => ({
  code: item.code,
  name: item.name,
  badges: badges(item, printsToFile(config)),
});
const tileOf = (item: Item, { world, config }: Context) => tile(item, world, printsToFile(config));

/** 张** : the family name and as many stars as there are further characters, at most two. */
export function maskedName(name: string): string {
  const [first = '', ...rest] = [...name];
  return first + '*'.repeat(Math.min(2, rest.length));
}

/** The leaf of the journey, e.g. `form`, or of the terminal outside a session. */
export function screenName(state: SessionState): CitizenScreenName {
  const value = state.value;
  if (typeof value === 'string') return value === 'recovered' || value === 'outOfService' ? value : 'starting';
  if ('attract' in value) return 'attract';
  if ('ending' in value) return value.ending === 'farewell' || value.ending === 'takePaper' ? 'farewell' : 'takeCard';
  const journey = value.session?.journey ?? 'home';
  return typeof journey === 'string' ? journey : (Object.keys(journey)[0] as CitizenScreenName);
}

/** A receipt hangs at the printer's mouth, and it is not of whoever stands there now. */
export function paperLeft(state: SessionState): boolean {
  const { visit, world } = state.context;
  const printing = ['submitting', 'result'].includes(screenName(state)) || state.matches('service');
  return paperAtMouth(world) && !visit.heldOut && !printing;
}

function attract({ world }: Context): Screen {
  const items = world.catalogue?.items ?? [];
  const able = items.filter((item) => unavailable(item, world) === null);
  const featured = world.catalogue?.featured ?? [];
  const wanted = (code: string) => (featured.includes(code) ? featured.indexOf(code) : featured.length);
  // One service a line: two in one would not fit in large type, and nobody reads a list while walking by.
  const canDo = able.toSorted((one, other) => wanted(one.code) - wanted(other.code)).map(({ name }) => name);
  return {
    name: 'attract',
    canDo: canDo.length > 0 ? canDo.slice(0, 3) : (nothingWorks(items, world)?.slice(0, 3) ?? [attractNothing]),
    availableCount: able.length,
    totalCount: items.length,
  };
}

function home(context: Context): Screen {
  const { world } = context;
  const catalogue = required(world.catalogue);
  const tiles = catalogue.items.map((item) => tileOf(item, context));
  return {
    name: 'home',
    themes: catalogue.themes.map((theme) => {
      const own = tiles.filter((one) => one.theme === theme.id);
      return { ...theme, total: own.length, available: own.filter((one) => one.unavailable === null).length };
    }),
    featured: catalogue.featured.flatMap((code) => tiles.filter((one) => one.code === code)),
    codes: readsCodes(world) ? { unavailable: missing('scanCode', world) } : null,
  };
}

function notice(context: Context): Screen {
  const { visit, world } = context;
  const item = required(visit.item);
  const { materials, fee, ...rest } = item.notice;
  return {
    name: 'notice',
    item: head(item, context),
    materials: materials.map(({ name, source, exempt, gapAllowed }) => ({
      name,
      source,
      exempt,
      mayFollow: gapAllowed,
    })),
    fee: fee.text,
    legalLimitDays: rest.legalLimitDays,
    promisedLimitDays: rest.promisedLimitDays,
    result: rest.result,
    basis: rest.basis.map(({ title, number = null, clause }) => ({ title, number, clause })),
    owner: rest.owner,
    note: item.outputs.length > 0 && printsToFile(context.config) ? paperTexts.willBeFile : null,
    unavailable: unavailable(item, world),
  };
}

const allCards = ['resident', 'J', 'I', 'Y'] as const;

function identify(context: Context): Screen {
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
}

function review(context: Context): Screen {
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
}

/** The screen of a state. Total over the state table: a state without a screen is a compile or test error. */
export function screenOf(state: SessionState): Screen {
  const { context } = state;
  const { visit, world } = context;
  const name = screenName(state);
  switch (name) {
    case 'starting':
      return { name };
    case 'farewell':
      return { name, paper: ownPaperHeldOut(visit, world) };
    case 'outOfService':
      return { name, reason: outOfService.noCatalogue };
    case 'recovered': {
      const { sessionId: _, ...told } = required(context.recovery);
      return { name, ...told };
    }
    case 'attract':
      return attract(context);
    case 'home':
      return home(context);
    case 'theme': {
      const theme = required(world.catalogue?.themes.find((one) => one.id === visit.theme));
      const items = required(world.catalogue).items.filter((item) => item.theme === theme.id);
      return { name, theme, items: items.map((item) => tileOf(item, context)) };
    }
    case 'search':
      return {
        name,
        query: visit.query,
        results: findItems(required(world.catalogue).items, visit.query).map((item) => tileOf(item, context)),
      };
    case 'showCode': {
      const { codeAnswer: answer, codeTrouble: trouble, secondsLeft, slow } = visit;
      const phase =
        answer !== null ? 'answered' : trouble !== null ? 'stopped' : visit.codeFound !== null ? 'asking' : 'reading';
      return { name, phase, by: codeReadBy(context), secondsLeft, slow, answer, trouble };
    }
    case 'notice':
      return notice(context);
    case 'identify':
      return identify(context);
    case 'faceConsent': {
      const item = required(visit.item);
      return { name, item: head(item, context), ...required(item.identityCheck), missing: faceMissing(context) };
    }
    case 'faceCheck': {
      const item = required(visit.item);
      const { portrait, reason, attempts } = required(visit.identity);
      const looking = state.matches({ session: { journey: { faceCheck: 'looking' } } });
      return {
        name,
        item: head(item, context),
        phase: looking ? 'looking' : state.matches({ session: { journey: { faceCheck: 'over' } } }) ? 'over' : 'again',
        reason,
        attemptsLeft: Math.max(0, (context.config.face?.attempts ?? 0) - attempts),
        portrait:
          looking && portrait !== null
            ? { mimeType: portrait.mimeType, base64: portrait.bytes.toString('base64') }
            : null,
        other: required(item.identityCheck).other,
      };
    }
    case 'preparing':
      return { name, item: visit.item === null ? null : head(visit.item, context), slow: visit.slow };
    case 'form': {
      const fields = fieldsOf(context);
      return {
        name,
        item: head(required(visit.item), context),
        fields,
        missingSources: visit.prefill?.missingSources ?? [],
        complete: fields.every((field) => field.issue === null),
      };
    }
    case 'field':
      return {
        name,
        item: head(required(visit.item), context),
        field: required(fieldsOf(context).find((field) => field.id === visit.editing)),
      };
    case 'scan': {
      const item = required(visit.item);
      const material = required(nextScan(visit));
      const judging = state.matches({ session: { journey: { scan: 'judging' } } });
      return {
        name,
        item: head(item, context),
        material: material.name,
        phase: judging
          ? 'judging'
          : state.matches({ session: { journey: { scan: 'looking' } } })
            ? 'looking'
            : 'stopped',
        trouble: judging ? null : visit.scanTrouble,
        mayFollow: material.gapAllowed,
        owner: item.notice.owner,
      };
    }
    case 'promise': {
      const item = required(visit.item);
      return { name, item: head(item, context), ...required(item.promise) };
    }
    case 'review':
      return review(context);
    case 'submitting':
      return {
        name,
        item: head(required(visit.item), context),
        phase: visit.submitPhase,
        caseNumber: visit.handedIn,
        slow: visit.slow,
      };
    case 'result': {
      const { documents: _, ...outcome } = required(visit.outcome);
      return {
        name,
        item: head(required(visit.item), context),
        ...outcome,
        reasons: [...outcome.reasons],
        papers: shownPapers(visit, world, context.config),
        owner: required(visit.item).notice.owner,
        busy: visit.printing,
      };
    }
    case 'problem':
      return {
        name,
        item: visit.item === null ? null : head(visit.item, context),
        ...required(visit.problem),
        mayRetry: mayTryAgain(visit),
      };
    case 'mine': {
      const filed = printsToFile(context.config) ? { toFile: true as const } : {};
      return {
        name,
        cases: required(visit.mine).cases.map(({ code: _, documents, ...each }) => ({
          ...each,
          documents: documents.flatMap(({ id, title }) => {
            const found = ownDocument(context, id);
            return found === null ? [] : [{ id, title, unavailable: cannotCollect(context, found), ...filed }];
          }),
        })),
        items: required(world.catalogue).items.map((item) => tileOf(item, context)),
      };
    }
    case 'rating':
      return {
        name,
        item: head(required(visit.item), context),
        thanks: state.matches({ session: { journey: { rating: 'thanks' } } }),
      };
    case 'takeCard':
      return {
        name,
        secondsWaiting: visit.cardSecondsWaiting,
        forgotten: context.forgottenCards.length > 0,
        cards: [...visit.cardsLeft],
      };
  }
}

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
