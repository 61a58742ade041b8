import { afterAll, beforeAll, expect, it } from 'vitest';
import { Peer } from '../../drivers/xfs4iot/testing/peer.ts';
import { auxiliariesService } from '../../drivers/xfs4iot/testing/peer-services.ts';
import { PresenterPeer, presenterService } from '../../drivers/xfs4iot/testing/presenter-peer.ts';
import type { Snapshot } from '../../src-main/contract/snapshot.ts';
import { Whole } from './whole.ts';

/** The page printer is a bank's, behind an XFS4IoT service that pushes its pages out of a slot and can draw them back. */
let whole: Whole;
let peer: Peer;
let board: Peer;
let behind: PresenterPeer;
let light = '';
/** What hung in the slot as each page was begun. */
const onto: string[] = [];
const noticed: boolean[] = [];
const told = ({ notices }: Snapshot) => notices.some(({ id }) => id === 'leftPage');
const orders = () => peer.received.filter(({ name }) => name === 'Printer.RetractMedia').length;

beforeAll(async () => {
  const { printer } = presenterService.capabilities as { printer: object };
  const pages = { ...presenterService, capabilities: { printer: { ...printer, type: { document: true } } } };
  peer = await Peer.start({ services: { Printer: pages } });
  board = await Peer.start({ services: { Board: auxiliariesService } });
  behind = new PresenterPeer(() => peer, { holds: 2 });
  behind.script(peer);
  peer.on('Printer.PrintNative', (call) => {
    onto.push(behind.media);
    behind.present(call);
  });
  board.on('Lights.SetLight', (call) => {
    const { documentPrinter } = call.payload;
    if (documentPrinter !== undefined) light = JSON.stringify(documentPrinter);
    call.complete();
  });
  whole = await Whole.start({
    documentPrinter: { kind: 'xfs4iot', port: peer.uri('Printer'), osPrinter: 'sample' },
    auxiliaries: { port: board.uri('Board'), lights: ['documentPrinter'] },
    onSnapshot: (snapshot) => noticed.push(told(snapshot)),
  });
}, 60_000);
afterAll(async () => {
  await whole?.stop();
  await peer?.stop();
  await board?.stop();
});

const lit = () => expect.poll(() => light, { timeout: 10_000 });
async function printed(person: string): Promise<void> {
  await whole.toForm('social-insurance-proof', person);
  await whole.fill();
  const { papers } = await whole.toResult();
  expect(papers.find(({ kind }) => kind === 'document')).toMatchObject({ state: 'printed' });
  whole.touch({ type: 'next' });
  await whole.sees('rating');
  whole.touch({ type: 'skipRating' });
  await whole.sees('takeCard');
  whole.machine.liftCard();
  await whole.sees('farewell', ({ paper }) => paper === 'document');
}
async function goneAway(): Promise<void> {
  whole.touch({ type: 'start' });
  await whole.sees('attract');
}
const drawnBack = (pages: number) => expect.poll(() => behind.papers, { timeout: 10_000, interval: 20 }).toBe(pages);

it('a page in the slot is said to whose it is, with a light, until a hand takes it', async () => {
  await printed('wang-yan');
  await lit().toContain('quick');
  behind.take();
  await whole.sees('farewell', ({ paper }) => paper === null);
  await lit().toContain('off');
  await goneAway();
  expect([behind.papers, noticed.includes(true)]).toEqual([0, false]);
}, 30_000);

it('left it is drawn back as soon as they went, and the next person’s is not printed onto it', async () => {
  await printed('wang-yan');
  await goneAway();
  await drawnBack(1);
  await whole.says(({ notices }) => notices.length === 0);
  expect(noticed).toContain(true);
  await printed('wang-yan');
  expect(onto).toEqual(['notPresent', 'notPresent', 'notPresent']);
}, 30_000);

it('where the bin has no room everybody is told, until a hand takes it', async () => {
  behind.papers = behind.holds;
  await goneAway();
  await expect.poll(orders, { timeout: 10_000, interval: 20 }).toBe(2);
  await whole.says(told);
  whole.touch({ type: 'start' });
  await whole.sees('home');
  await whole.says(told);
  behind.take();
  await whole.says((snapshot) => !told(snapshot));
  // Not at every look.
  expect(orders()).toBe(2);
  expect([...peer.violations, ...board.violations]).toEqual([]);
}, 30_000);
