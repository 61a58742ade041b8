import { isIP } from 'node:net';
import { join } from 'node:path';
import type { FastifyServerOptions } from 'fastify';
import { createApp } from './app.ts';
import { createCaseBell } from './cases/case-bell.ts';
import { openInbox } from './cases/inbox.ts';
import type { App, PlatformContext } from './context.ts';
import { openDatabase } from './database/open-database.ts';
import type { Database } from './database/tables.ts';
import { openCatalogueStore } from './desired/catalogue-store.ts';
import { createFaultSwitch } from './faults/faults.ts';
import { lockDataDirectory } from './keys/data-directory-lock.ts';
import { loadPlatformKeys } from './keys/platform-keys.ts';
import { loadTlsCertificate } from './keys/tls-certificate.ts';
import { placeOf } from './routes/refusals.ts';
import type { Services } from './services.ts';
import { StartRefused } from './start-error.ts';
import type { Operator } from './terminals/operators.ts';
import { type Enrolment, enrol } from './terminals/terminals.ts';

export type PlatformOptions = {
  readonly services: Services;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: any free port. */
  readonly port?: number;
  /** Keys, certificate and the embedded database; without it all three live in memory. */
  readonly dataDir?: string | undefined;
  /** For an embedded database in memory: an empty cluster as PGlite dumps it, instead of laying one out. */
  readonly cluster?: Blob | undefined;
  /** PostgreSQL instead of the embedded database. */
  readonly databaseUrl?: string | undefined;
  /** Default on. `off` serves plain HTTP and is refused beyond loopback. */
  readonly tls?: 'on' | 'off';
  /** Default off; `on` is refused beyond loopback. */
  readonly faults?: 'on' | 'off';
  readonly enrol?: readonly Enrolment[];
  /** Who may ask for alarms, terminals and logs; nobody by default. */
  readonly operators?: readonly Operator[];
  /** What QR codes on paper open; by default the address this server listens on. */
  readonly publicUrl?: string | undefined;
  readonly logger?: FastifyServerOptions['loggerInstance'];
  readonly now?: () => Date;
};

export type Platform = {
  readonly app: App;
  /** Starts to listen, then decides what a crash left in the inbox; returns the address. Throws StartRefused. */
  listen(): Promise<string>;
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  /** PEM of the authority a client trusts; absent without TLS. */
  readonly ca: string | undefined;
  readonly db: Database;
  /** Resolves when every case that was waiting is decided or held. */
  decided(): Promise<void>;
  /** Finishes the requests under way, ends long polls, closes the database. */
  close(): Promise<void>;
};

/**
 * Builds the platform without listening yet.
 *
 * @throws StartRefused with a sentence for the console.
 */
export async function createPlatform(options: PlatformOptions): Promise<Platform> {
  const { services, host = '127.0.0.1', port = 0, dataDir, databaseUrl, tls = 'on', now = () => new Date() } = options;
  if (!isLoopback(host)) {
    if (tls === 'off') throw new StartRefused('--tls=off is for loopback only: listen on 127.0.0.1, or leave TLS on');
    if (options.faults === 'on')
      throw new StartRefused(
        '--faults=on is for loopback only: anybody who can reach the port could stop the terminals',
      );
  }
  const lock = dataDir === undefined ? undefined : await lockDataDirectory(dataDir);
  try {
    const keys = await loadPlatformKeys(dataDir);
    const certificate = tls === 'on' ? await loadTlsCertificate(dataDir, now()) : undefined;
    const { db, engine } = await openDatabase({ url: databaseUrl, dataDir, cluster: options.cluster });
    for (const enrolment of options.enrol ?? []) await enrol(db, enrolment, now());
    const catalogue = await openCatalogueStore(db, services.catalogue, keys, now());

    const scheme = certificate === undefined ? 'http' : 'https';
    let listening = port;
    const url = () => `${scheme}://${host.includes(':') ? `[${host}]` : host}:${listening}`;
    const publicUrl = () => options.publicUrl ?? url();
    const bell = createCaseBell();
    const closing = new AbortController();
    const inbox = await openInbox({
      db,
      services,
      catalogue,
      now,
      publicUrl,
      bell,
      onFailure: (error) =>
        options.logger?.error({ event: 'case.held', ...placeOf(error) }, 'a case could not be decided'),
    });
    const faults = options.faults === 'on' ? createFaultSwitch() : undefined;
    const context: PlatformContext = {
      db,
      engine,
      keys,
      catalogue,
      services,
      inbox,
      bell,
      operators: options.operators ?? [],
      now,
      publicUrl,
      faults,
      closing: closing.signal,
    };
    const app = await createApp(context, certificate, options.logger);

    return {
      app,
      db,
      ca: certificate?.ca,
      get url() {
        return url();
      },
      listen: async () => {
        await app.listen({ host, port }).catch((error: unknown) => {
          const code = error instanceof Error && 'code' in error ? String(error.code) : '';
          if (!/^E[A-Z]+$/.test(code)) throw error;
          throw new StartRefused(`cannot listen on ${host}, port ${port} (${code}): choose another --port or --host`);
        });
        const address = app.server.address();
        if (typeof address === 'object' && address !== null) listening = address.port;
        inbox.wake();
        return url();
      },
      decided: () => inbox.drained(),
      close: async () => {
        closing.abort();
        await app.close();
        await inbox.close();
        await db.destroy();
        await lock?.release();
      },
    };
  } catch (error) {
    await lock?.release();
    throw error;
  }
}

/** The folder a terminal's configuration points at for what it pins. */
export const pinnedFiles = (dataDir: string) => ({
  keys: join(dataDir, 'keys-public.json'),
  ca: join(dataDir, 'tls', 'ca.pem'),
});

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
