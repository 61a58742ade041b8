import { describe, expect, it } from 'vitest';
import { type DeviceEvent, type DeviceStatus, deviceStatusSchema, health } from '../contract/index.ts';
import { SimulatedClock } from '../transports/index.ts';
import { chooseReader, readerIdentity } from './choose-reader.ts';
import { PcscSocialSecurityCardReader } from './driver.ts';
import { readerVersion } from './reader-version.ts';
import { SimulatedCard, type SimulatedCardOptions, sampleCard } from './simulated-card.ts';
import { SimulatedCardService } from './simulated-service.ts';

const READER = 'Simulated reader 00 00';
/** SELECT application, EF05 and 5 records, EF06 and 5 records, EF05 and the card number again. */
const COMMANDS = 15;
const anotherCard = {
  ...sampleCard,
  cardNumber: 'B00000002',
  name: '样例乙',
  socialSecurityNumber: '110101190001010014',
};

async function opened(options: { readers?: readonly string[]; reader?: string } = {}) {
  const clock = new SimulatedClock();
  const service = new SimulatedCardService(options.readers ?? [READER], clock);
  const driver = new PcscSocialSecurityCardReader(
    service,
    options.reader === undefined ? {} : { reader: options.reader },
    clock,
  );
  const statuses: DeviceStatus[] = [];
  const events: DeviceEvent[] = [];
  driver.onStatus((status) => statuses.push(deviceStatusSchema.parse(status)));
  driver.onEvent((event) => events.push(event));
  const open = await driver.open();
  return { clock, service, driver, open, statuses, events };
}

const cardWith = (options: Partial<SimulatedCardOptions> = {}) => new SimulatedCard({ card: sampleCard, ...options });
const errorOf = (completion: { ok: true } | { ok: false; error: { errorCode: string } }) =>
  completion.ok ? 'ok' : completion.error.errorCode;
const waitMs = 2_000;

