import type { IdCard, IdCardProgress } from '../../../drivers/contract/id-card.ts';
import type { Effect } from '../../../drivers/contract/index.ts';
import type { Identification, Item, ThemeId } from '../../contract/catalogue.ts';
import type { CodeAnswer, CodeTrouble, ForeignCode } from '../../contract/code-lookup.ts';
import type { Signature } from '../../contract/commands.ts';
import type { FaceReason, Portrait } from '../../contract/face.ts';
import type { MineResponse, OwnDocument, PrefillResponse } from '../../contract/platform-api.ts';
import type { Paper, ScanTrouble, Screen, ValueSource } from '../../contract/snapshot.ts';
import type { LocalizedText } from '../../contract/text.ts';

export interface FieldValue {
  readonly value: string;
  readonly source: ValueSource;
}

export interface Outcome {
  readonly outcome: Extract<Screen, { name: 'result' }>['outcome'];
  readonly caseNumber: string;
  readonly reasons: readonly LocalizedText[];
  readonly dueDate: string | null;
  readonly papers: readonly Paper[];
  /** What was issued, for papers that have yet to be fetched; left out where nothing was. */
  readonly documents?: readonly OwnDocument[];
}

export interface Problem {
  readonly title: LocalizedText;
  readonly text: LocalizedText;
  readonly code: string;
  readonly mayRetry: boolean;
}

export type CardFailure =
  | ('layAgain' | 'cardNotSupported' | 'readerUnavailable' | 'timedOut')
  | ('insertAgain' | 'notSocialSecurityCard' | 'chipUnreadable' | 'chipRefused' | 'pullFirst');

/** What a code is to this machine: one of the platform's own numbers, or something nothing is done with. */
export type CodeFound =
  | { readonly kind: 'case'; readonly caseNumber: string }
  | { readonly kind: 'paper'; readonly checkCode: string }
  | { readonly kind: 'foreign'; readonly code: ForeignCode };

/** How the person shows who they are, for an item that asks. */
export interface Identity {
  readonly way: 'face' | 'other';
  /** When the consent lay on the disk; null without one. */
  readonly consentedAt: string | null;
  readonly attempts: number;
  readonly reason: FaceReason | null;
  /** The card's portrait, only between reading it and the end of the comparison; then overwritten. */
  readonly portrait: { readonly mimeType: Portrait['mimeType']; readonly bytes: Buffer } | null;
  readonly matched: boolean;
}

