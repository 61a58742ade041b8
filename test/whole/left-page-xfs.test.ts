import { readFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { XfsDocumentPrinter } from '../../drivers/xfs4iot/document-printer.ts';
import { PDF_FORMAT } from '../../drivers/xfs4iot/native-formats.ts';
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
/** Another program's. */
let guest: XfsDocumentPrinter;
let light = '';
/** What hung in the slot as each page was begun. */
const onto: string[] = [];
const noticed: boolean[] = [];
const told = ({ notices }: Snapshot) => notices.some(({ id }) => id === 'leftPage');
/** Its own driver waits for nothing: whose pages these are the terminal is not told. */
const guestPrints = () =>
  guest.print({ jobId: 'g', title: '', pdf: Buffer.from('%PDF-1.7 %%EOF'), copies: 1, session: 'its own' });
const guestActs = () => whole.ledgerRows("SELECT id FROM service_acts WHERE act = 'guest'").length;
const freePort = () =>
  new Promise<number>((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
const orders = () => peer.received.filter(({ name }) => name === 'Printer.RetractMedia').length;

beforeAll(async () => {
  const { printer } = presenterService.capabilities as { printer: object };
  const pages = { ...presenterService, capabilities: { printer: { ...printer, type: { document: true } } } };
  peer = await Peer.start({ services: { Printer: pages } });
  board = await Peer.start({ services: { Board: auxiliariesService } });
  behind = new PresenterPeer(() => peer, { holds: 4 });
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
  const port = await freePort();
  whole = await Whole.start({
    documentPrinter: { kind: 'xfs4iot', port: peer.uri('Printer'), osPrinter: 'sample' },
    auxiliaries: { port: board.uri('Board'), lights: ['documentPrinter'] },
    northbound: { enabled: true, port, services: ['documentPrinter'] },
    onSnapshot: (snapshot) => noticed.push(told(snapshot)),
  });
  const bearer = readFileSync(path.join(whole.config.terminal.dataDirectory, 'northbound.secret'), 'utf8').trim();
  const address = `ws://127.0.0.1:${port}/xfs4iot/v1.0/DocumentPrinter`;
  guest = new XfsDocumentPrinter({ address, bearer, osPrinter: PDF_FORMAT });
  expect(await guest.open()).toMatchObject({ ok: true });
}, 60_000);
afterAll(async () => {
  await guest?.close();
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

it('of a guest it is left to whoever stands there, drawn back before the next guest’s, and once somebody begins here', async () => {
  expect(await guestPrints()).toMatchObject({ ok: true });
  await expect.poll(guestActs, { timeout: 10_000 }).toBe(2);
  expect([behind.media, orders(), noticed.includes(true)]).toEqual(['entering', 0, false]);
  expect(await guestPrints()).toMatchObject({ ok: true });
  await expect.poll(guestActs, { timeout: 10_000 }).toBe(4);
  expect([behind.media, behind.papers, noticed.includes(true)]).toEqual(['entering', 1, false]);
  whole.touch({ type: 'start' });
  await whole.sees('home');
  await drawnBack(2);
  await whole.exit();
}, 30_000);

it('left it is drawn back as soon as they went, and the next person’s is not printed onto it', async () => {
  await printed('wang-yan');
  await goneAway();
  await drawnBack(3);
  await whole.says(({ notices }) => notices.length === 0);
  expect(noticed).toContain(true);
  await printed('wang-yan');
  expect(onto.every((word) => word === 'notPresent')).toBe(true);
  expect(onto).toHaveLength(5);
}, 30_000);

it('where the bin has no room everybody is told, until a hand takes it', async () => {
  behind.papers = behind.holds;
  await goneAway();
  await expect.poll(orders, { timeout: 10_000, interval: 20 }).toBe(4);
  await whole.says(told);
  whole.touch({ type: 'start' });
  await whole.sees('home');
  await whole.says(told);
  behind.take();
  await whole.says((snapshot) => !told(snapshot));
  // Not at every look.
  expect(orders()).toBe(4);
  expect([...peer.violations, ...board.violations]).toEqual([]);
}, 30_000);