describe('reading', () => {
  it('takes a card that lies there already, and says how far it is', async () => {
    const { driver, service, events } = await opened();
    const card = cardWith();
    service.insert(card);
    const progress: string[] = [];
    const read = await driver.read({ timeoutMs: waitMs, onProgress: (one) => progress.push(one) });
    expect(read).toEqual({ ok: true, value: sampleCard, effect: 'none' });
    expect(progress).toEqual(['waiting', 'seen', 'reading']);
    expect(card.received).toHaveLength(COMMANDS);
    expect(events.map(({ name }) => name)).toEqual(['CardReader.MediaInsertedEvent']);
    await driver.close();
  });

  it('waits for a card that is put in later, and gives up when none comes', async () => {
    const { driver, service, clock } = await opened();
    const started = clock.now();
    expect(errorOf(await driver.read({ timeoutMs: waitMs }))).toBe('noCard');
    expect(clock.now() - started).toBe(waitMs);
    const reading = driver.read({ timeoutMs: waitMs });
    void clock.delay(1_500).then(() => service.insert(cardWith()));
    expect(await reading).toMatchObject({ ok: true });
    await driver.close();
  });

  it('sends SELECT, READ RECORD and GET RESPONSE only: never a PIN command', async () => {
    for (const options of [{}, { fetch: true }, { exactLengths: true, selectAnywhere: true }, { protected: true }]) {
      const { driver, service } = await opened();
      const card = cardWith(options);
      service.insert(card);
      await driver.read({ timeoutMs: waitMs });
      expect(card.received.filter((ins) => ![0xa4, 0xb2, 0xc0].includes(ins))).toEqual([]);
      expect(card.received.length).toBeGreaterThan(2);
      await driver.close();
    }
  });

  it.each<[string, Partial<SimulatedCardOptions>]>([
    ['fetches what waits', { fetch: true }],
    ['selects files anywhere', { selectAnywhere: true }],
    ['knows numbers only', { addressings: ['number'] }],
    ['knows short identifiers only', { addressings: ['shortIdentifier'] }],
    ['knows short numbers only', { addressings: ['shortNumber'], exactLengths: true }],
    ['pads with spaces', { padding: 0x20 }],
  ])('reads a card that %s', async (_, options) => {
    const { driver, service } = await opened();
    service.insert(cardWith(options));
    expect(await driver.read({ timeoutMs: waitMs })).toMatchObject({ ok: true, value: sampleCard });
    await driver.close();
  });

  it('leaves out records that were never written, but for the three that make a card', async () => {
    const { driver, service } = await opened();
    service.insert(cardWith({ without: ['sex', 'nation', 'birth', 'issueDate', 'expiryDate', 'issuer', 'version'] }));
    expect(await driver.read({ timeoutMs: waitMs })).toMatchObject({
      ok: true,
      value: { name: sampleCard.name, sex: null, nation: null, birth: null, issuer: null, version: null },
    });
    for (const field of ['cardNumber', 'socialSecurityNumber', 'name'] as const) {
      service.insert(cardWith({ without: [field] }));
      expect(errorOf(await driver.read({ timeoutMs: waitMs })), field).toBe('cardDataInvalid');
    }
    await driver.close();
  });

  it.each<[string, Partial<SimulatedCardOptions>, string, string]>([
    ['another kind of card', { card: null }, 'unsupportedData', 'cardTypeUnknown'],
    ['a blocked card', { blocked: true }, 'userError', 'cardBlocked'],
    ['a card that wants a PIN', { protected: true }, 'unsupportedData', 'dataProtected'],
    ['a card the wrong way round', { mute: true }, 'userError', 'cardMute'],
    ['a card without a name', { card: { ...sampleCard, name: ' ' } }, 'unsupportedData', 'cardDataInvalid'],
  ])('refuses %s', async (_, options, code, errorCode) => {
    const { driver, service } = await opened();
    service.insert(cardWith(options));
    const read = await driver.read({ timeoutMs: waitMs });
    expect(read).toMatchObject({ ok: false, error: { code, errorCode, effect: 'none' } });
    service.pull();
    expect(driver.status()).toMatchObject({ device: 'online', media: 'notPresent', faults: [], action: 'none' });
    service.insert(cardWith());
    expect(await driver.read({ timeoutMs: waitMs })).toMatchObject({ ok: true });
    await driver.close();
  });

  it('ends when it is canceled, at any command, and can read again', async () => {
    for (let at = 0; at < COMMANDS; at++) {
      const { driver, service, clock } = await opened();
      const card = cardWith();
      card.inject({ kind: 'slow', milliseconds: 10 });
      service.insert(card);
      const abort = new AbortController();
      void clock.delay(at * 10 + 5).then(() => abort.abort());
      expect(errorOf(await driver.read({ timeoutMs: waitMs, signal: abort.signal })), `at ${at}`).toBe('canceled');
      expect(await driver.read({ timeoutMs: waitMs })).toMatchObject({ ok: true });
      await driver.close();
    }
  });

  it('lets one command at a time through', async () => {
    const { driver, service } = await opened();
    const first = driver.read({ timeoutMs: waitMs });
    expect(errorOf(await driver.read({ timeoutMs: waitMs }))).toBe('busy');
    expect(errorOf(await driver.cardPresent())).toBe('busy');
    service.insert(cardWith());
    expect(await first).toMatchObject({ ok: true });
    expect(await driver.cardPresent()).toMatchObject({ value: 'present' });
    service.pull();
    expect(await driver.cardPresent()).toMatchObject({ value: 'notPresent' });
    await driver.close();
    expect(errorOf(await driver.cardPresent())).toBe('closed');
  });
});

