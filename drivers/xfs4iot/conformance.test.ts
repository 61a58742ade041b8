import { describe, expect, it } from 'vitest';
import { type Check, runChecks, suites } from '../conformance/index.ts';
import { CANARIES } from '../conformance/specimens.ts';
import { type Device, type IdCard, idCardSchema } from '../contract/index.ts';
import { chipCardReaderChecks } from './chip-card-checks.test-kit.ts';
import { auxiliariesSubject, chipSubject, idCardSubject } from './testing/card-and-board-subjects.ts';
import type { PeerSubject } from './testing/conformance-bench.ts';
import { documentSubject, printerSubject, scannerSubject } from './testing/reader-and-printer-subjects.ts';

/** Every cycle is a real socket and a real host. */
const CYCLES = process.env.LONG === '1' ? 10_000 : 30;

function suite<D extends Device>(
  name: string,
  make: (cycles: number) => Promise<PeerSubject<D>>,
  checks: readonly Check<D>[],
): void {
  describe(name, () => {
    it.each(checks.map((check) => [check.id, check] as const))('%s', { timeout: 900_000 }, async (_, check) => {
      const subject = await make(CYCLES);
      const [result] = await runChecks(subject, [check]);
      await subject.close();
      expect(result).toMatchObject({ outcome: 'passed' });
    });
  });
}

const card: IdCard = idCardSchema.parse({
  cardType: 'resident',
  name: CANARIES[0],
  englishName: null,
  sex: '女',
  nation: '汉',
  nationality: null,
  birth: '1900-01-01',
  address: '测试省样例市虚构区示范路1号',
  number: CANARIES[1],
  issuer: '样例市公安局',
  validFrom: '2020-01-01',
  validTo: '2040-01-01',
  passNumber: null,
  issueCount: null,
  olderNumber: null,
});

suite('XfsBarcodeReader', scannerSubject, suites.barcodeReader);
suite('XfsReceiptPrinter', printerSubject, suites.receiptPrinter);
suite('XfsDocumentPrinter', documentSubject, suites.documentPrinter);
suite('XfsIdCardReader', (cycles) => idCardSubject(card, cycles), suites.idCardReader);
suite('XfsAuxiliaries', auxiliariesSubject, suites.auxiliaries);
suite('XfsCardReader', chipSubject, chipCardReaderChecks);
