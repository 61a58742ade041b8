import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { CaseBell } from './cases/case-bell.ts';
import type { Inbox } from './cases/inbox.ts';
import type { Database } from './database/tables.ts';
import type { CatalogueStore } from './desired/catalogue-store.ts';
import type { FaultSwitch } from './faults/faults.ts';
import type { PlatformKeys } from './keys/platform-keys.ts';
import type { Services } from './services.ts';
import type { Operator } from './terminals/operators.ts';

/** What the routes work with. */
export type PlatformContext = {
  readonly db: Database;
  readonly engine: 'pglite' | 'postgresql';
  readonly keys: PlatformKeys;
  readonly catalogue: CatalogueStore;
  readonly services: Services;
  readonly inbox: Inbox;
  readonly bell: CaseBell;
  readonly operators: readonly Operator[];
  readonly now: () => Date;
  readonly publicUrl: () => string;
  /** Absent in production: then there is no way to switch a fault on. */
  readonly faults: FaultSwitch | undefined;
  /** Aborted when the server closes: ends long polls. */
  readonly closing: AbortSignal;
};

export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

declare module 'fastify' {
  interface FastifyRequest {
    /** The enrolled terminal that asks; empty on public routes. */
    terminal: string;
    /** The operator that asks; empty on all other routes. */
    operator: string;
    /** A fault switch wants the work done and its answer lost. */
    losesAnswer: boolean;
  }
}