describe('a card pulled in mid-read', () => {
  it('gives nothing, at whichever command and byte', async () => {
    for (let at = 0; at < COMMANDS; at++) {
      for (const bytes of [0, 1, 5]) {
        const { driver, service, statuses, events } = await opened();
        const card = cardWith();
        card.inject({ kind: 'pull', at, bytes });
        service.insert(card);
        const read = await driver.read({ timeoutMs: waitMs });
        expect(read, `at ${at}`).toMatchObject({ ok: false, error: { code: 'userError', errorCode: 'cardRemoved' } });
        expect(JSON.stringify([read, statuses])).not.toMatch(/测试|110101190001010006|A00000001/);
        expect(events.at(-1)?.name).toBe('CardReader.MediaRemovedEvent');
        expect(driver.status().media).toBe('notPresent');
        service.insert(cardWith());
        expect(await driver.read({ timeoutMs: waitMs })).toMatchObject({ ok: true });
        await driver.close();
      }
    }
  });

  it('and exchanged for another gives neither person, nor a mixture', async () => {
    // From the second record on: before that nothing of the first card was read.
    for (let at = 3; at < COMMANDS; at++) {
      const { driver, service } = await opened();
      const card = cardWith();
      card.inject({ kind: 'otherCard', at, card: anotherCard });
      service.insert(card);
      expect(errorOf(await driver.read({ timeoutMs: waitMs })), `at ${at}`).toBe('cardRemoved');
      await driver.close();
    }
  });
});

describe('a card pulled before the service noticed', () => {
  it('was never read, so the waiting goes on for the next one', async () => {
    const { driver, service, clock } = await opened();
    service.insert(cardWith({ card: anotherCard }));
    void service.pullUnnoticed(300);
    const reading = driver.read({ timeoutMs: 5_000 });
    void clock.delay(2_000).then(() => service.insert(cardWith()));
    expect(await reading).toMatchObject({ ok: true, value: sampleCard });
    await driver.close();
  });

  it('is removed when it was being read', async () => {
    for (let at = 0; at < COMMANDS; at++) {
      const { driver, service, clock } = await opened();
      const card = cardWith();
      card.inject({ kind: 'slow', milliseconds: 10 });
      service.insert(card);
      void clock.delay(at * 10 + 5).then(() => service.pullUnnoticed(300));
      expect(errorOf(await driver.read({ timeoutMs: waitMs })), `at ${at}`).toBe(
        at === COMMANDS - 1 ? 'ok' : 'cardRemoved',
      );
      await driver.close();
    }
  });
});

describe('a card that misbehaves', () => {
  it('is given up when it falls silent, at any command, until it is pulled', async () => {
    for (let at = 0; at < COMMANDS; at++) {
      const { driver, service, clock } = await opened();
      const card = cardWith();
      card.inject({ kind: 'silence', at });
      service.insert(card);
      const started = clock.now();
      expect(errorOf(await driver.read({ timeoutMs: waitMs })), `at ${at}`).toBe('cardMute');
      expect(clock.now() - started).toBe(5_000);
      expect(driver.status()).toMatchObject({ faults: ['card-mute'], action: 'clear', media: 'present' });
      expect(health(driver.status(), clock.now())).toBe('attention');
      await driver.refresh();
      expect(driver.status().faults).toEqual(['card-mute']);
      service.pull();
      expect(driver.status().faults).toEqual([]);
      await driver.close();
    }
  });

  it('gives no card for any wrong word at any command, and always ends', async () => {
    for (const sw of [0x6a82, 0x6a83, 0x6982, 0x6283, 0x6d00, 0x6f00, 0x6112, 0x6c03, 0x6700, 0x9000]) {
      for (let at = 0; at < COMMANDS; at++) {
        const { driver, service } = await opened();
        const card = cardWith();
        card.inject({ kind: 'word', at, sw });
        service.insert(card);
        const read = await driver.read({ timeoutMs: waitMs });
        // Words the card can be asked around end well; then nothing but the unreadable item is missing.
        if (read.ok) expect(read.value).toMatchObject({ name: sampleCard.name, cardNumber: sampleCard.cardNumber });
        else expect(read.error.effect).toBe('none');
        await driver.close();
      }
    }
  });

  it('asking for ever to be asked again is left alone', async () => {
    for (const sw of [0x6c05, 0x6105]) {
      const { driver, service } = await opened();
      const card = cardWith();
      for (let at = 0; at < 100; at++) card.inject({ kind: 'word', at, sw });
      service.insert(card);
      expect(errorOf(await driver.read({ timeoutMs: waitMs }))).toBe('readFailed');
      await driver.close();
    }
  });

  it('is tried again when an answer was no answer', async () => {
    const { driver, service, clock } = await opened();
    const card = cardWith();
    // The bad contact is over by the second try.
    card.inject({ kind: 'bytes', at: 4, bytes: Uint8Array.of(0x90) }, 1);
    service.insert(card);
    expect(await driver.read({ timeoutMs: waitMs })).toMatchObject({ ok: true });
    expect(clock.now()).toBeGreaterThan(500);
    card.inject({ kind: 'bytes', at: 4, bytes: Uint8Array.of(0x90) });
    expect(errorOf(await driver.read({ timeoutMs: waitMs }))).toBe('readFailed');
    await driver.close();
  });
});

