import type { IdCard, IdCardProgress } from '../../../drivers/contract/id-card.ts';
import type { DeviceClass, DeviceStatus, Effect, Health } from '../../../drivers/contract/index.ts';
import type { CameraPlace } from '../../contract/camera.ts';
import type { CatalogueDocument, Identification, Item, ThemeId } from '../../contract/catalogue.ts';
import type { CodeAnswer, CodeTrouble, ForeignCode } from '../../contract/code-lookup.ts';
import type { Command, Signature } from '../../contract/commands.ts';
import type { Config } from '../../contract/config.ts';
import type { FaceLook, FaceReason, Portrait, PortraitLack } from '../../contract/face.ts';
import type { MineResponse, OwnDocument, PrefillResponse } from '../../contract/platform-api.ts';
import type { Paper, ScanTrouble, Screen, ValueSource } from '../../contract/snapshot.ts';
import type { Language, LocalizedText } from '../../contract/text.ts';

/** What the terminal can do right now, seen from outside the session. */
export interface World {
  readonly catalogue: CatalogueDocument | null;
  /** Health of every configured device; a class that is absent is not fitted to this machine. */
  readonly devices: Partial<Record<DeviceClass, { readonly health: Health; readonly status: DeviceStatus | null }>>;
  /** Health of each camera; one that is left out is not fitted. The class's own health is among `devices`. */
  readonly cameras?: Partial<Readonly<Record<CameraPlace, Health>>>;
  readonly platform: 'online' | 'offline' | 'unknown';
  /** Is there room on the disk for new business? */
  readonly ledgerReady: boolean;
  /** Why the document printer said beforehand that it would refuse a job; null or left out when it did not. */
  readonly documentRefused?: string | null;
  /** Why a document on special stock (numbered, sealed) would not be printed; null or left out where it would. */
  readonly specialPaperRefused?: string | null;
  /** On battery, and it will soon be empty: nothing new is begun that the dark would cut off. */
  readonly powerLow?: boolean;
  /** Calendar date at the site, YYYY-MM-DD: limits of date fields and items' validity. */
  readonly today: string;
}

/** What the last run left open; shown once to whoever stands there. */
export interface Recovery {
  /** The session that was cut off: a card it left may still lie there. */
  readonly sessionId: string | null;
  readonly submitted: boolean;
  readonly caseNumber: string | null;
  readonly paperUnknown: boolean;
  /** What a printer proved since of the papers that were unknown, once none of them is any more. */
  readonly paperProved: 'printed' | 'saved' | 'notPrinted' | null;
}

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

export interface Context {
  readonly config: Config;
  readonly world: World;
  readonly recovery: Recovery | null;
  readonly language: Language;
  readonly elder: boolean;
  readonly visit: Visit;
  /** Cards that were left behind and are still lying or standing in a reader. */
  readonly forgottenCards: readonly Identification[];
  /** Nobody could tell whether the person before took their chip card: none is read that stands in the reader already. */
  readonly chipInDoubt: boolean;
}

export type SessionEvent =
  | Command
  | { readonly type: 'world'; readonly world: World }
  /** Which card it was is told of a social security card; left out, it was the ID card. */
  | { readonly type: 'card.progress'; readonly progress: IdCardProgress; readonly way?: Identification }
  /** `portrait` only where it was asked for. */
  | {
      readonly type: 'card.read';
      readonly card: IdCard;
      readonly way?: Identification;
      readonly portrait?: Portrait | PortraitLack;
    }
  | { readonly type: 'face.looked'; readonly look: FaceLook }
  | { readonly type: 'face.failed'; readonly why: 'camera' | 'portrait' | 'broken' }
  | { readonly type: 'card.failed'; readonly reason: CardFailure; readonly way?: Identification }
  /** A chip card stands in the reader that was there before anybody was asked for one: whose it is, nobody knows. */
  | { readonly type: 'card.stands' }
  /** A chip card left its reader, at whatever time: the next one is another matter. */
  | { readonly type: 'chip.pulled' }
  | { readonly type: 'card.lies'; readonly cards: readonly Identification[] }
  | { readonly type: 'card.gone' }
  | { readonly type: 'card.unknown' }
  /** How the document camera's picture is, once a second; it failed; a page was cut out and lies on the shelf. */
  | { readonly type: 'scan.looked'; readonly trouble: 'dark' | 'frozen' | null }
  | { readonly type: 'scan.failed' }
  | { readonly type: 'scan.cut' }
  | { readonly type: 'code.found'; readonly found: CodeFound }
  | { readonly type: 'code.failed'; readonly trouble: CodeTrouble }
  | { readonly type: 'code.answered'; readonly answer: CodeAnswer }
  | { readonly type: 'prefilled'; readonly prefill: PrefillResponse }
  | { readonly type: 'mine.loaded'; readonly mine: MineResponse }
  | { readonly type: 'problem'; readonly problem: Problem }
  | { readonly type: 'submit.kept'; readonly caseNumber: string }
  | { readonly type: 'submit.phase'; readonly phase: Visit['submitPhase'] }
  | { readonly type: 'submitted'; readonly outcome: Outcome }
  | {
      readonly type: 'paper';
      readonly id: string;
      readonly state: Paper['state'];
      readonly explanation: LocalizedText | null;
      readonly mayRetry: boolean;
      /** What this attempt did, as far as the printer could prove. */
      readonly effect: Effect;
    }
  | { readonly type: 'papers.done' }
  /** A printer told what became of the papers of the last run. */
  | { readonly type: 'recovery.proved'; readonly paper: Pick<Recovery, 'paperUnknown' | 'paperProved'> }
  /** The page died and a fresh one took its place: whoever stands there now may be somebody else. */
  | { readonly type: 'page.lost' }
  /** Of the cabinet's board (`devices/cabinet.ts`). */
  | { readonly type: 'presence.left' | 'presence.back' | 'operator.called' | 'operator.gone' }
  /** Nobody touched the attract screen for the idle time. */
  | { readonly type: 'wishes.over' }
  /** Staff gave the screen back. */
  | { readonly type: 'service.left' };

