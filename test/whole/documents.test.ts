import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { IppPrinterSimulator } from '../../drivers/document-printer/index.ts';
import { Whole } from './whole.ts';

/** An office printer over real HTTP: asked before a person gives time, journalled when the last byte has left. */
const ITEM = 'social-insurance-proof';
const printer = new IppPrinterSimulator();
let whole: Whole;
const journal = () =>
  whole
    .ledgerRows<{ state: string }>("SELECT state FROM print_journal WHERE kind = 'document' ORDER BY rowid")
    .map(({ state }) => state);

beforeAll(async () => {
  whole = await Whole.start({ documentPrinter: { kind: 'ipp', uri: await printer.listen() } });
}, 60_000);
afterEach(() => printer.troubles.clear());
afterAll(async () => {
  await whole?.stop();
  await printer.close();
});

it('a printer that would refuse the job is said at the notice, and the item opens again by itself', async () => {
  // client-error-attributes-or-values-not-supported
  printer.troubles.set('validateJob', { kind: { status: 0x040b }, times: Number.POSITIVE_INFINITY });
  whole.touch({ type: 'start' }, { type: 'openItem', code: ITEM });
  await whole.sees('notice', ({ unavailable }) => unavailable?.en.includes('document printer') === true);
  whole.touch({ type: 'begin' });
  await whole.sees('notice');
  printer.troubles.clear();
  await whole.sees('notice', ({ unavailable }) => unavailable === null);
  await whole.exit();
});

it('a document is `sent` only when its last byte has left, and printed when the printer says so', async () => {
  printer.engine.pageMs = 1500;
  // server-error-busy, once: the intent stands for a while before a byte of the document leaves.
  printer.troubles.set('createJob', { kind: { status: 0x0507 }, times: 1 });
  await whole.toForm(ITEM, 'wang-yan');
  const finished = whole.toResult();
  const seen = new Set<string>();
  const watching = setInterval(() => seen.add(journal().join()), 20);
  const result = await finished;
  clearInterval(watching);
  printer.engine.pageMs = 0;
  expect(result.papers.map(({ state }) => state)).toEqual(['printed', 'printed']);
  expect(printer.engine.papers).toHaveLength(1);
  expect([...seen]).toEqual(expect.arrayContaining(['intent', 'sent']));
  expect(journal()).toEqual(['printed']);
  await whole.leave();
});

it('a proof that did not come down is fetched again from the result, and later from one’s own cases', async () => {
  const printed = () => printer.engine.papers.length;
  const before = printed();
  await whole.faults({ mode: '500', path: '/v1/documents', times: null });
  await whole.toForm(ITEM, 'wang-yan');
  const result = await whole.toResult();
  expect(result.papers.map(({ state, mayRetry }) => [state, mayRetry])).toEqual([
    ['notFetched', true],
    ['printed', false],
  ]);
  whole.touch({ type: 'retryPaper', id: result.papers[0]?.id ?? '' });
  await whole.sees('result', ({ busy, papers }) => !busy && papers[0]?.state === 'printed');
  expect(printed()).toBe(before + 1);
  await whole.leave();
  await whole.faults({});

  // Another visit: the card is read, the list offers it, and the platform gives it to that person alone.
  whole.touch({ type: 'start' }, { type: 'openMine' });
  await whole.sees('identify');
  whole.machine.layCard('wang-yan');
  const { cases } = await whole.sees('mine');
  const own = cases.find(({ caseNumber }) => caseNumber === result.caseNumber)?.documents[0];
  expect(own).toMatchObject({ unavailable: null });
  whole.touch({ type: 'printMine', id: own?.id ?? '' });
  await whole.sees('result', ({ busy, papers }) => !busy && papers[0]?.state === 'printed');
  expect(printed()).toBe(before + 2);
  expect(journal().at(-1)).toBe('printed');
  whole.touch({ type: 'next' });
  await whole.sees('mine');
  await whole.exit();
});