describe('the service', () => {
  it.each(['serviceAbsent', 'libraryMissing', 'serviceDenied'] as const)(
    '%s fails to open, with a word',
    async (fault) => {
      const clock = new SimulatedClock();
      const service = new SimulatedCardService([READER], clock);
      service.die(fault);
      const driver = new PcscSocialSecurityCardReader(service, {}, clock);
      expect(errorOf(await driver.open())).toBe(fault);
      expect(driver.status()).toMatchObject({ device: 'offline' });
      expect(driver.status().faults).toHaveLength(1);
      service.revive();
      expect(await driver.open()).toMatchObject({ ok: true });
      expect(driver.status()).toMatchObject({ device: 'online', faults: [] });
      await driver.close();
    },
  );

  it('dying in mid-read is no fault of the person, at any command, and comes back', async () => {
    for (let at = 0; at <= COMMANDS; at++) {
      const { driver, service, clock } = await opened();
      const card = cardWith();
      card.inject({ kind: 'slow', milliseconds: 10 });
      service.insert(card);
      // The last one dies after the reading.
      void clock.delay(at * 10 + 5).then(() => service.die());
      const read = await driver.read({ timeoutMs: waitMs });
      expect(errorOf(read), `at ${at}`).toBe(at === COMMANDS ? 'ok' : 'serviceLost');
      await clock.delay(100);
      expect(driver.status()).toMatchObject({ device: 'offline', media: 'unknown', faults: ['service-absent'] });
      await clock.delay(5_000);
      expect(driver.status().device).toBe('offline');
      service.revive();
      await clock.delay(2_000);
      expect(driver.status()).toMatchObject({ device: 'online', media: 'present', faults: [] });
      expect(await driver.read({ timeoutMs: waitMs })).toMatchObject({ ok: true });
      await driver.close();
    }
  });

  it('dying while a card is awaited ends the waiting', async () => {
    const { driver, service, clock } = await opened();
    void clock.delay(500).then(() => service.die());
    expect(errorOf(await driver.read({ timeoutMs: waitMs }))).toBe('serviceLost');
    expect(clock.now()).toBeLessThan(waitMs);
    await driver.close();
  });

  it('that hangs is offline when asked', async () => {
    const { driver, service } = await opened();
    service.hung = true;
    expect(await driver.refresh()).toMatchObject({ device: 'offline', faults: ['no-answer'] });
    service.hung = false;
    expect(await driver.refresh()).toMatchObject({ device: 'online', faults: [] });
    await driver.close();
  });

  it('is not looked for any more once the driver is closed', async () => {
    const { driver, service, clock } = await opened();
    service.die();
    await driver.close();
    service.revive();
    await clock.delay(10_000);
    expect(driver.status()).toMatchObject({ device: 'offline', evidence: 'closed' });
    expect(errorOf(await driver.read({ timeoutMs: waitMs }))).toBe('closed');
  });
});

