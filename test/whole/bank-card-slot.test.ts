import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SimulatedCard, type SimulatedCardOptions } from '../../drivers/card-reader/index.ts';
import { CardSlot } from '../../drivers/xfs4iot/testing/card-slot.ts';
import { Peer } from '../../drivers/xfs4iot/testing/peer.ts';
import { cardReaderService } from '../../drivers/xfs4iot/testing/peer-services.ts';
import { chipOf } from '../../scripts/dock/persons.ts';
import { Whole } from './whole.ts';

/** A citizen's social security card in the slot of a bank's XFS4IoT service, which is checked against the schemas. */
const PROOF = 'social-insurance-proof';
const SECRET = 'canary-of-the-bank-51d2';
const room = mkdtempSync(path.join(os.tmpdir(), 'bank-slot-'));
const slot = new CardSlot();
let peer: Peer;
let whole: Whole;

async function serve(port = 0): Promise<void> {
  peer = await Peer.start({ services: { Device: cardReaderService }, port });
  slot.script(peer);
}
const chip = (more: Partial<SimulatedCardOptions> = {}) => new SimulatedCard({ card: chipOf('wang-yan'), ...more });
const begin = () => whole.touch({ type: 'start' }, { type: 'openItem', code: PROOF }, { type: 'begin' });
/** A card put in before the service was asked stood there before: the slot's own wait counts. */
async function bothAsked(): Promise<void> {
  await whole.sees('identify', ({ phase, ways }) => phase === 'waiting' && ways.length === 2);
  await expect.poll(() => slot.awaited, { timeout: 10_000 }).toBe(true);
}

beforeAll(async () => {
  await serve();
  const secretFile = path.join(room, 'bank.secret');
  writeFileSync(secretFile, SECRET, { mode: 0o600 });
  whole = await Whole.start({ cardReader: { port: peer.uri('Device'), secretFile } });
}, 60_000);
afterAll(async () => {
  await whole?.stop();
  await peer?.stop();
  rmSync(room, { recursive: true, force: true });
});

it('identifies a citizen as a card over PC/SC does, is given back, and waited for until it is taken', async () => {
  begin();
  await bothAsked();
  slot.insert(chip());
  const form = await whole.sees('form');
  expect(form.fields.find(({ id }) => id === 'name')).toMatchObject({
    value: '王䶮',
    source: { kind: 'card', label: { 'zh-CN': '社保卡' } },
  });
  expect(slot.givenBack).toBe(1);
  expect((await whole.toResult()).outcome).toBe('approved');
  whole.touch({ type: 'next' });
  await whole.sees('rating');
  whole.touch({ type: 'skipRating' });
  await whole.sees('takeCard', ({ cards }) => cards.join() === 'socialSecurityCard');
  slot.pull();
  await whole.sees('farewell');
  whole.touch({ type: 'start' });
  await whole.sees('attract');
  expect(whole.ledgerRows('SELECT item, identified_by FROM cases')).toEqual([
    { item: PROOF, identified_by: 'socialSecurityCard' },
  ]);
  expect(peer.secrets).toContain(`Bearer ${SECRET}`);
  expect(peer.violations).toEqual([]);
}, 60_000);

it('a card pulled while it is read leaves nothing behind, and the same card put in again goes on', async () => {
  begin();
  await bothAsked();
  const early = chip();
  early.inject({ kind: 'pull', at: 11 });
  slot.insert(early);
  await whole.sees('identify', ({ phase }) => phase === 'insertAgain');
  expect(whole.snapshot?.session).toMatchObject({ identified: false, person: null });
  slot.insert(chip());
  await whole.sees('form');
  whole.touch({ type: 'exit' });
  await whole.sees('takeCard');
  slot.pull();
  await whole.sees('farewell');
  whole.touch({ type: 'start' });
  await whole.sees('attract');
  expect(peer.violations).toEqual([]);
}, 60_000);

it('a card of another kind is named, is read no more while it stands there, and the right one goes on', async () => {
  begin();
  await bothAsked();
  const reads = () => peer.received.filter(({ name }) => name === 'CardReader.ReadRawData').length;
  const before = reads();
  slot.insert(chip({ card: null }));
  await whole.sees('identify', ({ phase }) => phase === 'notSocialSecurityCard');
  await whole.sees('identify', ({ ways }) => ways.length === 2);
  expect(reads()).toBe(before);
  slot.pull();
  await expect.poll(() => slot.awaited, { timeout: 10_000 }).toBe(true);
  slot.insert(chip());
  await whole.sees('form');
  whole.touch({ type: 'exit' });
  await whole.sees('takeCard');
  slot.pull();
  await whole.sees('farewell');
  whole.touch({ type: 'start' });
  await whole.sees('attract');
}, 60_000);

it('a service that dies is said while the ID card serves on, and comes back by itself', async () => {
  const { port } = peer;
  await peer.stop();
  await whole.says(({ notices }) => notices.some(({ id }) => id === 'cardReader'));
  begin();
  await whole.sees('identify', ({ ways, waysDown }) => `${ways}/${waysDown}` === 'idCard/socialSecurityCard');
  await serve(port);
  await bothAsked();
  slot.insert(chip());
  await whole.sees('form');
  expect(peer.violations).toEqual([]);
}, 60_000);
