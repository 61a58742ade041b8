import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  PcscSocialSecurityCardReader,
  SimulatedCard,
  type SimulatedCardOptions,
  SimulatedCardService,
} from '../../drivers/card-reader/index.ts';
import { chipOf, persons } from '../../scripts/dock/persons.ts';
import { missingWays } from '../../src-main/terminal/session/words/availability.ts';
import { Whole } from './whole.ts';

/** Both cards of a citizen: the ID card's reader on a pty, the chip card's driver over a card service in memory. */
const READER = 'Simulated reader 00 00';
const PROOF = 'social-insurance-proof';
const cards = new SimulatedCardService([READER]);
let whole: Whole;

const chip = (person: string, more: Partial<SimulatedCardOptions> = {}) =>
  new SimulatedCard({ card: chipOf(person), ...more });
const begin = (item: string) => whole.touch({ type: 'start' }, { type: 'openItem', code: item }, { type: 'begin' });
const bothAsked = () => whole.sees('identify', ({ phase, ways }) => phase === 'waiting' && ways.length === 2);

async function leaveByChip(): Promise<void> {
  await whole.sees('takeCard', ({ cards: left }) => left.join() === 'socialSecurityCard');
  cards.pull();
  await whole.sees('farewell');
  whole.touch({ type: 'start' });
  await whole.sees('attract');
}

beforeAll(async () => {
  whole = await Whole.start({
    cardReader: {},
    fitted: {
      cardReader: { physical: 'pcsc', identity: null, create: () => new PcscSocialSecurityCardReader(cards, {}) },
    },
  });
}, 60_000);
afterAll(() => whole?.stop());

it('a social security card prints a proof, and is asked back like an ID card', async () => {
  begin(PROOF);
  await bothAsked();
  cards.insert(chip('wang-yan'));
  const form = await whole.sees('form');
  expect(form.fields.find(({ id }) => id === 'name')).toMatchObject({
    value: '王䶮',
    source: { kind: 'card', label: { 'zh-CN': '社保卡' } },
  });
  expect(form.fields.find(({ id }) => id === 'office')?.source.kind).toBe('shared');
  const result = await whole.toResult();
  expect([result.outcome, result.papers.map(({ state }) => state)]).toEqual(['approved', ['saved', 'printed']]);
  whole.touch({ type: 'next' });
  await whole.sees('rating');
  whole.touch({ type: 'skipRating' });
  await leaveByChip();
  expect(whole.ledgerRows('SELECT item, identified_by FROM cases')).toEqual([
    { item: PROOF, identified_by: 'socialSecurityCard' },
  ]);
  const [stored] = await whole.platform.db.selectFrom('cases').select('submission').execute();
  expect(JSON.parse(stored?.submission ?? '')).toMatchObject({
    identifiedBy: 'socialSecurityCard',
    card: { number: persons.find(({ id }) => id === 'wang-yan')?.card.number, address: null },
  });
}, 60_000);

it('a card pulled in mid-command leaves nothing behind, another card is named, and the right one goes on', async () => {
  begin(PROOF);
  await bothAsked();
  const early = chip('wang-yan');
  // After the number and the name went over the contacts.
  early.inject({ kind: 'pull', at: 11 });
  cards.insert(early);
  await whole.sees('identify', ({ phase }) => phase === 'insertAgain');
  expect(whole.snapshot?.session).toMatchObject({ identified: false, person: null });
  cards.insert(chip('wang-yan', { card: null }));
  await whole.sees('identify', ({ phase }) => phase === 'notSocialSecurityCard');
  cards.pull();
  cards.insert(chip('wang-yan', { protected: true }));
  await whole.sees('identify', ({ phase }) => phase === 'chipRefused');
  // It stands there and is not read again and again; the ID card does as well meanwhile.
  await whole.sees('identify', ({ ways }) => ways.length === 2);
  whole.machine.layCard('wang-yan');
  await whole.sees('form');
  whole.touch({ type: 'exit' });
  await whole.sees('takeCard', ({ cards: left }) => left.length === 2);
  whole.machine.liftCard();
  await leaveByChip();
}, 60_000);

it('an item of property asks for the ID card after a social security card, and one’s own cases leave it out', async () => {
  begin('housing-fund-proof');
  await whole.sees('identify', ({ ways }) => ways.join() === 'idCard');
  whole.touch({ type: 'home' }, { type: 'openItem', code: PROOF }, { type: 'begin' });
  await bothAsked();
  cards.insert(chip('wang-yan'));
  await whole.sees('form');
  whole.touch({ type: 'home' }, { type: 'openItem', code: 'housing-fund-proof' }, { type: 'begin' });
  await whole.sees('identify', ({ anotherCard, ways }) => anotherCard && ways.join() === 'idCard');
  whole.machine.layCard('wang-yan');
  await whole.sees('form');
  await whole.toResult();
  whole.touch({ type: 'moreItems' });
  await whole.sees('rating');
  whole.touch({ type: 'skipRating' });
  await whole.sees('home');
  whole.touch({ type: 'openMine' });
  expect((await whole.sees('mine')).cases).toHaveLength(2);
  whole.touch({ type: 'exit' });
  await whole.sees('takeCard', ({ cards: left }) => left.length === 2);
  whole.machine.liftCard();
  await leaveByChip();

  whole.touch({ type: 'start' }, { type: 'openMine' });
  await bothAsked();
  cards.insert(chip('wang-yan'));
  expect((await whole.sees('mine')).cases).toMatchObject([{ item: { 'zh-CN': expect.stringContaining('社保') } }]);
  whole.touch({ type: 'exit' });
  await leaveByChip();
}, 60_000);

it('one dead reader is said and the other serves; with both dead the item is away, with the reason', async () => {
  cards.unplugReader(READER);
  await whole.says(({ notices }) => notices.some(({ id }) => id === 'cardReader'));
  begin(PROOF);
  await whole.sees('identify', ({ ways, waysDown }) => `${ways}/${waysDown}` === 'idCard/socialSecurityCard');
  cards.plugReader(READER);
  await bothAsked();
  whole.machine.unplug('reader');
  await whole.sees('identify', ({ ways, waysDown }) => `${ways}/${waysDown}` === 'socialSecurityCard/idCard');
  cards.unplugReader(READER);
  await whole.sees('identify', ({ phase }) => phase === 'readerUnavailable');
  whole.touch({ type: 'back' });
  const notice = await whole.sees('notice', ({ unavailable }) => unavailable !== null);
  expect(notice.unavailable).toEqual(missingWays.both.broken);
  whole.touch({ type: 'exit' });
  await whole.sees('attract');
  cards.plugReader(READER);
  await whole.machine.plug('reader');
  await whole.sees('attract', ({ availableCount, totalCount }) => availableCount === totalCount);
}, 60_000);

it('writes no number and no name of the chip anywhere in the clear', () => {
  const { socialSecurityNumber = '', name = '', cardNumber = '' } = chipOf('wang-yan') ?? {};
  const hidden = [socialSecurityNumber, name, cardNumber].map((text) => Buffer.from(text));
  expect(hidden.every(({ length }) => length > 3)).toBe(true);
  for (const { file, bytes } of whole.traces())
    for (const secret of hidden) expect([file, bytes.includes(secret)]).toEqual([file, false]);
});