describe('the reader', () => {
  it('says which program it runs, once it was asked how it is, or nothing where it does not know', async () => {
    const dword = (value: number) => new Uint8Array(Uint32Array.of(value).buffer);
    const { driver, service } = await opened();
    expect(driver.status().firmware).toBeNull();
    expect((await driver.refresh()).firmware).toBeNull();
    service.version = dword(0x0110_0000);
    expect((await driver.refresh()).firmware).toBe('IFD 1.10');
    service.insert(cardWith());
    expect(driver.status()).toMatchObject({ media: 'present', firmware: 'IFD 1.10' });
    await driver.close();
    expect([readerVersion(dword(0x0203_0042)), readerVersion(dword(0))]).toEqual(['IFD 2.03 build 66', null]);
    for (const length of [0, 3, 5]) expect(readerVersion(new Uint8Array(length))).toBeNull();
  });

  it('unplugged ends a reading, and is found again', async () => {
    for (const at of [0, 4, 14]) {
      const { driver, service, clock } = await opened();
      const card = cardWith();
      card.inject({ kind: 'slow', milliseconds: 10 });
      service.insert(card);
      void clock.delay(at * 10 + 5).then(() => service.unplugReader(READER));
      expect(errorOf(await driver.read({ timeoutMs: waitMs })), `at ${at}`).toBe('readerAbsent');
      expect(driver.status()).toMatchObject({ device: 'noDevice', faults: ['reader-absent'], media: 'unknown' });
      service.plugReader(READER);
      expect(driver.status()).toMatchObject({ device: 'online', faults: [], media: 'notPresent' });
      await driver.close();
    }
  });

  it('absent fails to open', async () => {
    const { open, driver } = await opened({ readers: [] });
    expect(errorOf(open)).toBe('readerAbsent');
    expect(driver.status()).toMatchObject({ device: 'noDevice', faults: ['reader-absent'] });
  });

  it.each([
    ['ACME Reader [CCID Interface] (0042) 00 00', 'ACME Reader [CCID Interface] (0042) 00'],
    ['ACME Reader [CCID Interface] (0042) 01 00', 'ACME Reader [CCID Interface] (0042) 00'],
    ['ACME Reader [CCID Interface] (0042) 0A 01', 'ACME Reader [CCID Interface] (0042) 01'],
    ['ACME Contact_12400404 0', 'ACME Contact_12400404'],
    ['ACME Contact_12400404 1', 'ACME Contact_12400404'],
    ['ACME Reader', 'ACME Reader'],
    ['00 00', '00'],
  ])('%s is known again as %s', (name, identity) => {
    expect(readerIdentity(name)).toBe(identity);
  });

  it('is the only one, or the one of the name', async () => {
    const readers = ['Maker Contact 00 00', 'Maker Contactless 00 01'];
    expect(errorOf((await opened({ readers })).open)).toBe('severalReaders');
    expect(errorOf((await opened({ readers, reader: 'Other' })).open)).toBe('readerAbsent');
    const { open, driver, service } = await opened({ readers, reader: 'Contactless' });
    expect(open.ok).toBe(true);
    expect(driver.status().identity).toBe('Maker Contactless 01');
    service.insert(cardWith({ card: anotherCard }), readers[0]);
    service.insert(cardWith(), readers[1]);
    expect(await driver.read({ timeoutMs: waitMs })).toMatchObject({ ok: true, value: sampleCard });
    await driver.close();
    const slots = readers.map((name) => ({ name, card: 'notPresent' as const }));
    expect(chooseReader(slots, 'Maker Contact 00 00')).toMatchObject({ kind: 'one' });
    expect(chooseReader(slots, 'Maker')).toEqual({ kind: 'several' });
  });
});

it('tells in and out once each, and mute with its word', async () => {
  const { driver, service, events } = await opened();
  service.insert(cardWith());
  service.insert(cardWith());
  service.pull();
  service.insert(cardWith({ mute: true }));
  expect(driver.status()).toMatchObject({ media: 'present', faults: ['card-mute'] });
  service.pull();
  expect(events.map(({ name, detail }) => `${name.slice(11)} ${detail}`.trim())).toEqual([
    'MediaInsertedEvent',
    'MediaRemovedEvent',
    'MediaInsertedEvent mute',
    'MediaRemovedEvent',
  ]);
  await driver.close();
});
