import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { families, familyNames } from './families.ts';
import type { FamilyName } from './family.ts';
import { carries, isCut, rig, threeBands } from './rig.ts';
import { ReplyDemultiplexer } from './status-bytes.ts';

const TELLING = familyNames.filter((name) => families[name].automatic !== null);
const job = { jobId: 'job', receipt: threeBands };

async function opened(family: FamilyName = 'epson') {
  const all = rig(family);
  expect(await all.printer.open()).toMatchObject({ ok: true });
  await all.clock.delay(200);
  return all;
}

describe.each(TELLING)('%s tells its changes', (family) => {
  it('and nobody has to ask: an open cover is known at once, and so is a closed one', async () => {
    const { printer, simulator, clock } = await opened(family);
    expect(printer.askAgainInMs()).toBe(1_000);
    simulator.set('cover-open');
    await clock.delay(20);
    expect(printer.status()).toMatchObject({ device: 'userError', faults: ['cover-open', 'offline'] });
    // A person works on it: it is asked often, whatever it tells.
    expect(printer.askAgainInMs()).toBe(80);
    await clock.delay(200);
    simulator.clear('cover-open');
    await clock.delay(20);
    expect(printer.status()).toMatchObject({ device: 'online', faults: [] });
  });

  it('in whole sentences only: a telling is a bell, and the answers are the status', async () => {
    const { printer, wire, clock } = await opened(family);
    wire.write(Uint8Array.of(0x38, 0x6c, 0x0f, 0x0f));
    await clock.delay(500);
    expect(printer.status()).toMatchObject({ device: 'online', paper: 'full', faults: [] });
  });

  it('but not during a job, and again after it', async () => {
    const { printer, simulator, clock } = await opened(family);
    const during: boolean[] = [];
    simulator.onExecute = ({ kind }) => {
      if (kind === 'raster') during.push(simulator.talk.tellsChanges);
    };
    expect(await printer.print(job)).toMatchObject({ ok: true });
    expect(during).toEqual([false, false, false]);
    await clock.delay(200);
    expect(simulator.talk.tellsChanges).toBe(true);
    simulator.setPaperNearEnd();
    await clock.delay(20);
    expect(printer.status()).toMatchObject({ paper: 'low' });
  });

  it('is told so again after it was switched off and on, which a serial port does not show', async () => {
    const { printer, simulator, clock } = await opened(family);
    simulator.powerCycle();
    expect(simulator.talk.tellsChanges).toBe(false);
    await clock.delay(5_000);
    await printer.refresh();
    await clock.delay(20);
    simulator.set('cover-open');
    await clock.delay(20);
    expect(printer.status()).toMatchObject({ faults: ['cover-open', 'offline'] });
  });

  it('and is asked often when its tellings are lost', async () => {
    const { printer, simulator, clock } = await opened(family);
    simulator.talk.automaticFault = 'lost';
    for (let second = 0; second < 11; second += 1) {
      await clock.delay(1_000);
      await printer.refresh();
    }
    expect(printer.askAgainInMs()).toBe(80);
    simulator.talk.automaticFault = 'none';
    await clock.delay(5_000);
    await printer.refresh();
    await clock.delay(20);
    expect(printer.askAgainInMs()).toBe(1_000);
  });

  it('a flood of tellings makes few questions, and a job gets through', async () => {
    const { printer, simulator, clock } = await opened(family);
    const before = simulator.receivedBytes;
    for (let time = 0; time < 100; time += 1) {
      simulator.talk.flood(50);
      await clock.delay(10);
    }
    // Four questions of three bytes, at most every 50 ms of this second.
    expect(simulator.receivedBytes - before).toBeLessThanOrEqual(21 * 12);
    expect(printer.status()).toMatchObject({ device: 'online', faults: [] });
    simulator.talk.flood(1_000);
    expect(await printer.print(job)).toMatchObject({ ok: true });
  });

  it('also while it is being asked: who asks may have asked before the change', async () => {
    const { printer, simulator, clock, wire } = await opened(family);
    let asked = 0;
    wire.onData(() => {
      asked += 1;
      // The third of four questions: the cover was asked for before.
      if (asked === 3) simulator.set('cover-open');
    });
    expect(await printer.refresh()).toMatchObject({ faults: [] });
    await clock.delay(200);
    expect(printer.status()).toMatchObject({ faults: ['cover-open', 'offline'] });
  });

  it('and a glance is held against the look before it, whoever looked', async () => {
    const { printer, simulator, clock } = await opened(family);
    await printer.glance();
    simulator.set('cover-open');
    await clock.delay(20);
    expect(printer.status()).toMatchObject({ faults: ['cover-open', 'offline'] });
    simulator.talk.automaticFault = 'lost';
    simulator.clear('cover-open');
    expect(await printer.glance()).toMatchObject({ device: 'online', faults: [] });
  });

  it('is silent again once the port is closed', async () => {
    const { printer, simulator } = await opened(family);
    await printer.close();
    expect(simulator.talk.tellsChanges).toBe(false);
  });

  it('a stopped printer is not told over and over: what it cannot execute fills its buffer', async () => {
    const { printer, simulator, clock } = await opened(family);
    simulator.set('cover-open');
    for (let time = 0; time < 100; time += 1) {
      await clock.delay(1_000);
      await printer.refresh();
    }
    let told = 0;
    simulator.onExecute = ({ kind }) => {
      if (kind === 'automaticStatus') told += 1;
    };
    simulator.clear('cover-open');
    await clock.delay(200);
    await printer.refresh();
    await clock.delay(200);
    expect(told).toBe(1);
  });
});

