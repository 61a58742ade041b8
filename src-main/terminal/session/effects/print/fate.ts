import type { Completion, Effect } from '../../../../../drivers/contract/completion.ts';
import type { PrintProof } from '../../../../../drivers/contract/receipt.ts';
import { unreachable } from '../../../../../drivers/contract/result.ts';
import type { Paper } from '../../../../contract/snapshot.ts';
import type { LocalizedText } from '../../../../contract/text.ts';
import type { ProvedFate } from '../../../devices/late-proofs.ts';
import type { SettledPaper } from '../../../ledger/record-bodies.ts';
import { because, documentFetchFailed, paperTexts } from '../../words/papers.ts';

type Settled = Extract<
  Paper['state'],
  'printed' | 'saved' | 'retracted' | 'failed' | 'canceled' | 'unknown' | 'notFetched'
>;

export interface Fate {
  readonly state: Settled;
  readonly explanation: LocalizedText | null;
  readonly mayRetry: boolean;
  readonly errorCode: string;
  readonly effect: Effect;
}

/** What a printer's completion says of the paper. Success claims no more than the proof does. */
export function fateOf(kind: Paper['kind'], completion: Completion<PrintProof>): Fate {
  if (completion.ok) {
    const { effect } = completion;
    switch (completion.value.fence) {
      case 'printer-executed-cut':
      case 'paper-taken':
      case 'printer-completed':
        return { state: 'printed', explanation: null, mayRetry: false, errorCode: '', effect };
      case 'file-written':
        return { state: 'saved', explanation: paperTexts.savedToFile, mayRetry: false, errorCode: '', effect };
      case 'spooler-accepted':
        return { state: 'unknown', explanation: paperTexts.unknown, mayRetry: true, errorCode: '', effect: 'unknown' };
      default:
        return unreachable(completion.value.fence);
    }
  }
  const { effect, errorCode } = completion.error;
  if (errorCode === 'media-retracted')
    return { state: 'retracted', explanation: paperTexts.retracted, mayRetry: true, errorCode, effect: 'partial' };
  if (effect === 'none') return errorCode === CALLED_OFF ? calledOff() : notPrinted(kind, errorCode);
  if (effect === 'partial') {
    const partly = errorCode === CALLED_OFF ? paperTexts.stoppedPartly : partlyOf(kind);
    return { state: 'failed', explanation: because(errorCode, partly), mayRetry: true, errorCode, effect };
  }
  const explanation = unknownAtMouth[errorCode] ?? because(errorCode, paperTexts.unknown);
  return { state: 'unknown', explanation, mayRetry: true, errorCode, effect: 'unknown' };
}

/** Error code of a driver that was told to stop by us; a person at the printer's own panel has another. */
export const CALLED_OFF = 'canceled';
export const calledOff = (): Fate => ({
  ...{ state: 'canceled', explanation: paperTexts.stopped, mayRetry: true },
  ...{ errorCode: CALLED_OFF, effect: 'none' },
});
const partlyOf = (kind: Paper['kind']) => (kind === 'receipt' ? paperTexts.partly : paperTexts.documentPartly);

/** Printed and proved, and then nobody knows who has it. */
const unknownAtMouth: Readonly<Record<string, LocalizedText>> = {
  'retract-uncertain': paperTexts.goneAtRetracting,
  'retract-failed': paperTexts.notRetracted,
};

export function notPrinted(kind: Paper['kind'], errorCode: string): Fate {
  const explanation = because(errorCode, kind === 'receipt' ? paperTexts.printerOut : paperTexts.documentFailed);
  return { state: 'failed', explanation, mayRetry: true, errorCode, effect: 'none' };
}

export const notFetched: Fate = {
  ...{ state: 'notFetched', explanation: documentFetchFailed, mayRetry: true },
  ...{ errorCode: 'notFetched', effect: 'none' },
};

/** A repeat that did nothing leaves the paper as the attempt before it left it: torn, or nobody knows. */
export function withEarlier(kind: Paper['kind'], earlier: Effect, drawnBack: boolean, fate: Fate): Fate {
  // Printed twice and left twice: a third one would only lie in the bin too.
  if (drawnBack && fate.state === 'retracted')
    return { ...fate, explanation: paperTexts.retractedAgain, mayRetry: false };
  if (drawnBack && fate.state === 'failed' && fate.effect === 'none')
    return { ...fate, explanation: because(fate.errorCode, paperTexts.afterRetracted) };
  const nothingNow = fate.state === 'failed' || fate.state === 'canceled' || fate.state === 'notFetched';
  if (!nothingNow || earlier === 'none' || earlier === 'done') return fate;
  if (earlier === 'unknown')
    return { ...fate, state: 'unknown', explanation: because(fate.errorCode, paperTexts.stillUnknown) };
  return { ...fate, state: 'failed', explanation: because(fate.errorCode, partlyOf(kind)) };
}

/** A paper that was unknown, after a printer told what became of it. */
export function fateOfProof(kind: Paper['kind'], { state, explanation, effect }: ProvedFate): Fate {
  if (state === 'printed') return { state, explanation: null, mayRetry: false, errorCode: '', effect: 'done' };
  if (state === 'saved')
    return { state, explanation: paperTexts.savedToFile, mayRetry: false, errorCode: '', effect: 'done' };
  if (effect !== 'partial') return notPrinted(kind, explanation ?? '');
  return { state, explanation: paperTexts.partly, mayRetry: true, errorCode: explanation ?? '', effect };
}

/** A receipt that was drawn back was printed, whole and proved, and nothing of it hangs in the printer; its explanation says the rest. */
export function inJournal({ state, effect }: Fate): { state: SettledPaper; effect: Effect } {
  if (state === 'canceled' || state === 'notFetched') return { state: 'failed', effect };
  return state === 'retracted' ? { state: 'printed', effect: 'done' } : { state, effect };
}

export const machineWord = (errorCode: string) =>
  /^[a-z][A-Za-z0-9]*([.-][A-Za-z0-9]+)*$/.test(errorCode) ? errorCode : null;
