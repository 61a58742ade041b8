import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { carries } from '../../drivers/receipt-printer/rig.ts';
import type { Screen } from '../../src-main/contract/snapshot.ts';
import { guides } from '../../src-main/terminal/diagnostics/refill-guides.ts';
import { ServiceHands } from './service-kit.ts';
import { Whole } from './whole.ts';

const ITEM = 'social-insurance-proof';
const PERSON = 'wang-yan';

let whole: Whole;
beforeAll(async () => {
  whole = await Whole.start({ receiptPrinter: { family: 'custom', heldOutSeconds: 1, retractBinPapers: 5 } });
}, 60_000);
afterAll(() => whole.stop());

type Result = Extract<Screen, { name: 'result' }>;
const receipt = ({ papers }: Result) => papers.find(({ kind }) => kind === 'receipt');
const mouth = () => whole.machine.printer.mouth;
const until = async (state: string) =>
  receipt(await whole.sees('result', (screen) => receipt(screen)?.state === state));
async function toReceipt(): Promise<void> {
  const form = await whole.toForm(ITEM, PERSON);
  expect(form.complete).toBe(true);
  whole.touch({ type: 'next' });
  await whole.sees('review');
  whole.touch({ type: 'submit' });
}
const leftReceipt = async () => {
  mouth().taker = { kind: 'leaves' };
  await toReceipt();
  await until('presented');
};

it('a receipt is shown as held out until a hand takes it', async () => {
  mouth().taker = { kind: 'takes', afterMs: 600 };
  await toReceipt();
  await until('presented');
  await until('printed');
  await whole.sees('result', ({ busy }) => !busy);
  expect(mouth().taken).toHaveLength(1);
  await whole.leave();
}, 30_000);

it('left twice it is drawn back twice and then left to the staff', async () => {
  await leftReceipt();
  expect(await until('retracted')).toMatchObject({ mayRetry: true });
  whole.touch({ type: 'retryPaper', id: 'receipt' });
  await until('presented');
  expect(await until('retracted')).toMatchObject({ mayRetry: false });
  expect(mouth().bin).toHaveLength(2);
  const copy = whole.receipts.at(-1)?.receipt;
  expect(copy && mouth().bin.filter((sheet) => carries(sheet, copy))).toHaveLength(1);
  await whole.leave();
}, 30_000);

it('one that a dying device host left hanging is drawn back before the next person', async () => {
  await leftReceipt();
  await whole.killDevices();
  await whole.sees('result', ({ busy }) => !busy);
  await whole.leave();
  // Other hands would be quicker only if they were there within a second and a half.
  await vi.waitFor(() => expect(mouth().bin).toHaveLength(3), { timeout: 10_000, interval: 50 });
  expect(mouth().holdsOut).toBe(false);
  await whole.says(({ notices }) => notices.length === 0);
}, 30_000);

it('the count of the bin outlives the host: full, it is work for bank staff, who end it', async () => {
  // What the dead host's receipt may have left in the printer goes into the bin before this one does.
  await leftReceipt();
  await until('retracted');
  await whole.leave();
  expect(mouth().bin).toHaveLength(5);
  const hands = new ServiceHands(whole);
  const { parts } = await hands.enter('1001');
  expect(parts.find(({ id }) => id === 'receiptPrinter')).toMatchObject({
    cause: { 'zh-CN': '回收盒满了' },
    fixer: 'branchStaff',
  });
  hands.act({ act: 'openRefill', consumable: 'retractBin' });
  const { consumable } = await hands.sees('refill');
  expect(consumable).toMatchObject({ used: 5, capacity: 5, sensor: 'out', severity: 'now' });
  for (const _ of guides.retractBin) hands.act({ act: 'refillStep', done: true });
  await hands.sees('refill', ({ asksAmount, amounts }) => asksAmount && amounts.join() === '5');
  mouth().emptyBin();
  hands.act({ act: 'refilled', amount: 5 });
  await hands.sees('refill', ({ finished, consumable: bin }) => finished && bin.used === 0 && bin.sensor === 'full');
  await hands.leave();
  await leftReceipt();
  await until('retracted');
  await whole.leave();
  expect(mouth().bin).toHaveLength(1);
}, 40_000);
