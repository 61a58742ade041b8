import { afterAll, beforeAll, expect, it } from 'vitest';
import { carries } from '../../drivers/receipt-printer/rig.ts';
import type { Screen } from '../../src-main/contract/snapshot.ts';
import { because, paperTexts } from '../../src-main/terminal/session/words/papers.ts';
import { Whole } from './whole.ts';

const ITEM = 'social-insurance-proof';
const PERSON = 'wang-yan';

let whole: Whole;
beforeAll(async () => {
  // Holds paper out, sees it, and has no motor to draw it back.
  whole = await Whole.start({ receiptPrinter: { family: 'masung' } });
}, 60_000);
afterAll(() => whole.stop());

type Result = Extract<Screen, { name: 'result' }>;
const receipt = ({ papers }: Result) => papers.find(({ kind }) => kind === 'receipt');
const until = async (state: string) =>
  receipt(await whole.sees('result', (screen) => receipt(screen)?.state === state));
/** Somebody's strip hangs out, and the next person comes to their receipt. */
async function toReceiptBehindStrip(): Promise<void> {
  const { printer } = whole.machine;
  printer.mouth.taker = { kind: 'leaves' };
  printer.mouth.receive(printer.uncut(), true);
  const form = await whole.toForm(ITEM, PERSON);
  expect(form.complete).toBe(true);
  whole.touch({ type: 'next' });
  await whole.sees('review');
  whole.touch({ type: 'submit' });
}
const pull = () => {
  const { mouth } = whole.machine.printer;
  mouth.take();
  mouth.taker = { kind: 'takes', afterMs: 100 };
};
const isWhole = () => {
  const copy = whole.receipts.at(-1)?.receipt;
  return copy !== undefined && whole.machine.printer.papers().some((sheet) => carries(sheet, copy));
};

it('is asked for on the screen, and the receipt is printed as soon as a hand took it', async () => {
  await toReceiptBehindStrip();
  expect(await until('blocked')).toMatchObject({ explanation: null, mayRetry: false });
  expect(isWhole()).toBe(false);
  pull();
  await until('printed');
  expect(isWhole()).toBe(true);
  await whole.sees('result', ({ busy }) => !busy);
  await whole.leave();
}, 30_000);

it('is named as the reason where nobody took it, and the receipt is printed when they ask again', async () => {
  await toReceiptBehindStrip();
  await until('blocked');
  expect(await until('failed')).toMatchObject({
    explanation: because('media-present', paperTexts.printerOut),
    mayRetry: true,
  });
  pull();
  whole.touch({ type: 'retryPaper', id: 'receipt' });
  await until('printed');
  expect(isWhole()).toBe(true);
  await whole.leave();
}, 30_000);
