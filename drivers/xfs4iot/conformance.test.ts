import { describe, expect, it } from 'vitest';
import { type Check, runChecks, suites } from '../conformance/index.ts';
import { judged } from '../conformance/saboteur.test-kit.ts';
import { CANARIES } from '../conformance/specimens.ts';
import { completed, type Device, failed, type IdCard, idCardSchema, type ReceiptJob } from '../contract/index.ts';
import type { XfsReceiptPrinter } from './receipt-printer.ts';
import { auxiliariesSubject, idCardSubject } from './testing/card-and-board-subjects.ts';
import { socialSecurityCardSubject } from './testing/card-slot.ts';
import type { PeerSubject } from './testing/conformance-bench.ts';
import { documentSubject, printerSubject, scannerSubject } from './testing/reader-and-printer-subjects.ts';

/** Every cycle is a real socket and a real host. */
const LONG = process.env.LONG === '1';
const CYCLES = LONG ? 10_000 : 30;

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
      if (LONG && check.id.startsWith('cycles.')) console.info(`${name} ${check.id}: ${result?.evidence}`);
      expect(result && { outcome: result.outcome, evidence: result.evidence }).toEqual({
        outcome: 'passed',
        evidence: expect.anything(),
      });
    });
  });
}

/** Each wrong driver, and the check that must catch it. */
const CAUGHT = { honest: 'passed', wrong: 'failed' };
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
suite('XfsSocialSecurityCardReader', socialSecurityCardSubject, suites.cardReader);

it('a board behind a service that keeps quiet about its doors fails, and so does a page printer that takes half a PDF', async () => {
  const quiet = () => ({ onEvent: () => () => undefined });
  expect(await judged(() => auxiliariesSubject(3), suites.auxiliaries, 'inputs.door', quiet)).toEqual(CAUGHT);
  const greedy = () => ({
    print: async ({ jobId }: { jobId: string }) => completed({ jobId, fence: 'printer-completed' as const, bytes: 1 }),
  });
  expect(await judged(() => documentSubject(3), suites.documentPrinter, 'document.invalid', greedy)).toEqual(CAUGHT);
  expect(await judged(() => documentSubject(3), suites.documentPrinter, 'document.proof', greedy)).toEqual(CAUGHT);
});

it.each([
  [
    'calls paper taken that nobody took',
    (device: XfsReceiptPrinter) => ({
      print: async (job: ReceiptJob) => {
        const printed = await device.print(job);
        return printed.ok ? printed : completed({ jobId: job.jobId, fence: 'paper-taken' as const, bytes: 1 });
      },
    }),
  ],
  ['tells nobody of its mouth', () => ({ onEvent: () => () => undefined })],
  [
    'says that paper in the bin may be in a hand',
    (device: XfsReceiptPrinter) => ({
      print: async (job: ReceiptJob) => {
        const printed = await device.print(job);
        return printed.ok ? printed : failed('hardwareError', 'media-retracted', 'x', 'unknown');
      },
    }),
  ],
] as const)('a receipt printer behind a service that %s fails', async (_, change) => {
  const make = () => printerSubject(3) as Promise<PeerSubject<XfsReceiptPrinter>>;
  expect(await judged(make, suites.receiptPrinter, 'print.held-out', change)).toEqual(CAUGHT);
});
