import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { IppPrinterSimulator } from '../../drivers/document-printer/index.ts';
import type { Paper } from '../../src-main/contract/snapshot.ts';
import { Whole } from './whole.ts';

/** A person who does not want the document any more stops it on the screen; what is said of it is what became of it. */
const ITEM = 'social-insurance-proof';
const printer = new IppPrinterSimulator();
let whole: Whole;

beforeAll(async () => {
  whole = await Whole.start({ documentPrinter: { kind: 'ipp', uri: await printer.listen() } });
}, 60_000);
afterEach(() => {
  printer.engine.pageMs = 0;
  printer.engine.clear();
});
afterAll(async () => {
  await whole?.stop();
  await printer.close();
});

const last = () =>
  whole.ledgerRows<{ state: string; explanation: string | null; effect: string | null }>(
    "SELECT state, explanation, effect FROM print_journal WHERE kind = 'document' ORDER BY rowid DESC LIMIT 1",
  )[0];
const documentOf = (papers: readonly Paper[]) => papers.find(({ kind }) => kind === 'document');
const tellsOfDocument = () => JSON.stringify(whole.receipts.at(-1)?.receipt.blocks.slice(4, 9));
const documents = () => printer.engine.papers.length;
/** Handed in; the document is on its way to a printer that does not finish it. */
async function onItsWay(): Promise<string> {
  const before = printer.jobs.length;
  await whole.toForm(ITEM, 'wang-yan');
  const done = whole.toResult();
  const { papers } = await whole.sees('result', (screen) => documentOf(screen.papers)?.stop === 'possible');
  void done.catch(() => undefined);
  await vi.waitFor(() => expect(printer.jobs.length).toBe(before + 1), { timeout: 10_000, interval: 10 });
  await vi.waitFor(() => expect(printer.jobs.at(-1)?.state).toBe('processing'), { timeout: 10_000, interval: 10 });
  return documentOf(papers)?.id ?? '';
}
const settled = async () => documentOf((await whole.sees('result', ({ busy }) => !busy)).papers);

// Also the first one ever: a printer that was seen counting proves that nothing came out.
it('one that nobody stops is printed, and nothing is said of stopping', async () => {
  const before = documents();
  await whole.toForm(ITEM, 'wang-yan');
  expect(documentOf((await whole.toResult()).papers)).toMatchObject({ state: 'printed', explanation: null });
  expect(documents()).toBe(before + 1);
  await whole.leave();
});

it('one that waits in the printer is called off: nothing came out, and it may be printed after all, once', async () => {
  printer.engine.sheets = 0;
  const before = documents();
  const id = await onItsWay();
  whole.touch({ type: 'stopPaper', id });
  await whole.sees('result', ({ papers }) => documentOf(papers)?.stop === 'asked');
  expect(await settled()).toMatchObject({ state: 'canceled', mayRetry: true });
  expect(last()).toEqual({ state: 'failed', explanation: 'canceled', effect: 'none' });
  expect(tellsOfDocument()).toContain('已停止，未打印');
  expect([printer.jobs.at(-1)?.state, documents()]).toEqual(['canceled', before]);
  printer.engine.clear();
  whole.touch({ type: 'retryPaper', id });
  await whole.sees('result', ({ papers, busy }) => !busy && documentOf(papers)?.state === 'printed');
  expect([last()?.state, documents()]).toEqual(['printed', before + 1]);
  await whole.leave();
});

it('one that broke off half way is said to have come out in part', async () => {
  printer.engine.pageMs = 1_500;
  const id = await onItsWay();
  await vi.waitFor(() => expect(printer.jobs.at(-1)?.printed).toBe(1), { timeout: 10_000, interval: 10 });
  whole.touch({ type: 'stopPaper', id });
  const document = await settled();
  // One page: it was out already, or it was not; never both, and never “nothing”.
  expect(['printed', 'failed']).toContain(document?.state);
  expect(document?.explanation?.en).toMatch(/already coming out|part of it/);
  expect(last()?.effect).toBe(document?.state === 'printed' ? 'done' : 'partial');
  await whole.leave();
});

it('a terminal that goes away stops nothing: the document is finished', async () => {
  printer.engine.pageMs = 1_000;
  const before = documents();
  await onItsWay();
  await whole.stopTerminal();
  await vi.waitFor(() => expect(documents()).toBe(before + 1), { timeout: 15_000 });
  expect(printer.jobs.at(-1)?.state).toBe('completed');
});
