import type { IdCard } from '../../../drivers/contract/id-card.ts';
import type { Effect } from '../../../drivers/contract/index.ts';
import type { Identification, Item } from '../../contract/catalogue.ts';
import type { Signature } from '../../contract/commands.ts';
import type { FaceReason } from '../../contract/face.ts';
import type { Language } from '../../contract/text.ts';
import type { SessionEvent } from './events.ts';
import type { CodeFound, Identity, Outcome } from './visit.ts';

/** A running effect: starts when its state is entered, is stopped when it is left. */
export type EffectRun<Input> = (input: Input, send: (event: SessionEvent) => void) => () => void;

/** Everything the machine wants done. Each reports back by events; none of them throws into the machine. */
export interface Effects {
  /**
   * Waits for all these cards at once. A reader that is dead ends its own wait alone. `pullFirst`: cards of
   * these kinds that are there now are not to be read; they have to be taken away first (`card.stands`, then `card.cleared`).
   */
  readonly readCard: EffectRun<{
    timeoutMs: number;
    portrait: boolean;
    ways: readonly Identification[];
    pullFirst: readonly Identification[];
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
