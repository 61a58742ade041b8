import type { Config } from '../../../contract/config.ts';
import type { Submission } from '../../../contract/platform-api.ts';
import type { Logger } from '../../../logging/logger.ts';
import type { Cameras } from '../../devices/cameras.ts';
import type { CodeScanner } from '../../devices/code-scanner.ts';
import type { DeviceClient } from '../../devices/device-client.ts';
import type { FaceWatch } from '../../devices/face-watch.ts';
import type { LateProofs } from '../../devices/late-proofs.ts';
import type { LedgerError } from '../../ledger/errors.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { PlatformClient } from '../../platform-client/client.ts';
import type { DocumentShelf } from './document-shelf.ts';
import type { PrintAttempts } from './print/attempts.ts';
import type { CallOffs } from './print/call-offs.ts';
import type { ScanShelf } from './scan-shelf.ts';

/** What the session's effects act on. */
export interface Ports {
  readonly config: Config;
  readonly ledger: Ledger;
  readonly devices: DeviceClient;
  readonly faces: Pick<FaceWatch, 'look'>;
  readonly proofs: Pick<LateProofs, 'settle' | 'doubt'>;
  /** Which paper of which session each document was, for what is proved of it later. */
  readonly attempts: PrintAttempts;
  /** What a person asked to stop. */
  readonly callOffs: CallOffs;
  readonly platform: Pick<
    PlatformClient,
    'prefill' | 'mine' | 'caseResult' | 'document' | 'ownDocument' | 'caseState' | 'verify'
  >;
  readonly codes: Pick<CodeScanner, 'read'>;
  readonly seal: (submission: Submission) => Promise<string>;
  /** Something was recorded: lane A goes out at once. */
  readonly recorded: () => void;
  readonly shelf: DocumentShelf;
  readonly cameras: Pick<Cameras, 'open'>;
  readonly scans: ScanShelf;
  readonly platformOnline: () => boolean;
  /** How long the platform may take to decide before the case is taken back, or kept where the item allows it. */
  readonly decideWithinMs: number;
  /** The wall clock, for what is written down; it may jump. */
  readonly now: () => Date;
  /** Milliseconds of a clock that only runs forward, for every wait. */
  readonly steadyMs: () => number;
  readonly sessionEnded: () => void;
  readonly log: Logger['log'];
}

/** Notes in the log that the ledger did not write what it was given. */
export function ledgerFailed({ log }: Pick<Ports, 'log'>, error: LedgerError): void {
  log('ledger.failed', { code: error.code, faults: 1 });
}
