import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { completed, failed } from '../../../drivers/contract/completion.ts';
import { pagesOf } from '../../../drivers/contract/pdf-pages.ts';
import { testPage } from '../../device-host/test-page.ts';
import { must } from '../ledger/test-ledger.ts';
import { Bench } from './bench.test-kit.ts';
import { documentUse, movingUse, provedUse, receiptUse, USUAL_RECEIPT_CM } from './consumption.ts';

const WALL = Date.UTC(2026, 10, 21, 12);
const proof = (fence: 'printer-executed-cut' | 'printer-completed' | 'file-written', more = {}) =>
  completed({ jobId: 'job-1', fence, bytes: 1000, ...more });

const three = { sheets: 3, paper: 'plain' } as const;

describe('what a print takes', () => {
  test('is the length the driver drew, in whole centimetres', () => {
    const used = receiptUse(proof('printer-executed-cut', { paperMillimetres: 183 }), WALL);
    expect(used).toMatchObject([{ id: 'receiptPaper', amount: 19, day: '2026-11-21' }]);
  });

  test('is the usual length where nothing tells it and something may have come out', () => {
    expect(receiptUse(proof('printer-executed-cut'), WALL)[0]?.amount).toBe(USUAL_RECEIPT_CM);
    for (const effect of ['partial', 'unknown'] as const)
      expect(receiptUse(failed('hardwareError', 'paper-jam', 'jam', effect), WALL)).toHaveLength(1);
    expect(receiptUse(failed('deviceNotReady', 'paper-end', 'out', 'none'), WALL)).toEqual([]);
  });

  test('is sheets and as much toner for documents, nothing for files', () => {
    expect(documentUse(proof('printer-completed'), three, WALL).map(({ id, amount }) => [id, amount])).toEqual([
      ['documentPaper', 3],
      ['toner', 3],
    ]);
    expect(documentUse(proof('file-written'), three, WALL)).toEqual([]);
    expect(documentUse(failed('timeOut', 'no-answer', 'gone', 'none'), three, WALL)).toEqual([]);
  });

  test('comes off the stock it lay in: special paper also where its fate is unknown, by the printer where it broke off', () => {
    const special = { sheets: 3, paper: 'special' } as const;
    const taken = (completion: Parameters<typeof documentUse>[0]) =>
      documentUse(completion, special, WALL).map(({ id, amount }) => [id, amount]);
    const all = [
      ['specialPaper', 3],
      ['toner', 3],
    ];
    expect(taken(proof('printer-completed'))).toEqual(all);
    expect(taken(failed('timeOut', 'no-answer', 'gone', 'unknown'))).toEqual(all);
    const torn = failed('hardwareError', 'job-aborted', 'jam', 'partial');
    expect(taken(torn)).toEqual(all);
    expect(taken({ ok: false, error: { ...torn.error, sheets: 1 } })[0]).toEqual(['specialPaper', 1]);
    expect(movingUse({ kind: 'document', ...special }, WALL)[0]).toMatchObject({ id: 'specialPaper', amount: 3 });
    const none = failed('canceled', 'canceled', 'called off', 'none');
    expect(provedUse(none, special, WALL)[0]).toMatchObject({ id: 'specialPaper', amount: -3 });
  });

  test('counts the pages of a PDF', () => {
    expect(pagesOf(testPage(['one']))).toBe(1);
    expect(pagesOf(Buffer.from('<</Type /Pages /Count 2>> <</Type /Page>> <</Type/Page>>'))).toBe(2);
    expect(pagesOf(readFileSync(path.join(import.meta.dirname, 'consumption.ts')))).toBe(1);
  });
});

describe('settling a paper', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = new Bench();
  });
  afterEach(() => bench.close());

  test('counts its use with it, and counts nothing for a paper that is settled already', () => {
    const { ledger } = bench;
    must(ledger.beginSession('session-1'));
    must(
      ledger.printIntent({
        jobId: 'job-1',
        sessionId: 'session-1',
        caseNumber: null,
        kind: 'receipt',
        titleKey: 'receipt',
      }),
    );
    const used = receiptUse(proof('printer-executed-cut', { paperMillimetres: 183 }), WALL);
    const settled = { jobId: 'job-1', state: 'printed', explanation: null } as const;
    must(ledger.printSettled(settled, used));
    expect(ledger.printSettled(settled, used).ok).toBe(false);
    expect(must(ledger.service.consumables())).toMatchObject([{ id: 'receiptPaper', used: 19 }]);
    expect(must(ledger.service.consumption('receiptPaper', '2026-11-01'))).toEqual([{ day: '2026-11-21', used: 19 }]);
  });
});
