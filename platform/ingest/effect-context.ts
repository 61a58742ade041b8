import type { Transaction } from 'kysely';
import type { OutboxRecord } from '../../src-main/contract/platform-api.ts';
import type { Tables } from '../database/tables.ts';
import type { CatalogueStore } from '../desired/catalogue-store.ts';
import type { PlatformKeys } from '../keys/platform-keys.ts';

/** What of a record its effects are made of. */
export type AppliedRecord = Pick<OutboxRecord, 'seq' | 'kind' | 'recordedAt' | 'body'>;

/** What a record's effects may know and touch, inside the transaction that takes it in. */
export type EffectContext = {
  readonly trx: Transaction<Tables>;
  readonly terminal: string;
  readonly epoch: string;
  /** The last number stored before this batch: a record at or below it was withheld, and its content comes late. */
  readonly mark: number;
  readonly now: Date;
  readonly keys: PlatformKeys;
  readonly catalogue: CatalogueStore;
  /** An effect failed unforeseen. The error's message may quote what a person wrote. */
  readonly onEffectFailed: (error: unknown) => void;
};
