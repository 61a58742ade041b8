import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeviceStatus } from '../contract/index.ts';
import { families, familyNames } from './families.ts';
import { firmwareOf, identityOf } from './printer-information.ts';
import { PrinterMemory } from './printer-memory.ts';
import { carries, isCut, rig, threeBands } from './rig.ts';
import { encodeText, ReplyDemultiplexer } from './status-bytes.ts';

const ANSWERING = familyNames.filter((name) => families[name].introduces.length > 0);
const job = { jobId: 'job', receipt: threeBands };
const SAMPLE = { firmware: 'SAMPLE TP-80 30.21 ESC/POS', identity: 'TP-80 X2TB004711' };

/** A rig that counts how often the printer was asked what it is. */
function counting(...options: Parameters<typeof rig>) {
  const all = rig(...options);
  const asked: number[] = [];
  all.simulator.onExecute = (command) => {
    if (command.kind === 'transmitId') asked.push(command.n);
  };
  return { ...all, asked };
}

describe.each(ANSWERING)('%s says what it is', (family) => {
  it('when it is opened, together with how it is', async () => {
    const { printer, asked } = counting(family);
    const seen: DeviceStatus[] = [];
    printer.onStatus((status) => seen.push(status));
    await printer.open();
    expect(printer.status()).toMatchObject({ device: 'online', faults: [], ...SAMPLE });
    expect(seen.filter(({ device, identity }) => device === 'online' && identity === null)).toEqual([]);
    expect(asked).toEqual([65, 66, 67, 68]);
    await printer.refresh();
    await printer.glance();
    expect(asked).toHaveLength(4);
  });

  it('and is no worse for saying nothing: it is asked once more, and prints', async () => {
    const { printer, simulator, asked } = counting(family);
    simulator.talk.introduction = {};
    await printer.open();
    expect(printer.status()).toMatchObject({ device: 'online', faults: [], identity: null, firmware: null });
    for (let time = 0; time < 5; time += 1) await printer.refresh();
    expect(printer.status()).toMatchObject({ device: 'online', faults: [] });
    expect(asked).toEqual([65, 65]);
    expect(await printer.print(job)).toMatchObject({ ok: true });
  });

  it('as far as its maker lets it', async () => {
    const { printer, simulator } = counting(family);
    simulator.talk.introduction = { firmware: 'V1.0', maker: 'SAMPLE', model: 'CLONE-80' };
    await printer.open();
    expect(printer.status()).toMatchObject({ device: 'online', identity: null, firmware: 'SAMPLE CLONE-80 V1.0' });
    expect(await printer.print(job)).toMatchObject({ ok: true });
  });

  it('only when it is ready: an open cover makes it no other printer', async () => {
    const memory = new PrinterMemory();
    const { printer, simulator, asked, plugIn } = counting(family, {}, { memory });
    await printer.open();
    await printer.close();
    simulator.set('cover-open');
    const next = plugIn();
    await next.open();
    expect(next.status()).toMatchObject({ device: 'userError', identity: SAMPLE.identity });
    expect(asked).toHaveLength(4);
    simulator.talk.introduction = { firmware: '30.22', maker: 'SAMPLE', model: 'TP-80', serial: 'X2TB009999' };
    simulator.clear('cover-open');
    await next.refresh();
    expect(next.status()).toMatchObject({ identity: 'TP-80 X2TB009999', firmware: 'SAMPLE TP-80 30.22' });
  });

  it('and not behind a broken job, whose picture it would drown in', async () => {
    const memory = new PrinterMemory();
    memory.jobBroke();
    const { printer, asked } = counting(family, {}, { memory });
    await printer.open();
    expect(asked).toEqual([]);
    await printer.refresh();
    expect(memory.stranded).toBe(false);
    expect(printer.status()).toMatchObject(SAMPLE);
  });

  it('and tells its changes afterwards', async () => {
    const { printer, simulator, clock } = counting(family);
    await printer.open();
    await clock.delay(200);
    expect(simulator.talk.tellsChanges).toBe(true);
  });
});

it.each(familyNames.filter((name) => families[name].introduces.length === 0))(
  '%s is not asked: its manual names no such question',
  async (family) => {
    const { printer, asked } = counting(family);
    await printer.open();
    await printer.refresh();
    expect(printer.status()).toMatchObject({ device: 'online', identity: null, firmware: null });
    expect(asked).toEqual([]);
  },
);

it('a serial number that says nothing is no identity', () => {
  expect(identityOf({ model: 'TP-80', serial: '0000000000' })).toBeNull();
  expect(identityOf({ model: 'TP-80', serial: '--' })).toBeNull();
  expect(identityOf({ serial: 'X2' })).toBe('X2');
  expect(firmwareOf({ maker: 'SAMPLE', model: 'TP-80' })).toBeNull();
});

