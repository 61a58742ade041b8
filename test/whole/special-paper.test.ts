import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { IppPrinterSimulator } from '../../drivers/document-printer/index.ts';
import { ServiceHands } from './service-kit.ts';
import { Whole } from './whole.ts';

/** Numbered stock in a tray of its own: only what a person counted in is used, and the count outlives everything. */
const ITEM = 'property-record-query';
const PLAIN = 'social-insurance-proof';
const printer = new IppPrinterSimulator();
let whole: Whole;
let hands: ServiceHands;

beforeAll(async () => {
  const trays = { plain: 'tray-1', special: 'tray-2' };
  const specialPaper = { trays, capacity: 4, lowAt: 1 };
  whole = await Whole.start({ documentPrinter: { kind: 'ipp', uri: await printer.listen(), specialPaper } });
  hands = new ServiceHands(whole);
}, 60_000);
afterAll(async () => {
  await whole?.stop();
  await printer.close();
});

const journal = () =>
  whole.ledgerRows<{ state: string; paper: string; sheets: number }>(
    "SELECT state, paper, sheets FROM print_journal WHERE kind = 'document' ORDER BY rowid",
  );
const stock = () =>
  whole.ledgerRows<{ left: number }>("SELECT capacity - used AS left FROM consumables WHERE id = 'specialPaper'")[0]
    ?.left;
const trayOfLastJob = () =>
  /tray-\d/.exec(JSON.stringify(printer.requests.findLast(({ operation }) => operation === 'createJob')?.job))?.[0];
/** What a person sees who opens this item. */
async function notice(code: string): Promise<string | null> {
  whole.touch({ type: 'start' }, { type: 'openItem', code });
  const { unavailable } = await whole.sees('notice', ({ item }) => item.code === code);
  await whole.exit();
  return unavailable?.en ?? null;
}
async function printed(code = ITEM): Promise<string[]> {
  await whole.toForm(code, 'wang-yan');
  await whole.fill();
  const { papers } = await whole.toResult();
  await whole.leave();
  return papers.map(({ state }) => state);
}
const allOffered = () => whole.sees('attract', ({ availableCount, totalCount }) => availableCount === totalCount);
const oneAway = () => whole.sees('attract', ({ availableCount, totalCount }) => availableCount === totalCount - 1);

async function countIn(sheets: number): Promise<void> {
  const before = await hands.enter('1001');
  expect(before.consumables.map(({ id }) => id)).toContain('specialPaper');
  hands.act({ act: 'openRefill', consumable: 'specialPaper' });
  const { steps } = await hands.sees('refill');
  for (const _ of steps) hands.act({ act: 'refillStep', done: true });
  await hands.sees('refill', ({ asksAmount, amounts }) => asksAmount && amounts.includes(sheets));
  hands.act({ act: 'refilled', amount: sheets });
  await hands.sees('refill', ({ finished }) => finished);
  await hands.leave();
}

it('is none before somebody counted it in: its item says so, and the others go on', async () => {
  await oneAway();
  expect(await notice(ITEM)).toContain('special paper for this document has run out');
  expect(await notice(PLAIN)).toBeNull();
  expect(await printed(PLAIN)).toEqual(['printed', 'printed']);
  expect(trayOfLastJob()).toBe('tray-1');
});

it('is there as soon as the guide for refilling ends, and is taken from its own tray', async () => {
  await countIn(4);
  await allOffered();
  expect(stock()).toBe(4);
  expect(await printed()).toEqual(['printed', 'printed']);
  expect(trayOfLastJob()).toBe('tray-2');
  const { sheets } = journal().at(-1) ?? { sheets: 0 };
  expect(journal().at(-1)).toMatchObject({ state: 'printed', paper: 'special' });
  expect(sheets).toBe(1);
  expect(stock()).toBe(3);
});

it('is counted over a restart, with what was moving when everything stopped', async () => {
  const before = stock() ?? 0;
  printer.engine.pageMs = 4_000;
  await whole.toForm(ITEM, 'wang-yan');
  await whole.fill();
  void whole.toResult().catch(() => undefined);
  await vi.waitFor(() => expect(journal().at(-1)?.state).toBe('sent'), { timeout: 15_000, interval: 20 });
  await whole.stopTerminal();
  // Its job is lost with the plug: nobody will ever say what became of it.
  printer.powerCut();
  printer.engine.pageMs = 0;
  await whole.startTerminal();
  await whole.killDevices();
  await whole.sees('recovered');
  expect(journal().at(-1)).toMatchObject({ state: 'unknown', paper: 'special' });
  expect([before, stock()]).toEqual([3, 2]);
  whole.touch({ type: 'next' });
  await whole.sees('takeCard');
  whole.machine.liftCard();
  await whole.sees('farewell');
  whole.touch({ type: 'start' });
  await allOffered();
});

it('takes its item away when it is used up, while all others are printed', async () => {
  await countIn(4);
  await allOffered();
  for (const left of [3, 2, 1, 0]) {
    expect(await printed()).toEqual(['printed', 'printed']);
    expect(stock()).toBe(left);
  }
  await oneAway();
  expect(await notice(ITEM)).toContain('special paper');
  expect(await printed(PLAIN)).toEqual(['printed', 'printed']);
  const overview = await hands.enter('1001');
  const line = overview.consumables.find(({ id }) => id === 'specialPaper');
  expect(line).toMatchObject({ sensor: 'out', severity: 'now', used: 4, capacity: 4 });
  hands.act({ act: 'leave' });
  await oneAway();
});
