import path from 'node:path';
import type { Result } from '../../drivers/contract/result.ts';
import type { Config } from '../contract/config.ts';
import type { Logger } from '../logging/logger.ts';
import type { Ledger } from './ledger/ledger.ts';
import { openCatalogueStore } from './platform-client/catalogue-store.ts';
import {
  type ClientError,
  type ClientTimeouts,
  createPlatformClient,
  type PlatformClient,
} from './platform-client/client.ts';
import type { PlatformTrust } from './platform-client/trust.ts';
import { createPlatformLink } from './platform-link.ts';
import { createSyncEngine } from './sync/engine.ts';
import type { SyncTimes } from './sync/times.ts';
import { watchIngest } from './sync/watched-ingest.ts';

export interface PlatformSideOptions {
  readonly config: Config;
  readonly trust: PlatformTrust;
  readonly ledger: Ledger;
  readonly log: Logger['log'];
  /** The catalogue or the link is another. */
  readonly onChange: () => void;
  /** Other waits in tests only; milliseconds. */
  readonly waits: { readonly client?: Partial<ClientTimeouts>; readonly sync?: SyncTimes; readonly pollMs?: number };
}

export type PlatformSide = ReturnType<typeof createPlatformSide>;

/** Everything towards the platform: what it is asked, the catalogue it wants here, and what the ledger has for it. */
export function createPlatformSide({ config, trust, ledger, log, onChange, waits }: PlatformSideOptions) {
  /** How far this clock is from the platform's, as last heard; milliseconds. */
  let clockOffset: number | null = null;
  const client = createPlatformClient({
    url: config.platform.url,
    terminalKey: config.platform.terminalKey,
    keys: trust.keys,
    certificateAuthority: trust.certificateAuthority,
    timeouts: waits.client,
    onServerTime: (there) => {
      clockOffset = Date.now() - there;
    },
  });
  const link = createPlatformLink({
    client,
    store: openCatalogueStore(path.join(config.terminal.dataDirectory, 'catalogue.json'), trust.keys),
    onChange,
    log,
    onBack: () => sync.reachable(),
    clockOffset: () => clockOffset,
    pollMs: waits.pollMs,
  });
  const sending = watchIngest(client);
  const sync = createSyncEngine({
    ledger,
    client: sending.client,
    terminal: config.terminal.id,
    times: waits.sync,
    onAlarm: (alarm) => log('sync.alarm', { alarm }),
    onDesiredRevision: (desired) => link.doorbell(desired),
  });
  return {
    /** What a session may ask. */
    questions: noticing(client, link.noticed),
    catalogue: link.catalogue,
    state: link.state,
    trouble: link.trouble,
    /** How sending goes, for staff. */
    sending: () => ({
      ...sending.state(),
      trouble: sync.status().alarm ?? sync.status().trouble?.kind ?? null,
      refuses: sync.status().refuses,
    }),
    sendNow: sync.sendNow,
    /** Logs that staff send. */
    sendLogs: client.logs,
    recorded: sync.recorded,
    async start() {
      sync.start();
      await link.start();
    },
    /** Resolves when nothing is on its way any more. */
    async stop() {
      link.stop();
      await sync.stop();
      client.close();
    },
  };
}

/** The same questions, and the link learns from each answer whether the platform is there. */
function noticing(client: PlatformClient, noticed: (error: ClientError | null) => void) {
  const tell = async <T>(asked: Promise<Result<T, ClientError>>, signal: AbortSignal | undefined) => {
    const answer = await asked;
    // Asked too often is an answer: it is there.
    const error = answer.ok || answer.error.status === 429 ? null : answer.error;
    if (signal?.aborted !== true) noticed(error);
    return answer;
  };
  return {
    prefill: (request, signal) => tell(client.prefill(request, signal), signal),
    mine: (request, signal) => tell(client.mine(request, signal), signal),
    caseResult: (caseNumber, wait, signal) => tell(client.caseResult(caseNumber, wait, signal), signal),
    document: (id, sha256, signal) => tell(client.document(id, sha256, signal), signal),
    ownDocument: (request, sha256, signal) => tell(client.ownDocument(request, sha256, signal), signal),
    caseState: (caseNumber, signal) => tell(client.caseState(caseNumber, signal), signal),
    verify: (checkCode, signal) => tell(client.verify(checkCode, signal), signal),
  } satisfies Pick<
    PlatformClient,
    'prefill' | 'mine' | 'caseResult' | 'document' | 'ownDocument' | 'caseState' | 'verify'
  >;
}
