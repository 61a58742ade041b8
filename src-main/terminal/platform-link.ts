import type { CatalogueDocument } from '../contract/catalogue.ts';
import type { Logger } from '../logging/logger.ts';
import type { CatalogueStore, HeldCatalogue } from './platform-client/catalogue-store.ts';
import type { ClientError, PlatformClient } from './platform-client/client.ts';
import { type PlatformTrouble, platformTrouble } from './platform-trouble.ts';

/** How often the platform is asked for its desired catalogue: the poll is also the heartbeat of the link. */
const POLL_ONLINE_MS = 10_000;
const POLL_OFFLINE_MS = 2_000;

export interface PlatformLink {
  start(): Promise<void>;
  catalogue(): CatalogueDocument | null;
  state(): 'online' | 'offline' | 'unknown';
  /** What is wrong with the platform or the way to it, for staff. */
  trouble(): PlatformTrouble;
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
  /** It is there again after it was away. */
  onBack?: () => void;
  log: Logger['log'];
  /** How far this clock is from the platform's, as last heard; milliseconds, null before. */
  clockOffset?: () => number | null;
  /** Shorter in tests only; milliseconds. */
  pollMs?: number | undefined;
}): PlatformLink {
  const { client, store, log, onChange, clockOffset = () => null, pollMs } = options;
  let held: HeldCatalogue | null = null;
  let state: 'online' | 'offline' | 'unknown' = 'unknown';
  let last: ClientError | null = null;
  /** Stands until a good catalogue was offered, whatever else the platform answers. */
  let catalogue: ClientError | null = null;
  let timer: NodeJS.Timeout | undefined;
  let asking = false;
  let stopped = false;

  function noticed(error: ClientError | null): void {
    last = error;
    const trouble = troubleOf(error);
    const next = trouble === 'none' ? 'online' : 'offline';
    if (state === next || stopped) return;
    if (state === 'offline' && next === 'online') options.onBack?.();
    state = next;
    log('sync.linkChanged', { link: next, trouble, status: error?.status ?? 0 });
    onChange();
  }

  function hold(catalogue: HeldCatalogue, from: 'disk' | 'platform'): void {
    held = catalogue;
    log('catalogue.loaded', { revision: catalogue.document.revision, items: catalogue.document.items.length, from });
    onChange();
  }

  async function ask(): Promise<void> {
    if (asking || stopped) return;
    asking = true;
    clearTimeout(timer);
    const answer = await client.desiredCatalogue(
      held === null ? null : { etag: held.etag, revision: held.document.revision },
    );
    noticed(answer.ok ? null : answer.error);
    const refused = !answer.ok && isCatalogue(answer.error) ? answer.error : null;
    if (refused !== null && catalogue === null) log('catalogue.refused', { from: 'platform' });
    if (refused !== null || answer.ok) catalogue = refused;
    if (answer.ok && answer.value.kind === 'changed') {
      const { document, jws, etag } = answer.value;
      const saved = await store.save({ document, jws, etag });
      if (saved.ok) hold({ document, jws, etag }, 'platform');
      else log('catalogue.refused', { from: 'platform' });
    }
    asking = false;
    if (!stopped)
      timer = setTimeout(() => void ask(), pollMs ?? (state === 'online' ? POLL_ONLINE_MS : POLL_OFFLINE_MS));
  }

  return {
    async start() {
      const kept = await store.load();
      if (!kept.ok) log('catalogue.refused', { from: 'disk' });
      else if (kept.value !== null) hold(kept.value, 'disk');
      void ask();
    },
    catalogue: () => held?.document ?? null,
    state: () => state,
    trouble: () => platformTrouble({ state, error: catalogue ?? last, clockOffsetMs: clockOffset() }),
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

const isCatalogue = ({ reason }: ClientError) => reason === 'catalogueSignature' || reason === 'catalogueOld';

/** An answer of any kind means that the platform is there, also one that says no. */
function troubleOf(error: ClientError | null): 'none' | 'offline' | 'timeout' | 'garbage' | 'unauthorised' {
  // What it offers is not taken; the catalogue that is held is still good, and everything else is answered.
  if (error !== null && isCatalogue(error)) return 'none';
  switch (error?.kind) {
    case 'offline':
    case 'timeout':
    case 'garbage':
    case 'unauthorised':
      return error.kind;
    case 'refused':
    case 'notFound':
    case 'conflict':
    case undefined:
      return 'none';
  }
}
