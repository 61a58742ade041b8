import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Completion, DeviceStatus, IdCard, IdCardProgress } from '../contract/index.ts';
import { fail } from '../contract/index.ts';
import { createMemoryPair, SimulatedClock } from '../transports/index.ts';
import { encodeAnswer, statusWords } from './answers.ts';
import { type CommandName, commandRow } from './commands.ts';
import { SdtIdCardReader } from './driver.ts';
import { blankCard, type SimulatedCard, simulatedCard } from './simulated-card.ts';
import type { AnswerFault } from './simulated-faults.ts';
import { realisticDelays, SdtReaderSimulator } from './simulator.ts';

const person = {
  cardType: 'resident',
  name: '王示例𬎆',
  sex: '女',
  nation: '汉',
  birth: '1999-12-31',
  address: '测试省样例市虚构区示范路1号',
  number: '110101199912310000',
  issuer: '测试市公安局',
  validFrom: '2020-01-01',
  validTo: 'long-term',
} as const satisfies Partial<IdCard>;
const whole: IdCard = { ...blankCard, ...person };

function make(extras?: Parameters<typeof simulatedCard>[1]): SimulatedCard {
  const card = simulatedCard(person, extras);
  if (!card.ok) throw new Error(card.error);
  return card.value;
}

function bench(delays = realisticDelays) {
  const clock = new SimulatedClock();
  const { transport, wire } = createMemoryPair();
  const simulator = new SdtReaderSimulator({ clock, delays });
  simulator.attach(wire);
  const reader = new SdtIdCardReader(transport, clock);
  const seen: DeviceStatus[] = [];
  reader.onStatus((status) => seen.push(status));
  return { clock, transport, wire, simulator, reader, seen };
}

async function opened(delays = realisticDelays) {
  const all = bench(delays);
  expect(await all.reader.open()).toMatchObject({ ok: true });
  return all;
}

const errorOf = (completion: Completion<unknown>) =>
  completion.ok ? 'success' : `${completion.error.code}/${completion.error.errorCode}`;

/** Nothing of the person may stand in an error or a status. */
function expectNothingPersonal(...things: unknown[]): void {
  const text = JSON.stringify(things);
  for (const canary of ['王示例', '110101', '19991231', '1999-12-31', '示范路']) expect(text).not.toContain(canary);
}

describe('opening', () => {
  it('runs the published sequence and learns who the reader is', async () => {
    const { reader, simulator } = await opened();
    expect(simulator.received).toEqual(['setRfPacket80', 'samStatus', 'samId']);
    expect(reader.status()).toMatchObject({
      device: 'online',
      identity: '05.01-20200229-0000123456-0987654321',
      media: 'notPresent',
      faults: [],
    });
  });

  it('does without the packet size command', async () => {
    const { reader, simulator } = bench();
    simulator.inject({ kind: 'silence' }, { on: 'setRfPacket80' });
    expect((await reader.open()).ok).toBe(true);
  });

  it('says when nobody answers, and frees the port', async () => {
    const { reader, simulator, transport } = bench();
    simulator.inject({ kind: 'silence' }, { times: 100 });
    expect(errorOf(await reader.open())).toBe('deviceNotReady/noAnswer');
    expect(reader.status()).toMatchObject({ device: 'offline', faults: ['no-answer'] });
    expect((await transport.open()).ok).toBe(true);
  });

  it('says when the port is not there, and opens once it is', async () => {
    const { reader, wire, simulator } = bench();
    wire.hangUp();
    await Promise.resolve();
    expect(errorOf(await reader.open())).toBe('deviceNotReady/portNotFound');
    expect(reader.status()).toMatchObject({ device: 'noDevice', faults: ['port-not-found'] });
    wire.plugIn();
    simulator.attach(wire);
    expect((await reader.open()).ok).toBe(true);
  });

  it.each([
    ['selfTestFailed', 'samFault', 'sam-fault'],
    ['notAuthorised', 'samNotAuthorised', 'sam-not-authorised'],
  ] as const)('takes the service off when the SAM is %s, until it is well again', async (sam, errorCode, fault) => {
    const { reader, simulator } = bench();
    simulator.setSam(sam);
    expect(errorOf(await reader.open())).toBe(`hardwareError/${errorCode}`);
    expect(reader.status()).toMatchObject({ device: 'hardwareError', faults: [fault], action: 'maintenance' });
    expect(errorOf(await reader.read({ timeoutMs: 1000 }))).toBe(`hardwareError/${errorCode}`);
    simulator.setSam('ok');
    expect(await reader.refresh()).toMatchObject({ device: 'online', faults: [] });
  });
});

