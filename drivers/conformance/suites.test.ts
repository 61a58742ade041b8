import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FAMILY_NAMES } from '../barcode-reader/index.ts';
import type { Device } from '../contract/index.ts';
import { BOARDS, simulatedBoard } from './auxiliaries-subjects.ts';
import type { Check, Subject } from './check.ts';
import { simulatedIppPrinter } from './ipp-subject.ts';
import { runChecks } from './run.ts';
import { simulatedBarcodeReader, simulatedHidPosReader, simulatedSsiReader } from './scanner-subjects.ts';
import { simulatedFilePrinter, simulatedIdCardReader, simulatedReceiptPrinter } from './simulated-subjects.ts';
import { simulatedSmartCardReader } from './smart-card-subject.ts';
import { suites } from './suites.ts';

/** `LONG=1`: the ten thousand plug cycles of the issue; what was counted is then printed. */
const LONG = process.env.LONG === '1';
const CYCLES = LONG ? 10_000 : 200;

let room: string;
beforeAll(async () => {
  room = await mkdtemp(path.join(tmpdir(), 'conformance-'));
});
afterAll(() => rm(room, { recursive: true, force: true }));

/** A scanner that is sent nothing while idle learns of a dead port only by its hanging up, or at the next reading. */
const CANNOT: readonly string[] = [
  // It takes no question: held to `code.sign-of-life` instead.
  'SerialBarcodeReader plain: plug.silent-death',
  // What their simulators cannot be made to do.
  'SsiBarcodeReader: code.nothing-kept',
  'HidPosBarcodeReader: code.nothing-kept',
  'IppDocumentPrinter: plug.silent-death',
  'IppDocumentPrinter: line.garbage',
];

function suite<D extends Device>(
  name: string,
  make: () => Subject<D> & { close?(): void },
  checks: readonly Check<D>[],
): void {
  describe(name, () => {
    it.each(checks.map((check) => [check.id, check] as const))('%s', { timeout: 900_000 }, async (_, check) => {
      const subject = make();
      const [result] = await runChecks(subject, [check]);
      subject.close?.();
      if (LONG && check.id.startsWith('cycles.')) console.info(`${name} ${check.id}: ${result?.evidence}`);
      expect(result).toMatchObject({ outcome: CANNOT.includes(`${name}: ${check.id}`) ? 'skipped' : 'passed' });
    });
  });
}

suite('SdtIdCardReader', () => simulatedIdCardReader(CYCLES), suites.idCardReader);
for (const family of FAMILY_NAMES) {
  suite(`SerialBarcodeReader ${family}`, () => simulatedBarcodeReader(family, CYCLES), suites.barcodeReader);
}
suite('SsiBarcodeReader', () => simulatedSsiReader(CYCLES), suites.barcodeReader);
suite('HidPosBarcodeReader', () => simulatedHidPosReader(CYCLES), suites.barcodeReader);
for (const family of ['epson', 'snbc', 'masung', 'custom', 'cashino'] as const) {
  suite(`EscPosReceiptPrinter ${family}`, () => simulatedReceiptPrinter(family, CYCLES), suites.receiptPrinter);
}
suite('PcscSocialSecurityCardReader', () => simulatedSmartCardReader(CYCLES), suites.cardReader);
for (const name of BOARDS) {
  suite(`ProfiledAuxiliaries ${name}`, () => simulatedBoard(name, CYCLES), suites.auxiliaries);
}
// Its clock is the real one, so its settling times are too.
suite('FilePrinter', () => simulatedFilePrinter(path.join(room, 'spool'), CYCLES), suites.documentPrinter);

describe('IppDocumentPrinter', () => {
  const checks = suites.documentPrinter.map((check) => [check.id, check] as const);
  it.each(checks)('%s', { timeout: 900_000 }, async (id, check) => {
    // Every cycle is a real socket.
    const printer = await simulatedIppPrinter(LONG ? CYCLES : 30);
    try {
      const [result] = await runChecks(printer, [check]);
      if (LONG && id.startsWith('cycles.')) console.info(`IppDocumentPrinter ${id}: ${result?.evidence}`);
      expect(result).toMatchObject({ outcome: CANNOT.includes(`IppDocumentPrinter: ${id}`) ? 'skipped' : 'passed' });
    } finally {
      await printer.close();
    }
  });
});
