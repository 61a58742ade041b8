import type { CatalogueDocument } from '../contract/catalogue.ts';
import type { CatalogueStore, HeldCatalogue } from './platform-client/catalogue-store.ts';
import type { ClientError, PlatformClient } from './platform-client/client.ts';

/** How often the platform is asked for its desired catalogue: the poll is also the heartbeat of the link. */
const POLL_ONLINE_MS = 10_000;
const POLL_OFFLINE_MS = 2_000;

export interface PlatformLink {
  start(): Promise<void>;
  catalogue(): CatalogueDocument | null;
  state(): 'online' | 'offline' | 'unknown';
  /** The platform announced a revision with another answer. */
  doorbell(revision: number): void;
  /** Learns from any other request whether the platform is there. */
  noticed(error: ClientError | null): void;
  stop(): void;
}

/** Says whether the platform is there, and keeps the catalogue it wants this terminal to have. */
export function createPlatformLink(options: {
  client: Pick<PlatformClient, 'desiredCatalogue'>;
  store: CatalogueStore;
  onChange: () => void;
  log: (
    event:
      | { event: 'platform.online' }
      | { event: 'platform.offline'; errorCode: string }
      | { event: 'catalogue.changed'; revision: number }
      | { event: 'catalogue.refused' },
  ) => void;
}): PlatformLink {
  const { client, store, log } = options;
  let held: HeldCatalogue | null = null;
  let state: 'online' | 'offline' | 'unknown' = 'unknown';
  let timer: NodeJS.Timeout | undefined;
  let asking = false;
  let stopped = false;

  const become = (next: 'online' | 'offline', errorCode = '') => {
    if (state === next) return;
    state = next;
    log(next === 'online' ? { event: 'platform.online' } : { event: 'platform.offline', errorCode });
    options.onChange();
  };
  const noticed = (error: ClientError | null) => {
    if (error === null || error.kind === 'notFound' || error.kind === 'refused' || error.kind === 'conflict')
      become('online');
    else become('offline', error.kind);
  };

  async function ask(): Promise<void> {
    if (asking || stopped) return;
    asking = true;
    clearTimeout(timer);
    const answer = await client.desiredCatalogue(
      held === null ? null : { etag: held.etag, revision: held.document.revision },
    );
    asking = false;
    if (stopped) return;
    noticed(answer.ok ? null : answer.error);
    if (answer.ok && answer.value.kind === 'changed') await take(answer.value);
    timer = setTimeout(() => void ask(), state === 'online' ? POLL_ONLINE_MS : POLL_OFFLINE_MS);
  }

  async function take(changed: HeldCatalogue): Promise<void> {
    const saved = await store.save(changed);
    if (!saved.ok) return log({ event: 'catalogue.refused' });
    held = { document: changed.document, jws: changed.jws, etag: changed.etag };
    log({ event: 'catalogue.changed', revision: held.document.revision });
    options.onChange();
  }

  return {
    async start() {
      const kept = await store.load();
      if (kept.ok) held = kept.value;
      else log({ event: 'catalogue.refused' });
      options.onChange();
      void ask();
    },
    catalogue: () => held?.document ?? null,
    state: () => state,
    doorbell: (revision) => {
      if (held === null || revision > held.document.revision) void ask();
    },
    noticed,
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
