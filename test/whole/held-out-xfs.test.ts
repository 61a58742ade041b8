import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { Peer } from '../../drivers/xfs4iot/testing/peer.ts';
import { PresenterPeer, presenterService } from '../../drivers/xfs4iot/testing/presenter-peer.ts';
import type { Screen } from '../../src-main/contract/snapshot.ts';
import { ServiceHands } from './service-kit.ts';
import { Whole } from './whole.ts';

/** The terminal's receipt printer is a bank's, behind an XFS4IoT service that holds paper out and counts its bin. */
let whole: Whole;
let peer: Peer;
let behind: PresenterPeer;
beforeAll(async () => {
  peer = await Peer.start({ services: { Printer: presenterService } });
  behind = new PresenterPeer(() => peer, { holds: 4 });
  behind.script(peer);
  whole = await Whole.start({ receiptPrinter: { port: peer.uri('Printer'), heldOutSeconds: 1, retractBinPapers: 4 } });
}, 60_000);
afterAll(async () => {
  await whole?.stop();
  await peer?.stop();
});

type Result = Extract<Screen, { name: 'result' }>;
const receipt = ({ papers }: Result) => papers.find(({ kind }) => kind === 'receipt');
const until = async (state: string) =>
  receipt(await whole.sees('result', (screen) => receipt(screen)?.state === state));
async function toReceipt(): Promise<void> {
  expect((await whole.toForm('social-insurance-proof', 'wang-yan')).complete).toBe(true);
  whole.touch({ type: 'next' });
  await whole.sees('review');
  whole.touch({ type: 'submit' });
}
const counted = () =>
  whole.ledgerRows<{ used: number }>("SELECT used FROM consumables WHERE id = 'retractBin'")[0]?.used ?? 0;

it('a receipt behind XFS4IoT is shown as held out until a hand takes it', async () => {
  await toReceipt();
  await until('presented');
  behind.take();
  await until('printed');
  await whole.sees('result', ({ busy }) => !busy);
  await whole.leave();
  expect(counted()).toBe(0);
}, 30_000);

it('left it is drawn back by the service’s own command, and counted once in the ledger', async () => {
  await toReceipt();
  await until('presented');
  expect(await until('retracted')).toMatchObject({ mayRetry: true });
  expect([behind.papers, counted()]).toEqual([1, 1]);
  await whole.leave();
}, 30_000);

it('one that a dying device host left hanging is drawn back before the next person', async () => {
  await toReceipt();
  await until('presented');
  await whole.killDevices();
  await whole.sees('result', ({ busy }) => !busy);
  await whole.leave();
  await vi.waitFor(() => expect([behind.papers, counted()]).toEqual([2, 2]), { timeout: 10_000, interval: 50 });
  await whole.says(({ notices }) => notices.length === 0);
}, 30_000);

it('a full bin is full by the service’s own count and by the ledger’s', async () => {
  await toReceipt();
  await until('retracted');
  await whole.leave();
  // Before it went the strip that the dead device host may have left in the printer.
  expect([behind.papers, counted()]).toEqual([4, 4]);
  const { parts } = await new ServiceHands(whole).enter('1001');
  expect(parts.find(({ id }) => id === 'receiptPrinter')).toMatchObject({ cause: { 'zh-CN': '回收盒满了' } });
  expect(peer.violations).toEqual([]);
}, 30_000);
