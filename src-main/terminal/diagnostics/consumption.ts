import type { Completion } from '../../../drivers/contract/completion.ts';
import type { PrintProof } from '../../../drivers/contract/receipt.ts';
import { chinaDate } from '../../contract/china-time.ts';
import type { GuestAct, HealthCheckResult } from '../../contract/device-messages.ts';
import type { Consumable } from '../../contract/diagnostics.ts';
import type { Logger } from '../../logging/logger.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { DocumentPaper, PrintRow } from '../ledger/prints.ts';
import type { Use } from '../ledger/service.ts';
import { kinds } from './consumables.ts';
import { printerOf, type TestKind } from './test-kind.ts';

/** A receipt whose length nobody told is about this long. */
export const USUAL_RECEIPT_CM = 20;

/** The day by which use is summed up: China's, as `consumables.ts` looks back on it. */
const dayOf = (wallMs: number): string => chinaDate(new Date(wallMs));

const use = (id: Consumable['id'], amount: number, wallMs: number): Use => ({
  id,
  amount,
  capacity: kinds[id].capacity,
  day: dayOf(wallMs),
});

/**
 * What printing a receipt took off the roll: its proven length; the usual one where it may have come out and nothing
 * tells how much. Nothing where nothing moved.
 */
export function receiptUse(completion: Completion<PrintProof>, wallMs: number): readonly Use[] {
  if (!completion.ok && completion.error.effect === 'none') return [];
  const millimetres = completion.ok ? completion.value.paperMillimetres : undefined;
  const centimetres = millimetres === undefined ? USUAL_RECEIPT_CM : Math.ceil(millimetres / 10);
  return [use('receiptPaper', centimetres, wallMs)];
}

/** What a document takes from its tray if it comes out. */
export interface DocumentSheets {
  readonly sheets: number;
  readonly paper: DocumentPaper;
}

/**
 * Sheets and as many pages of toner; a file uses neither. Where it broke off, those that the printer counted; all of them
 * where nobody knows.
 */
export function documentUse(
  completion: Completion<PrintProof>,
  { sheets, paper }: DocumentSheets,
  wallMs: number,
): readonly Use[] {
  if (completion.ok) return completion.value.fence === 'file-written' ? [] : sheetUse(sheets, paper, wallMs);
  const { effect, sheets: counted } = completion.error;
  if (effect === 'none') return [];
  return sheetUse(effect === 'partial' ? (counted ?? sheets) : sheets, paper, wallMs);
}

const sheetUse = (sheets: number, paper: DocumentPaper, wallMs: number): readonly Use[] => [
  use(paper === 'special' ? 'specialPaper' : 'documentPaper', sheets, wallMs),
  use('toner', sheets, wallMs),
];

/** What a paper may have taken that was moving when this process died: counted until a proof says that it took nothing. */
export function movingUse(
  { kind, sheets, paper }: Pick<PrintRow, 'kind' | 'sheets' | 'paper'>,
  wallMs: number,
): readonly Use[] {
  return kind === 'receipt' ? [use('receiptPaper', USUAL_RECEIPT_CM, wallMs)] : sheetUse(sheets ?? 1, paper, wallMs);
}

/** What a proof that came later changes: sheets that were counted and never left the tray are given back. */
export function provedUse(
  completion: Completion<PrintProof>,
  { sheets, paper }: Pick<PrintRow, 'sheets' | 'paper'>,
  wallMs: number,
): readonly Use[] {
  const kept = completion.ok ? completion.value.fence === 'file-written' : completion.error.effect === 'none';
  return kept ? sheetUse(-(sheets ?? 1), paper, wallMs) : [];
}

/**
 * What a guest's or a test's print took: as proven, else the least it can have been where it may have come out. Paper is
 * paper, whoever it was for.
 */
export function guestUse(
  { deviceClass, effect, proof }: Pick<GuestAct, 'deviceClass' | 'effect' | 'proof'>,
  wallMs: number,
): readonly Use[] {
  if (effect === 'none' || proof?.fence === 'file-written') return [];
  if (deviceClass === 'documentPrinter') return sheetUse(proof?.sheets ?? 1, 'plain', wallMs);
  const millimetres = proof?.paperMillimetres;
  return [use('receiptPaper', millimetres === undefined ? USUAL_RECEIPT_CM : Math.ceil(millimetres / 10), wallMs)];
}

/** A paper drawn back lies in the bin. */
export const retractUse = (wallMs: number, capacity: number): readonly Use[] => [
  { ...use('retractBin', 1, wallMs), capacity },
];

/** Test pages use paper too, also those that broke off in motion, were called off, or of which nobody knows. */
export function countTestPaper(
  services: { ledger: Pick<Ledger, 'service'>; wallMs: () => number; log: Logger['log'] },
  kind: Pick<TestKind, 'device' | 'level'>,
  completion: Completion<HealthCheckResult>,
): void {
  const device = printerOf(kind);
  if (device === null) return;
  count(services, testUse(device, completion, services.wallMs()));
}

function testUse(
  deviceClass: 'receiptPrinter' | 'documentPrinter',
  completion: Completion<HealthCheckResult>,
  wallMs: number,
): readonly Use[] {
  if (completion.ok) {
    const { passed, proof } = completion.value;
    // What did not pass and proves no paper found something wrong before it printed.
    return guestUse({ deviceClass, effect: passed || proof !== undefined ? 'done' : 'none', proof }, wallMs);
  }
  const onePage = { sheets: 1, paper: 'plain' } as const;
  return deviceClass === 'receiptPrinter' ? receiptUse(completion, wallMs) : documentUse(completion, onePage, wallMs);
}

/** Counts paper that belongs to nobody's case. */
export function count(
  { ledger, log }: { ledger: Pick<Ledger, 'service'>; log: Logger['log'] },
  used: readonly Use[],
): void {
  if (used.length === 0) return;
  const counted = ledger.service.consume(used);
  if (!counted.ok) log('ledger.failed', { code: counted.error.code, faults: 1 });
}
