import type { CatalogueDocument, Item } from '../src-main/contract/catalogue.ts';
import type { CaseResult, PrefillResponse, Submission } from '../src-main/contract/platform-api.ts';
import type { LocalizedText } from '../src-main/contract/text.ts';

export type Card = Submission['card'];

/** What a rule set says about one submission. */
export type Decision = Pick<CaseResult, 'outcome' | 'reasons' | 'ruleSet' | 'dueDate'>;

export type Decided = {
  readonly decision: Decision;
  /** Draws a document from the very answers of the bases the decision rests on. */
  draw(order: DocumentOrder): Promise<{ readonly pdf: Uint8Array; readonly pages: number }>;
};

export type DocumentOrder = {
  readonly template: string;
  readonly title: LocalizedText;
  readonly item: Item;
  readonly submission: Submission;
  readonly checkCode: string;
  /** What the QR code on the paper opens. */
  readonly verifyUrl: string;
  readonly issuedAt: Date;
};

/**
 * The business the server calls, injected so that the server's own tests can give it awkward answers.
 * Throwing means a bug or data that only people can mend: the case is held, never lost.
 */
export type Services = {
  /** The catalogue as its authors left it; the store decides under which revision it is published. */
  readonly catalogue: CatalogueDocument;
  prefill(item: Item, card: Card): Promise<PrefillResponse>;
  /** `today` is the date in China, YYYY-MM-DD. */
  decide(input: { submission: Submission; item: Item; today: string }): Promise<Decided>;
  /** A fresh code nobody can guess, as it is printed. */
  makeCheckCode(): string;
  /** Brings a typed code to the form it was made in (case, spaces, hyphens). */
  normaliseCheckCode(typed: string): string;
  /** Fault switch: these shared bases stop answering; an empty list mends them. */
  setBasesUnavailable(names: readonly string[]): void;
};