describe('reading', () => {
  it('waits for a card, reads it and tells how far it is', async () => {
    const { reader, simulator, clock } = await opened();
    const progress: IdCardProgress[] = [];
    const reading = reader.read({ timeoutMs: 30_000, onProgress: (step) => progress.push(step) });
    await clock.delay(5_000);
    expect(reader.status().media).toBe('notPresent');
    simulator.layCard(make());
    expect(await reading).toEqual({ ok: true, value: whole, effect: 'none' });
    expect(progress).toEqual(['waiting', 'seen', 'reading']);
    expect(reader.status().media).toBe('present');
  });

  it('replaces the printed address by the newest one', async () => {
    const { reader, simulator } = await opened();
    simulator.layCard(make({ furtherAddresses: ['测试省新居路8号', '测试省新居路9号'] }));
    expect(await reader.read({ timeoutMs: 5_000 })).toMatchObject({ ok: true, value: { address: '测试省新居路9号' } });
  });

  it('polls about every 300 ms, and only while asked', async () => {
    const { reader, simulator, clock } = await opened({});
    await clock.delay(60_000);
    expect(simulator.received).toHaveLength(3);
    expect(errorOf(await reader.read({ timeoutMs: 3_000 }))).toBe('timeOut/noCard');
    const finds = simulator.received.filter((command) => command === 'findCard').length;
    expect(finds).toBe(11);
  });

  it('is cancelled at once, in waiting and in reading', async () => {
    for (const at of [1_000, 450]) {
      const { reader, simulator, clock } = await opened();
      if (at === 450) simulator.layCard(make());
      const abort = new AbortController();
      const before = clock.now();
      const reading = reader.read({ timeoutMs: 60_000, signal: abort.signal });
      await clock.delay(at);
      abort.abort();
      expect(errorOf(await reading)).toBe('canceled/canceled');
      expect(clock.now() - before).toBe(at);
      // A late answer is not taken for the next command's.
      expect(await reader.readSamId()).toMatchObject({ ok: true });
    }
  });

  it('leaves no late answer behind for the next command', async () => {
    const { reader, simulator, clock } = await opened();
    simulator.layCard(make());
    expect((await reader.read({ timeoutMs: 5_000 })).ok).toBe(true);
    const abort = new AbortController();
    const reading = reader.read({ timeoutMs: 5_000, signal: abort.signal });
    await clock.delay(10);
    abort.abort();
    await reading;
    // The abandoned find is still to be answered by 80, which here would mean that the card is gone.
    expect(await reader.cardPresent()).toMatchObject({ value: 'present' });
  });

  it('runs one command at a time', async () => {
    const { reader } = await opened();
    const reading = reader.read({ timeoutMs: 500 });
    expect(errorOf(await reader.readSamId())).toBe('sequenceError/busy');
    expect(errorOf(await reader.cardPresent())).toBe('sequenceError/busy');
    await reading;
    expect((await reader.readSamId()).ok).toBe(true);
  });

  it('waits for a running refresh instead of refusing the person', async () => {
    const { reader, simulator } = await opened();
    simulator.layCard(make());
    const refreshed = reader.refresh();
    expect((await reader.read({ timeoutMs: 5_000 })).ok).toBe(true);
    expect((await refreshed).device).toBe('online');
  });

  it('sees whether the read card still lies there', async () => {
    const { reader, simulator } = await opened();
    expect(await reader.cardPresent()).toMatchObject({ value: 'notPresent' });
    simulator.layCard(make());
    await reader.read({ timeoutMs: 5_000 });
    expect(await reader.cardPresent()).toMatchObject({ value: 'present' });
    // The same lying card is found no more, yet it is known to lie there.
    expect(errorOf(await reader.read({ timeoutMs: 1_000 }))).toBe('timeOut/noCard');
    expect(reader.status().media).toBe('present');
    simulator.liftCard();
    expect(await reader.cardPresent()).toMatchObject({ value: 'notPresent' });
    expect(reader.status().media).toBe('notPresent');
    simulator.layCard(make());
    expect((await reader.read({ timeoutMs: 5_000 })).ok).toBe(true);
  });

  it('sees a card that nobody read: laid and left, or still there after the reader lost its power', async () => {
    const { reader, simulator } = await opened();
    simulator.layCard(make());
    expect(await reader.cardPresent()).toMatchObject({ value: 'present' });
    expect(await reader.cardPresent()).toMatchObject({ value: 'present' });
    expect(reader.status().media).toBe('present');
    expect((await reader.read({ timeoutMs: 5_000 })).ok).toBe(true);
    simulator.powerCycle();
    expect(await reader.cardPresent()).toMatchObject({ value: 'present' });
    simulator.liftCard();
    expect(await reader.cardPresent()).toMatchObject({ value: 'notPresent' });
    expect(reader.status().media).toBe('notPresent');
  });

  it('starts over when the card is pulled while reading', async () => {
    const { reader, simulator, clock } = await opened();
    simulator.layCard(make());
    const progress: IdCardProgress[] = [];
    const reading = reader.read({ timeoutMs: 30_000, onProgress: (step) => progress.push(step) });
    await clock.delay(400);
    simulator.liftCard();
    await clock.delay(3_000);
    simulator.layCard(make());
    expect(await reading).toMatchObject({ ok: true, value: { number: person.number } });
    expect(progress).toEqual(['waiting', 'seen', 'reading', 'waiting', 'seen', 'reading']);
  });

  it('refuses a card with a type flag of no layout', async () => {
    const { reader, simulator } = await opened();
    const card = make();
    card.text.set([0x5a, 0], 248);
    simulator.layCard(card);
    expect(errorOf(await reader.read({ timeoutMs: 5_000 }))).toBe('unsupportedData/cardTypeUnknown');
  });
});