describe('its answers on the wire', () => {
  const letters = fc.stringMatching(/^[!-~]([ -~]{0,78}[!-~])?$/);
  /** What may stand between two of its bytes, none of which looks like a letter. */
  const between = fc.oneof(
    fc.constantFrom(0x11, 0x13, 0x12, 0x16, 0x1a, 0x1e).map((byte) => [byte]),
    fc
      .tuple(
        fc.constantFrom(0x10, 0x14, 0x18, 0x1c),
        fc.constantFrom(0, 0x20, 0x68),
        fc.constantFrom(0, 0x0c),
        fc.constant(0x0f),
      )
      .map((bytes) => [...bytes]),
  );
  const expecting = () => {
    const demultiplexer = new ReplyDemultiplexer();
    demultiplexer.expectTexts(true);
    return demultiplexer;
  };

  it('come out whole, whatever tellings and real-time answers stand inside, and leave nothing that looks like a proof', () => {
    fc.assert(
      fc.property(
        fc.array(letters, { minLength: 1, maxLength: 4 }),
        fc.array(between),
        fc.nat(),
        (texts, inside, seed) => {
          const demultiplexer = expecting();
          const wire: number[][] = texts.flatMap((text) => [...encodeText(text)].map((byte) => [byte]));
          for (const [index, bytes] of inside.entries()) wire.splice((seed + index * 7) % (wire.length + 1), 0, bytes);
          // One byte a chunk, as slow lines send.
          const replies = wire.flat().flatMap((byte) => demultiplexer.push(Uint8Array.of(byte), 0));
          expect(replies.flatMap((reply) => (reply.kind === 'text' ? [reply.text] : []))).toEqual(texts);
          expect(replies.filter(({ kind }) => kind === 'gs')).toEqual([]);
          expect(replies.filter(({ kind }) => kind === 'asb')).toHaveLength(
            inside.filter(({ length }) => length === 4).length,
          );
        },
      ),
    );
  });

  it('are taken for answers only while some may come, and a torn one is given up', () => {
    const demultiplexer = new ReplyDemultiplexer();
    expect(demultiplexer.push(Uint8Array.of(0x5f), 0)).toEqual([{ kind: 'gs', byte: 0x5f }]);
    demultiplexer.expectTexts(true);
    expect(demultiplexer.push(Uint8Array.of(0x5f, 0x41, 0x42), 0)).toEqual([]);
    expect(demultiplexer.push(Uint8Array.of(0x00), 501)).toEqual([{ kind: 'gs', byte: 0x00 }]);
    demultiplexer.push(Uint8Array.of(0x5f, 0x41), 600);
    demultiplexer.expectTexts(false);
    expect(demultiplexer.push(Uint8Array.of(0x0c), 601)).toEqual([{ kind: 'gs', byte: 0x0c }]);
  });

  it('are short and readable, or empty, whatever comes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const demultiplexer = expecting();
        const texts = [...demultiplexer.push(bytes, 0), ...demultiplexer.push(Uint8Array.of(0x5f, 0x41, 0x00), 1_000)];
        for (const reply of texts) if (reply.kind === 'text') expect(reply.text).toMatch(/^[ -~]{0,80}$/);
        expect(texts.at(-1)).toEqual({ kind: 'text', text: 'A' });
      }),
    );
  });

  it('never make a proof of a receipt that is not there, however late they come', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...ANSWERING),
        letters,
        fc.nat(45),
        fc.constantFrom(null, 65, 66, 67, 68),
        fc.constantFrom('hangs', 'opens', 'works'),
        async (family, text, lateAt, coverOpensAt, end) => {
          const { printer, simulator, wire, clock } = rig(family);
          let writes = 0;
          wire.onData(() => {
            // Of one that was believed not to answer at all, in the middle of anything.
            if (writes === lateAt) wire.write(encodeText(text));
            writes += 1;
          });
          simulator.onExecute = (command) => {
            // Its answer waits for the cover.
            if (command.kind === 'transmitId' && command.n === coverOpensAt) simulator.set('cover-open');
            if (!isCut(command)) return;
            if (end === 'opens') simulator.set('cover-open');
            if (end === 'hangs') simulator.millisecondsPerRow = 1_000_000;
          };
          await printer.open();
          void clock.delay(300).then(() => simulator.clear('cover-open'));
          await clock.delay(100);
          const completion = await printer.print(job);
          const sheets = simulator.papers().filter((sheet) => carries(sheet, threeBands)).length;
          if (completion.ok) expect(sheets).toBe(1);
          else if (completion.error.effect === 'none') expect(simulator.movedRows).toBe(0);
          else if (completion.error.effect === 'partial') expect(sheets).toBe(0);
          if (end === 'hangs') expect(completion.ok).toBe(false);
        },
      ),
      { numRuns: process.env.LONG === '1' ? 2_000 : 150 },
    );
  });
});
