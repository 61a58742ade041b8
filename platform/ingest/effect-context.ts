import type { Transaction } from 'kysely';
import type { Tables } from '../database/tables.ts';
import type { CatalogueStore } from '../desired/catalogue-store.ts';
import type { PlatformKeys } from '../keys/platform-keys.ts';

/** What a record's effects may know and touch, inside the transaction that takes it in. */
export type EffectContext = {
  readonly trx: Transaction<Tables>;
  readonly terminal: string;
  readonly epoch: string;
  readonly now: Date;
  readonly keys: PlatformKeys;
  readonly catalogue: CatalogueStore;
};