/** A running effect: starts when its state is entered, is stopped when it is left. */
export type EffectRun<Input> = (input: Input, send: (event: SessionEvent) => void) => () => void;

/** Everything the machine wants done. Each reports back by events; none of them throws into the machine. */
export interface Effects {
  /**
   * Waits for all these cards at once. A reader that is dead ends its own wait alone. `pullFirst`: a chip card that is in
   * the reader now is not to be read; it has to be pulled first.
   */
  readonly readCard: EffectRun<{
    timeoutMs: number;
    portrait: boolean;
    ways: readonly Identification[];
    pullFirst: boolean;
  }>;
  /** Opens the camera and has the face before it compared, once: `face.looked` or `face.failed`. */
  readonly watchFace: EffectRun<Record<never, never>>;
  /** Puts the consent on the disk; its time, or null when it could not. */
  readonly noteFaceConsent: (consent: { sessionId: string; item: string }) => string | null;
  readonly noteFaceVerdict: (verdict: { sessionId: string; verdict: 'match' | FaceReason; attempt: number }) => void;
  /** Opens the document camera until a page was cut out. */
  readonly scanPage: EffectRun<{ sessionId: string; scan: string }>;
  /** Waits for one code: `code.found` or `code.failed`. */
  readonly readCode: EffectRun<{ timeoutMs: number }>;
  /** Asks the platform about it: always ends in `code.answered`. */
  readonly lookUpCode: EffectRun<{ found: CodeFound }>;
  readonly prefill: EffectRun<{ item: Item; card: IdCard; identifiedBy: Identification }>;
  readonly loadMine: EffectRun<{ card: IdCard; identifiedBy: Identification }>;
  /** Stopped before `submit.kept` nothing was handed in; stopped after it the case goes on, by the ledger alone. */
  readonly submit: EffectRun<{
    sessionId: string;
    item: Item;
    card: IdCard;
    identifiedBy: Identification;
    values: Readonly<Record<string, string>>;
    promise: { signature: Signature | null } | null;
    scans: Readonly<Record<string, 'kept' | 'later'>>;
    identity: Pick<Identity, 'way' | 'consentedAt'> | null;
    language: Language;
  }>;
  readonly printPapers: EffectRun<{
    sessionId: string;
    item: Item;
    card: IdCard;
    identifiedBy: Identification;
    outcome: Outcome;
    language: Language;
    only: string | null;
    /** What earlier attempts may have done to `only`. */
    earlier: Effect;
    /** `only` was printed before, nobody took it, and the machine drew it back. */
    drawnBack: boolean;
  }>;
  /**
   * Looks at these readers, or at all that are fitted (`only` null). Sends `card.gone` at once when no card is there, else
   * `card.lies` and `card.gone` when all were taken; `card.unknown` when a reader cannot tell and no other has a card.
   */
  readonly watchCard: EffectRun<{ only: readonly Identification[] | null }>;
  /** Stops a paper that waits or is printed, as far as its printer can: what became of it comes as its `paper` event. */
  readonly callOffPaper: (paper: { sessionId: string; id: string }) => void;
  readonly beginSession: (sessionId: string) => void;
  readonly rate: (rating: { caseNumber: string; level: number }) => void;
  readonly reportForgottenCard: (sessionId: string) => void;
  /** Wipes: spool, documents in memory, renderer. Called exactly once for each session. */
  readonly endSession: (sessionId: string, reason: 'finished' | 'exit' | 'idle' | 'fault') => void;
  readonly newSessionId: () => string;
}
