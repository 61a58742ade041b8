import { expect, it } from 'vitest';
import { SimulatedCard, type SimulatedCardOptions, sampleCard } from '../card-reader/simulated-card.ts';
import { host, opened, QUICK } from './drivers.test-kit.ts';
import { XfsSocialSecurityCardReader } from './social-security-card-reader.ts';
import { CardSlot } from './testing/card-slot.ts';
import { cardReaderService } from './testing/peer-services.ts';

async function start(options: Partial<SimulatedCardOptions> = {}, service = cardReaderService) {
  const peer = await host({ Device: service });
  const slot = new CardSlot();
  slot.script(peer);
  const reader = await opened(new XfsSocialSecurityCardReader({ address: peer.uri('Device'), patience: QUICK }));
  const told: string[] = [];
  reader.onEvent(({ name, detail }) => told.push(`${name} ${detail}`.trim()));
  const card = new SimulatedCard({ card: sampleCard, ...options });
  return { peer, slot, reader, told, card };
}
const SOON = { timeoutMs: 2000 };

it('reads a card put in after the wait began, gives it back, and keeps to the schemas', async () => {
  const { peer, slot, reader, told, card } = await start();
  const progress: string[] = [];
  const reading = reader.read({ ...SOON, onProgress: (step) => progress.push(step) });
  await expect.poll(() => peer.received.some(({ name }) => name === 'CardReader.ReadRawData')).toBe(true);
  slot.insert(card);
  expect(await reading).toEqual({ ok: true, value: sampleCard, effect: 'none' });
  expect(progress).toEqual(['waiting', 'seen', 'reading']);
  expect(slot.givenBack).toBe(1);
  expect(reader.status()).toMatchObject({ media: 'present', faults: [], identity: 'CR-1', device: 'online' });
  expect(await reader.cardPresent()).toMatchObject({ value: 'present' });
  slot.pull();
  await expect.poll(() => reader.status().media).toBe('notPresent');
  expect(told.filter((name) => name.startsWith('CardReader'))).toEqual([
    'CardReader.MediaInsertedEvent',
    'CardReader.MediaRemovedEvent',
  ]);
  expect(peer.violations).toEqual([]);
});

it.each<[string, Partial<SimulatedCardOptions>, (all: Awaited<ReturnType<typeof start>>) => void, string]>([
  ['of another kind', { card: null }, () => undefined, 'unsupportedData cardTypeUnknown'],
  ['that is blocked', { blocked: true }, () => undefined, 'userError cardBlocked'],
  ['whose files want a PIN', { protected: true }, () => undefined, 'unsupportedData dataProtected'],
  ['that is mute', { mute: true }, () => undefined, 'userError cardMute'],
  ['that is pulled', {}, ({ card }) => card.inject({ kind: 'pull', at: 4 }), 'userError cardRemoved'],
  [
    'with a contact that stays bad',
    {},
    ({ slot }) => {
      slot.badContacts = 99;
    },
    'userError readFailed',
  ],
])('a card %s ends with one completion, effect none, and is given back', async (_, options, prepare, wanted) => {
  const all = await start(options);
  prepare(all);
  all.slot.insert(all.card);
  const read = await all.reader.read(SOON);
  expect(read.ok ? 'read' : `${read.error.code} ${read.error.errorCode}`).toBe(wanted);
  expect(read).toMatchObject({ error: { effect: 'none' } });
  expect(all.slot.card === null ? 1 : all.slot.givenBack).toBe(1);
  expect(all.peer.violations).toEqual([]);
  // Nothing of the card stands in what people can see.
  const said = JSON.stringify([read, all.reader.status(), all.told]);
  for (const text of [sampleCard.name, sampleCard.cardNumber, sampleCard.socialSecurityNumber])
    expect(said).not.toContain(text);
});

it('reads again after a bad contact', async () => {
  const { slot, reader, card } = await start();
  slot.badContacts = 1;
  slot.insert(card);
  expect(await reader.read(SOON)).toMatchObject({ ok: true });
});

it('waits no longer than asked, and can be called off', async () => {
  const { reader } = await start();
  expect(await reader.read({ timeoutMs: 100 })).toMatchObject({ error: { code: 'timeOut', errorCode: 'noCard' } });
  const abort = new AbortController();
  const reading = reader.read({ ...SOON, signal: abort.signal });
  abort.abort();
  expect(await reading).toMatchObject({ error: { code: 'canceled', effect: 'none' } });
});

it('a service that goes in the middle ends the reading, and knows nothing of a card afterwards', async () => {
  const { peer, slot, reader, card } = await start();
  peer.on('CardReader.ChipIO', () => peer.dropAll());
  slot.insert(card);
  expect(await reader.read(SOON)).toMatchObject({
    error: { code: 'deviceNotReady', errorCode: 'hung-up', effect: 'none' },
  });
  expect(reader.status()).toMatchObject({ device: 'offline', faults: ['hung-up'], media: 'unknown' });
});

it('a service that lets nobody speak to chips says so at once', async () => {
  const { 'CardReader.ChipIO': _, ...commands } = cardReaderService.commands;
  const { reader, peer } = await start({}, { ...cardReaderService, commands });
  expect(await reader.read(SOON)).toMatchObject({ error: { errorCode: 'command-not-offered' } });
  expect(peer.received.some(({ name }) => name === 'CardReader.ReadRawData')).toBe(false);
});