/** Everything one person's visit holds. Ending a session replaces it by `emptyVisit`. */
export interface Visit {
  readonly sessionId: string | null;
  readonly theme: ThemeId | null;
  readonly query: string;
  readonly item: Item | null;
  /** Where `back` leads from the notice. */
  readonly cameFrom: 'home' | 'theme' | 'search' | 'mine';
  readonly purpose: 'item' | 'mine';
  /** Who it is, in the shape of an ID card whichever card told it. */
  readonly card: IdCard | null;
  readonly identifiedBy: Identification | null;
  /** Ways that the running wait for a card asks. */
  readonly asked: readonly Identification[];
  /** Which card `cardProgress` and `cardFailure` speak of; null while none was seen. */
  readonly cardWay: Identification | null;
  /** A chip card that could not be used still stands in the reader, and is asked again only once it was pulled. */
  readonly pullFirst: boolean;
  readonly cardProgress: IdCardProgress;
  readonly cardFailure: CardFailure | 'cardNotAccepted' | 'otherPerson' | null;
  readonly secondsLeft: number | null;
  readonly prefill: PrefillResponse | null;
  readonly values: Readonly<Record<string, FieldValue>>;
  readonly editing: string | null;
  /** What the person typed into each item of this session, by item and field: it is there again when they come back to it. */
  readonly typed: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly promise: { readonly signature: Signature | null } | null;
  /** Lines of the promise or consent on the screen that have been shown, from the first. */
  readonly linesShown: number;
  /** Pages by their name in the item: on the shelf, or to follow later. One that is cut out and not judged is not here. */
  readonly scans: Readonly<Record<string, 'kept' | 'later'>>;
  readonly scanTrouble: ScanTrouble | null;
  /** Of the code that is looked up: what it is until the platform answered, then the answer; or why none was read. */
  readonly codeFound: CodeFound | null;
  readonly codeAnswer: CodeAnswer | null;
  readonly codeTrouble: CodeTrouble | null;
  readonly identity: Identity | null;
  readonly slow: boolean;
  readonly submitPhase: Extract<Screen, { name: 'submitting' }>['phase'];
  /** Number of the case that is being handed in, once it is on this machine's disk: from then on it goes its way by itself. */
  readonly handedIn: string | null;
  readonly outcome: Outcome | null;
  readonly printing: boolean;
  readonly retryPaper: string | null;
  /** Papers that the person asked to stop, in this run of printing. */
  readonly stopAsked: readonly string[];
  /** By paper id: the most any attempt so far may have done to it. A later failure does not undo that. */
  readonly paperEffects: Readonly<Record<string, Effect>>;
  /** The printer held this visit's receipt out; whether it still hangs there its status says. */
  readonly heldOut: boolean;
  /** A document of this visit came out of its printer; whether it still hangs in a slot its status says. */
  readonly pageCame: boolean;
  /** Papers nobody took and the machine drew back: each is printed again once. */
  readonly drawnBack: readonly string[];
  readonly problem: Problem | null;
  readonly mine: MineResponse | null;
  readonly idleSecondsLeft: number | null;
  /** Why the countdown runs: nobody touched, nobody stands there, or staff turned their switch. */
  readonly warnedOf: 'idle' | 'left' | 'operator';
  readonly cardSecondsWaiting: number;
  /** Cards that still lie or stand in a reader while the person is asked to take them. */
  readonly cardsLeft: readonly Identification[];
  /** The page was lost while the case was under way: what follows names nobody. */
  readonly pageLost: boolean;
  /** After rating, go on with another item instead of leaving. */
  readonly more: boolean;
}

/** A visit nobody has begun: what the session is reset to when a person leaves. */
export const emptyVisit: Visit = {
  sessionId: null,
  theme: null,
  query: '',
  item: null,
  cameFrom: 'home',
  purpose: 'item',
  card: null,
  identifiedBy: null,
  asked: [],
  cardWay: null,
  pullFirst: false,
  cardProgress: 'waiting',
  cardFailure: null,
  secondsLeft: null,
  prefill: null,
  values: {},
  editing: null,
  typed: {},
  promise: null,
  linesShown: 0,
  scans: {},
  scanTrouble: null,
  codeFound: null,
  codeAnswer: null,
  codeTrouble: null,
  identity: null,
  slow: false,
  submitPhase: 'saving',
  handedIn: null,
  outcome: null,
  printing: false,
  retryPaper: null,
  stopAsked: [],
  paperEffects: {},
  heldOut: false,
  pageCame: false,
  drawnBack: [],
  problem: null,
  mine: null,
  idleSecondsLeft: null,
  warnedOf: 'idle',
  cardSecondsWaiting: 0,
  cardsLeft: [],
  pageLost: false,
  more: false,
};

const strength: Record<Effect, number> = { none: 0, partial: 1, unknown: 2, done: 3 };

/** The most that one of two attempts may have done. */
export const strongerEffect = (one: Effect | undefined, other: Effect): Effect =>
  one !== undefined && strength[one] > strength[other] ? one : other;

/** Whoever stands there after a page was lost may be somebody else: what failed in another's name is not tried again. */
export const mayTryAgain = ({ problem, pageLost }: Pick<Visit, 'problem' | 'pageLost'>): boolean =>
  problem?.mayRetry === true && !pageLost;

/** What one item leaves behind when another is begun by the same person: who they are, and what they typed and did not hand in. */
export const nextItem = (visit: Visit): Visit => ({
  ...emptyVisit,
  sessionId: visit.sessionId,
  card: visit.card,
  identifiedBy: visit.identifiedBy,
  heldOut: visit.heldOut,
  pageCame: visit.pageCame,
  typed: visit.typed,
});