describe('status words', () => {
  const ends: Record<string, string> = {
    cardTypeUnknown: 'unsupportedData/cardTypeUnknown',
    refuseCard: 'userError/cardRefused',
    unsupported: 'unsupportedCommand/unsupportedByReader',
    layAgain: 'userError/readFailed',
    resend: 'hardwareError/framesRefused',
  };
  const words = [...statusWords].filter(([sw3]) => ![0x90, 0x9f, 0x91].includes(sw3));

  it.each(words)('%i in answer to reading, for ever', async (sw3, { action }) => {
    const { reader, simulator } = await opened();
    simulator.layCard(make());
    simulator.inject({ kind: 'sw3', sw3 }, { on: 'readBase', times: 1_000 });
    const completion = await reader.read({ timeoutMs: 20_000 });
    const wanted =
      ends[action] ??
      (action === 'deviceFault' ? `hardwareError/${sw3 === 0x60 ? 'samFault' : 'samNotAuthorised'}` : 'timeOut/noCard');
    expect(errorOf(completion)).toBe(wanted);
    if (action === 'layAgain') {
      expect(simulator.received.filter((command) => command === 'readBase')).toHaveLength(3);
    }
    expectNothingPersonal(completion, reader.status());
  });

  it.each([0x10, 0x11, 0x24])('%i once is answered by sending again', async (sw3) => {
    const { reader, simulator } = await opened();
    simulator.layCard(make());
    simulator.inject({ kind: 'sw3', sw3 }, { on: 'readBase' });
    expect((await reader.read({ timeoutMs: 5_000 })).ok).toBe(true);
    expect(simulator.received.filter((command) => command === 'readBase')).toHaveLength(2);
  });

  it('10 twice reopens the reader and then reads', async () => {
    const { reader, simulator } = await opened();
    simulator.layCard(make());
    simulator.inject({ kind: 'sw3', sw3: 0x10 }, { on: 'readBase', times: 2 });
    expect((await reader.read({ timeoutMs: 5_000 })).ok).toBe(true);
    expect(simulator.received.filter((command) => command === 'samStatus')).toHaveLength(2);
  });

  it.each([1, 2])('41 %i times is forgiven', async (times) => {
    const { reader, simulator } = await opened();
    simulator.layCard(make());
    simulator.inject({ kind: 'sw3', sw3: 0x41 }, { on: 'readBase', times });
    expect((await reader.read({ timeoutMs: 10_000 })).ok).toBe(true);
  });
});

const phases: readonly CommandName[] = ['findCard', 'selectCard', 'readBase', 'readFurtherAddress'];
const faults: readonly AnswerFault[] = [
  { kind: 'wrongCheck' },
  { kind: 'truncated' },
  { kind: 'silence' },
  { kind: 'lyingLength' },
  { kind: 'garbageOnly' },
  { kind: 'splitPerByte' },
  { kind: 'garbageBefore', bytes: Uint8Array.of(0, 0xaa, 0xaa, 0xff, 0xaa) },
  { kind: 'garbageBefore', bytes: Uint8Array.of(0xaa, 0xaa, 0xaa, 0x96, 0x69, 0xff, 0xff) },
  { kind: 'cardLifted' },
  { kind: 'hangUpMidFrame' },
];
const table = phases.flatMap((phase) => faults.map((fault) => [fault.kind, phase, fault] as const));

