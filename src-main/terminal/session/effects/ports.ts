import type { Config } from '../../../contract/config.ts';
import type { Submission } from '../../../contract/platform-api.ts';
import type { DeviceClient } from '../../devices/device-client.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { PlatformClient } from '../../platform-client/client.ts';
import type { DocumentShelf } from './document-shelf.ts';

/** What the session's effects act on. */
export interface Ports {
  readonly config: Config;
  readonly ledger: Ledger;
  readonly devices: DeviceClient;
  readonly platform: Pick<PlatformClient, 'prefill' | 'mine' | 'caseResult' | 'document'>;
  readonly seal: (submission: Submission) => Promise<string>;
  /** Something was recorded: lane A goes out at once. */
  readonly recorded: () => void;
  readonly shelf: DocumentShelf;
  readonly platformOnline: () => boolean;
  readonly now: () => Date;
  readonly sessionEnded: (sessionId: string) => void;
  readonly log: (event: SessionLogEvent) => void;
}

/** What the session tells the log: codes only. */
export type SessionLogEvent =
  | { readonly event: 'session.started'; readonly sessionId: string }
  | { readonly event: 'session.ended'; readonly sessionId: string; readonly reason: string }
  | { readonly event: 'card.read'; readonly cardType: string; readonly durationMs: number }
  | { readonly event: 'card.readFailed'; readonly errorCode: string }
  | { readonly event: 'case.submitted'; readonly item: string }
  | { readonly event: 'case.settled'; readonly item: string; readonly outcome: string; readonly durationMs: number }
  | { readonly event: 'case.failed'; readonly item: string; readonly errorCode: string }
  | { readonly event: 'paper.settled'; readonly kind: string; readonly state: string; readonly errorCode: string }
  | { readonly event: 'ledger.refused'; readonly errorCode: string };
