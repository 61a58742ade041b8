import type { PrintProof } from '../../../drivers/contract/receipt.ts';
import { unreachable } from '../../../drivers/contract/result.ts';
import type { GuestAct } from '../../contract/device-messages.ts';
import { guestUse } from '../diagnostics/consumption.ts';
import type { GuestPaper } from '../ledger/guest-prints.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { SettledPaper } from '../ledger/record-bodies.ts';

const PAPER: Partial<Record<GuestAct['deviceClass'], 'receipt' | 'document'>> = {
  receiptPrinter: 'receipt',
  documentPrinter: 'document',
};
/** Only these move paper; what a guest asks or resets has no row in the journal. */
const isPrint = ({ command }: GuestAct): boolean => command.startsWith('print');

/** What a proof is worth: a file is no paper, and a spooler's word proves nothing. */
export function stateOfFence(fence: PrintProof['fence']): SettledPaper {
  switch (fence) {
    case 'printer-executed-cut':
    case 'paper-taken':
    case 'printer-completed':
      return 'printed';
    case 'file-written':
      return 'saved';
    case 'spooler-accepted':
      return 'unknown';
    default:
      return unreachable(fence);
  }
}

/** What an act of a guest means for paper: never whose, nor what stood on it. Null where it moves none. */
export function guestPaper(act: GuestAct): GuestPaper | null {
  const kind = PAPER[act.deviceClass];
  if (kind === undefined || !isPrint(act)) return null;
  const { id: jobId, outcome, effect, proof } = act;
  if (outcome === 'begun') return { jobId, begins: kind };
  if (proof !== undefined) {
    const ends = stateOfFence(proof.fence);
    return { jobId, ends, effect: ends === 'unknown' ? 'unknown' : effect };
  }
  return { jobId, ends: effect === 'none' || effect === 'partial' ? 'failed' : 'unknown', effect };
}

/** Audit, print journal and counts in one transaction; false when they are not on the disk. */
export function writeGuestAct(ledger: Pick<Ledger, 'guestActed'>, act: GuestAct, wallMs: number): boolean {
  const { deviceClass, command, outcome, effect } = act;
  const begins = outcome === 'begun';
  const detail = [deviceClass, command, outcome, ...(begins ? [] : [effect])].join('.');
  const paper = guestPaper(act);
  const used = paper === null || begins ? [] : guestUse(act, wallMs);
  return ledger.guestActed({ detail, paper, used }).ok;
}