describe('failure × phase', () => {
  it.each(table)('%s once during %s: the person can still be served', async (kind, phase, fault) => {
    const { reader, simulator, wire, clock } = await opened();
    simulator.layCard(make());
    simulator.inject(fault, { on: phase });
    const reading = reader.read({ timeoutMs: 20_000 });
    // A person takes the card up and lays it again when nothing seems to happen.
    await clock.delay(6_000);
    simulator.liftCard();
    simulator.layCard(make());
    const completion = await reading;
    if (kind === 'hangUpMidFrame') {
      expect(errorOf(completion)).toBe('deviceNotReady/hungUp');
      expect(completion).toMatchObject({ error: { effect: 'none' } });
      expect(reader.status()).toMatchObject({ device: 'offline', faults: ['hung-up'] });
      expect(errorOf(await reader.read({ timeoutMs: 100 }))).toBe('deviceNotReady/hungUp');
      wire.plugIn();
      simulator.attach(wire);
      simulator.layCard(make());
      expect((await reader.open()).ok).toBe(true);
      expect((await reader.read({ timeoutMs: 5_000 })).ok).toBe(true);
    } else {
      expect(completion).toEqual({ ok: true, value: whole, effect: 'none' });
    }
    expect(reader.status()).toMatchObject({ device: 'online', faults: [] });
    expectNothingPersonal(reader.status());
  });

  const lasting = table.filter(([kind, phase]) => phase !== 'readFurtherAddress' && kind !== 'hangUpMidFrame');
  it.each(lasting)('%s for ever during %s: a legal end in time', async (kind, phase, fault) => {
    const { reader, simulator, clock } = await opened();
    simulator.layCard(make());
    simulator.inject(fault, { on: phase, times: 1_000 });
    const before = clock.now();
    const completion = await reader.read({ timeoutMs: 10_000 });
    expect(clock.now() - before).toBeLessThan(15_000);
    const harmless = kind === 'splitPerByte' || kind === 'garbageBefore';
    if (harmless) expect(completion.ok).toBe(true);
    else {
      expect(errorOf(completion)).toMatch(/^(timeOut\/noCard|deviceNotReady\/noAnswer|hardwareError\/badFrames)$/);
      expect(completion).toMatchObject({ error: { effect: 'none' } });
      expectNothingPersonal(completion, reader.status());
    }
  });

  it.each([
    ['closed', 'hung-up'],
    ['io', 'port-error'],
    ['timeout', 'port-error'],
  ] as const)('sees a port that ends as %s at a question whose answer it does not need', async (kind, fault) => {
    const { clock, transport, simulator, reader: first } = bench();
    let dead: CommandName | null = null;
    const reader = new SdtIdCardReader(
      {
        ...{ port: transport.port, onData: transport.onData, onHangUp: transport.onHangUp },
        open: () => transport.open(),
        close: () => transport.close(),
        write: async (bytes) => {
          const command = dead !== null && Buffer.from(bytes).includes(Buffer.from(commandRow(dead).code));
          return command ? fail({ kind, message: 'gone' }) : transport.write(bytes);
        },
      },
      clock,
    );
    await first.close();
    await reader.open();
    simulator.layCard(make());
    await reader.read({ timeoutMs: 5_000 });
    // The card lies there still: what is asked beside the looking is whether it does.
    dead = 'readFurtherAddress';
    expect(errorOf(await reader.read({ timeoutMs: 5_000 }))).toMatch(/^deviceNotReady/);
    expect(reader.status()).toMatchObject({ device: 'offline', faults: [fault] });
    dead = 'setRfPacket80';
    expect((await reader.open()).ok).toBe(false);
    expect(reader.status()).toMatchObject({ device: 'offline', faults: [fault] });
    dead = null;
    expect((await reader.open()).ok).toBe(true);
    expect(reader.status()).toMatchObject({ device: 'online', faults: [] });
  });

  it('a reader of any slowness gives the right card or a legal end, never a mix of answers', async () => {
    const delay = fc.integer({ min: 0, max: 3_000 });
    const delays = fc.record({ findCard: delay, selectCard: delay, readBase: delay, readFurtherAddress: delay });
    await fc.assert(
      fc.asyncProperty(delays, async (slowness) => {
        const { reader, simulator } = await opened(slowness);
        simulator.layCard(make());
        const completion = await reader.read({ timeoutMs: 10_000 });
        if (completion.ok) expect(completion.value).toEqual(whole);
        else
          expect(errorOf(completion)).toMatch(
            /^(timeOut\/noCard|deviceNotReady\/noAnswer|hardwareError\/badFrames|userError\/readFailed)$/,
          );
      }),
      { numRuns: 60 },
    );
  });
});