it.each(familyNames.filter((name) => families[name].automatic === null))(
  '%s cannot, is never told to, and is asked often',
  async (family) => {
    const { printer, simulator, clock } = await opened(family);
    await printer.refresh();
    await clock.delay(200);
    expect(simulator.talk.tellsChanges).toBe(false);
    expect(printer.askAgainInMs()).toBe(80);
  },
);

it.each(familyNames)(
  '%s at a glance: one question, and all of them when something changed or two seconds are over',
  async (family) => {
    const { printer, simulator, clock } = rig(family);
    simulator.talk.automaticFault = 'lost';
    await printer.open();
    const asked = async (): Promise<number> => {
      const before = simulator.receivedBytes;
      await printer.glance();
      return (simulator.receivedBytes - before) / 3;
    };
    const all = families[family].status.length;
    expect(await asked()).toBe(1 + all);
    const { observedAt } = printer.status();
    await clock.delay(10);
    expect(await asked()).toBe(1);
    expect(printer.status()).toMatchObject({ device: 'online', faults: [] });
    expect(printer.status().observedAt).toBeGreaterThan(observedAt);
    simulator.set('cover-open');
    expect(await asked()).toBe(1 + all);
    expect(printer.status().faults).toContain('cover-open');
    await clock.delay(2_000);
    expect(await asked()).toBe(1 + all);
  },
);

describe('tellings between answers', () => {
  const whole = fc.tuple(
    fc.constantFrom(0x10, 0x18, 0x30, 0x38, 0x14),
    fc.constantFrom(0x00, 0x08, 0x20),
    fc.constantFrom(0x00, 0x03, 0x0c),
    fc.constantFrom(0x00, 0x0f),
  );
  /** Nothing in it looks like a proof, so every byte of it has to be found out. */
  const garbage = fc.uint8Array({ minLength: 1, maxLength: 3 }).map((bytes) => bytes.map((byte) => byte | 0x80));

  it('whatever stands inside a telling, all four bytes of it are taken for it', () => {
    const inside = fc.oneof(garbage, fc.constantFrom(Uint8Array.of(0x12), Uint8Array.of(0x11), Uint8Array.of(0x1a)));
    fc.assert(
      fc.property(fc.array(fc.tuple(whole, fc.array(inside, { minLength: 3, maxLength: 3 }))), (tellings) => {
        const demultiplexer = new ReplyDemultiplexer();
        const replies = tellings.flatMap(([frame, between]) =>
          frame.flatMap((byte, index) => demultiplexer.push(Uint8Array.of(byte, ...(between[index] ?? [])), 0)),
        );
        expect(replies.flatMap((reply) => (reply.kind === 'asb' ? [[...reply.bytes]] : []))).toEqual(
          tellings.map(([frame]) => frame),
        );
        expect(replies.filter((reply) => reply.kind === 'gs' && reply.byte < 0x80)).toEqual([]);
      }),
    );
  });

  it('never make a proof of a receipt that is not there', async () => {
    const damaged = fc.tuple(whole, fc.constantFrom('none', 'cut', 'garbled')).map(([frame, damage]) => {
      if (damage === 'cut') return Uint8Array.from(frame.slice(0, 2));
      return damage === 'garbled'
        ? Uint8Array.of(...frame.slice(0, 2), 0xf5, ...frame.slice(2))
        : Uint8Array.from(frame);
    });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...TELLING),
        fc.array(fc.tuple(fc.nat(25), fc.oneof(damaged, garbage)), { maxLength: 40 }),
        fc.nat(25),
        fc.constantFrom('hangs', 'opens', 'works'),
        async (family, tellings, headlessAt, end) => {
          const { printer, simulator, wire } = rig(family);
          let writes = 0;
          const say = () => {
            for (const [at, bytes] of tellings) if (at === writes) wire.write(bytes);
            // The first byte of one telling was lost: the rest looks like answers to fences.
            if (writes === headlessAt) wire.write(Uint8Array.of(0, 0, 0));
            writes += 1;
          };
          wire.onData(say);
          await printer.open();
          simulator.onExecute = (command) => {
            say();
            if (!isCut(command)) return;
            if (end === 'opens') simulator.set('cover-open');
            if (end === 'hangs') simulator.millisecondsPerRow = 1_000_000;
          };
          const completion = await printer.print(job);
          const sheets = simulator.papers().filter((sheet) => carries(sheet, threeBands)).length;
          if (completion.ok) expect(sheets).toBe(1);
          else if (completion.error.effect === 'none') expect(simulator.movedRows).toBe(0);
          else if (completion.error.effect === 'partial') expect(sheets).toBe(0);
          if (end !== 'works') expect(completion.ok).toBe(false);
        },
      ),
      { numRuns: process.env.LONG === '1' ? 2_000 : 150 },
    );
  });
});
