import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { GuestAct } from '../../contract/device-messages.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { must, openTestLedger } from '../ledger/test-ledger.ts';
import { writeGuestAct } from './guest-paper.ts';

const WALL = Date.UTC(2026, 10, 21, 12);
const JOB = '0f6b1c2e-0000-4000-8000-0000000000aa';
const begun: GuestAct = {
  kind: 'guestAct',
  id: JOB,
  deviceClass: 'receiptPrinter',
  command: 'printNative',
  outcome: 'begun',
  effect: 'none',
};

let folder: string;
let ledger: Ledger;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'budayang-guest-'));
  ledger = openTestLedger(path.join(folder, 'ledger.db'));
});
afterEach(() => {
  ledger.close();
  rmSync(folder, { recursive: true, force: true });
});

const take = (...acts: GuestAct[]) => acts.map((act) => writeGuestAct(ledger, act, WALL));
const used = () => Object.fromEntries(must(ledger.service.consumables()).map((row) => [row.id, row.used]));
const document = { ...begun, deviceClass: 'documentPrinter' as const };
const ended = (of: GuestAct, more: Partial<GuestAct>): GuestAct => ({
  ...of,
  outcome: 'success',
  effect: 'done',
  ...more,
});

it.each([
  [begun, { proof: { fence: 'printer-executed-cut', paperMillimetres: 123 } }, 'printed', { receiptPaper: 13 }],
  [begun, { outcome: 'hardwareError', effect: 'partial' }, 'failed', { receiptPaper: 20 }],
  [begun, { outcome: 'timeOut', effect: 'unknown' }, 'unknown', { receiptPaper: 20 }],
  [begun, { outcome: 'deviceNotReady', effect: 'none' }, 'failed', {}],
  [document, { proof: { fence: 'printer-completed', sheets: 3 } }, 'printed', { documentPaper: 3, toner: 3 }],
  [document, { proof: { fence: 'spooler-accepted', sheets: 2 } }, 'unknown', { documentPaper: 2, toner: 2 }],
  [document, { proof: { fence: 'file-written' } }, 'saved', {}],
  [document, { outcome: 'lost', effect: 'unknown' }, 'unknown', { documentPaper: 1, toner: 1 }],
] as const)('%o ended as %o is %s and uses %o', (of, end, state, paper) => {
  expect(take(of, ended(of, end as Partial<GuestAct>))).toEqual([true, true]);
  expect(must(ledger.printState(JOB))).toMatchObject({ origin: 'guest', sessionId: null, state });
  expect(used()).toEqual(paper);
});

it('what moves no paper has no row', () => {
  const reading = { ...begun, deviceClass: 'barcodeReader' as const, command: 'read' };
  const resetting = { ...begun, command: 'reset' };
  take(reading, ended(reading, {}), resetting, ended(resetting, {}));
  expect(must(ledger.printState(JOB))).toBeUndefined();
  expect(must(ledger.service.acts(9)).map(({ detail }) => detail)).toEqual([
    'receiptPrinter.reset.success.done',
    'receiptPrinter.reset.begun',
    'barcodeReader.read.success.done',
    'barcodeReader.read.begun',
  ]);
});
