import type { IngestResponse } from '../../contract/platform-api.ts';
import type { AcknowledgeOutcome, Batch, RewindOutcome } from '../ledger/outbox.ts';

/** Why the last attempt did not succeed; all of these are retried. */
export type Trouble =
  | { readonly kind: 'offline' | 'timeout' | 'garbage' | 'unauthorised' | 'noProgress' | 'ledger' }
  | { readonly kind: 'refused'; readonly status: number }
  /** The platform asked to be left alone for a while. */
  | { readonly kind: 'busy'; readonly retryAfterMs: number };

/**
 * Why sending stopped until somebody looks (a slow retry goes on).
 *
 * - `hashMismatch`: the platform acknowledged other records than ours.
 * - `chainRefused`: the platform says our records do not continue what it holds.
 * - `platformAhead`: the platform holds records this ledger never wrote: the disk was put back to an older state.
 * - `tailLost`: the platform asks for records that were deleted after 72 h.
 */
export type Alarm = 'hashMismatch' | 'chainRefused' | 'platformAhead' | 'tailLost';

export interface SyncState {
  readonly phase:
    | 'idle'
    | 'lingering'
    | 'waiting'
    | 'reading'
    | 'sending'
    | 'settling'
    | 'rewinding'
    | 'halted'
    | 'stopped';
  /** Counts up with every wait and every question; answers to an older one are ignored. */
  readonly token: number;
  readonly failures: number;
  /** Something was recorded while busy. */
  readonly again: boolean;
  readonly sentFrom: number | null;
  /** Records in the batch that was sent last. */
  readonly sentCount: number;
  /** What is on its way is this record alone, which staff put back. */
  readonly putBack: number | null;
  /** What is on its way was acknowledged before, or is sent where the platform pointed: no progress is fine. */
  readonly probing: boolean;
  /** Gaps in a row without an acknowledgement. */
  readonly gaps: number;
  readonly maxRecords: number;
  readonly link: 'unknown' | 'online' | 'offline';
  readonly trouble: Trouble | null;
  readonly alarm: Alarm | null;
}

export type SyncAnswer =
  | { readonly kind: 'acked'; readonly response: IngestResponse }
  | { readonly kind: 'gap'; readonly expectedSeq: number }
  | { readonly kind: 'tooLarge' }
  | { readonly kind: 'trouble'; readonly trouble: Trouble };

export type SyncEvent =
  | { readonly type: 'start' | 'stop' }
  /** A person asks to send now, whatever the machine waits for. */
  | { readonly type: 'asked' }
  /** Another request reached the platform after it had been away. */
  | { readonly type: 'reachable' }
  | { readonly type: 'recorded'; readonly lane: 'A' | 'B' }
  | { readonly type: 'timer'; readonly token: number }
  /** `putBack`: the batch is one record that staff put back. */
  | { readonly type: 'batch'; readonly token: number; readonly batch: Batch | null; readonly putBack?: boolean }
  | { readonly type: 'answer'; readonly token: number; readonly answer: SyncAnswer }
  | { readonly type: 'acknowledged'; readonly token: number; readonly outcome: AcknowledgeOutcome }
  | { readonly type: 'rewound'; readonly token: number; readonly expectedSeq: number; readonly outcome: RewindOutcome }
  | { readonly type: 'ledgerFailed'; readonly token: number };

export type SyncEffect =
  | {
      readonly type: 'read';
      readonly token: number;
      readonly from: number | 'last' | null;
      readonly maxRecords: number;
    }
  | { readonly type: 'send'; readonly token: number; readonly batch: Batch }
  /** Drop whatever is on its way; its answer would be ignored anyway. */
  | { readonly type: 'abort' }
  | {
      readonly type: 'acknowledge';
      readonly token: number;
      readonly response: IngestResponse;
      readonly putBack: number | null;
    }
  /** The platform refused a record again that staff put back. */
  | { readonly type: 'parkAgain'; readonly seq: number; readonly reason: string }
  | { readonly type: 'rewind'; readonly token: number; readonly expectedSeq: number }
  /** Replaces the timer before it. */
  | { readonly type: 'timer'; readonly token: number; readonly afterMs: number }
  | { readonly type: 'alarm'; readonly alarm: Alarm }
  | { readonly type: 'desiredRevision'; readonly revision: number };