describe('personal bytes', () => {
  it('shows the photo to the one who asks for it, and overwrites it behind them', async () => {
    const photo = new Uint8Array(1024).fill(0x5a);
    const { reader, simulator } = await opened();
    simulator.layCard(make({ photo }));
    const shown: Uint8Array[] = [];
    let copy: Uint8Array | null = null;
    const read = await reader.read({
      timeoutMs: 5_000,
      onPhoto: (bytes) => {
        shown.push(bytes);
        copy = bytes.slice();
      },
    });
    expect(read).toMatchObject({ ok: true, value: whole });
    expect(copy).toEqual(photo);
    expect(shown.map((bytes) => bytes.every((byte) => byte === 0))).toEqual([true]);
  });

  it('are zeroed in every received chunk once parsed', async () => {
    const { reader, simulator, transport } = bench();
    const chunks: Uint8Array[] = [];
    transport.onData((bytes) => chunks.push(bytes));
    await reader.open();
    simulator.layCard(make({ furtherAddresses: ['测试省新居路8号'] }));
    expect((await reader.read({ timeoutMs: 5_000 })).ok).toBe(true);
    expect(chunks.some((chunk) => chunk.length === 1295)).toBe(true);
    for (const chunk of chunks) expect(chunk.every((byte) => byte === 0)).toBe(true);
  });
});

describe('hang-up and closing', () => {
  it('while waiting between two polls ends the reading at once', async () => {
    const { reader, simulator, clock } = await opened({});
    const reading = reader.read({ timeoutMs: 60_000 });
    await clock.delay(1_050);
    const before = clock.now();
    simulator.hangUp();
    expect(errorOf(await reading)).toBe('deviceNotReady/hungUp');
    expect(clock.now() - before).toBe(0);
  });

  it('closing ends a running reading', async () => {
    const { reader, clock } = await opened();
    const reading = reader.read({ timeoutMs: 60_000 });
    await clock.delay(1_000);
    await reader.close();
    expect(errorOf(await reading)).toBe('deviceNotReady/closed');
    expect(errorOf(await reader.readSamId())).toBe('deviceNotReady/closed');
  });

  it('a refresh notices a reader that stopped answering, and its return', async () => {
    const { reader, simulator } = await opened();
    simulator.inject({ kind: 'silence' }, { times: 3 });
    expect(await reader.refresh()).toMatchObject({ device: 'offline', faults: ['no-answer'] });
    expect(await reader.refresh()).toMatchObject({ device: 'online', faults: [] });
  });
});

describe('garbage on the wire', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 1_500 }),
    fc.constantFrom(encodeAnswer(0x90), encodeAnswer(0x9f, new Uint8Array(4)), encodeAnswer(0x80)),
    fc.uint8Array({ minLength: 1_284, maxLength: 1_284 }).map((data) => {
      data.set([1, 0, 4, 0]);
      return encodeAnswer(0x90, data);
    }),
    fc
      .tuple(fc.integer({ min: 0, max: 255 }), fc.uint8Array({ maxLength: 40 }))
      .map(([sw3, data]) => encodeAnswer(sw3, data)),
  );

  it('never crashes, hangs or makes a person', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(bytes, { minLength: 1, maxLength: 20 }), async (answers) => {
        const { reader, wire, simulator } = await opened({});
        // From here on every question is answered by the next piece of garbage.
        simulator.inject({ kind: 'silence' }, { times: 100_000 });
        let next = 0;
        wire.onData(() => wire.write(answers[next++ % answers.length] ?? new Uint8Array()));
        const completion = await reader.read({ timeoutMs: 3_000 });
        expect(completion.ok).toBe(false);
        await reader.cardPresent();
        await reader.refresh();
        await reader.close();
      }),
      { numRuns: 150 },
    );
  });
});
