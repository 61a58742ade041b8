import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { decodeAnswer, decodeCardBlocks, encodeAnswer, encodeCardBlocks, statusWords } from './answers.ts';
import { decodeCardText, decodeFurtherAddresses } from './card-text.ts';
import { type CommandName, commandHex, commands, decodeCommand, encodeCommand } from './commands.ts';
import { ANSWER_LENGTH, encodeFrame, type FrameEvent, FrameParser, REQUEST_LENGTH } from './frame.ts';
import { formatSamId, parseSamId } from './sam-id.ts';

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../test/vectors/${name}`, import.meta.url), 'utf8'));
const vectors = z
  .object({
    requests: z.array(z.object({ id: z.string(), cmd: z.string(), para: z.string(), frameHex: z.string() })),
    responses: z.array(
      z.object({
        id: z.string(),
        command: z.string(),
        sw: z.tuple([z.string(), z.string(), z.string()]),
        class: z.string(),
        dataHex: z.string().optional(),
        textOf: z.string().optional(),
        addresses: z.array(z.string()).optional(),
        fingerprintLength: z.number().nullable().optional(),
        frameHex: z.string(),
      }),
    ),
    bad: z.array(z.object({ id: z.string(), frameHex: z.string(), error: z.string() })),
    streams: z.array(
      z.object({
        id: z.string(),
        chunksHex: z.array(z.string()),
        frames: z.array(z.string()),
        dataHex: z.array(z.string()).optional(),
        errors: z.number().optional(),
      }),
    ),
    samIds: z.array(z.object({ hex: z.string(), printable: z.string() })),
  })
  .parse(read('sdt-frames.json'));
const cards = z
  .object({ cards: z.array(z.object({ id: z.string(), textHex: z.string() })) })
  .parse(read('card-blocks.json')).cards;

const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));
const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex').toUpperCase();
const frames = (events: FrameEvent[]) => events.flatMap((event) => (event.kind === 'frame' ? [event.body] : []));
const errors = (events: FrameEvent[]) => events.flatMap((event) => (event.kind === 'error' ? [event.error] : []));
const only = (frameHex: string): Uint8Array => {
  const [body, ...more] = frames(new FrameParser(ANSWER_LENGTH).push(hex(frameHex), 0));
  if (!body || more.length > 0) throw new Error('expected one frame');
  return body;
};

/** The vectors' command names in ours. */
const commandOf: Record<string, CommandName> = {
  'find-card': 'findCard',
  'select-card': 'selectCard',
  'read-base': 'readBase',
  'read-base-fingerprint': 'readBaseFingerprint',
  'read-new-address': 'readFurtherAddress',
  'sam-id': 'samId',
  'sam-status': 'samStatus',
};
const actionsOf: Record<string, string[]> = {
  ok: ['proceed'],
  absent: ['absent'],
  'retry-frame': ['resend'],
  unsupported: ['unsupported'],
  'retry-find': ['layAgain', 'findAgain'],
  'bad-card': ['refuseCard'],
  'wrong-card': ['cardTypeUnknown'],
  'device-fault': ['deviceFault'],
  'no-card': ['noCard'],
};

describe('requests', () => {
  it.each(vectors.requests.map((one) => [one.id, one] as const))('%s', (_id, { cmd, para, frameHex }) => {
    const body = frames(new FrameParser(REQUEST_LENGTH).push(hex(frameHex), 0))[0];
    const command = decodeCommand(body ?? new Uint8Array());
    if (!command) throw new Error('unknown command');
    expect(commandHex(command)).toBe(`${cmd} ${para}`);
    expect(toHex(encodeCommand(command))).toBe(frameHex);
  });

  it.each([
    ['samId', 'AAAAAA9669000312FFEE'],
    ['readBase', 'AAAAAA96690003300132'],
    ['readManagementNumber', 'AAAAAA96690003300536'],
    ['setRfPacket80', 'AAAAAA9669000461FF50CA'],
  ] as const)('%s is framed as published', (command, frameHex) => {
    expect(toHex(encodeCommand(command))).toBe(frameHex);
  });

  it('all decode to themselves', () => {
    for (const command of Object.keys(commands)) {
      const code = Object.entries(commands).find(([name]) => name === command)?.[1].code ?? [];
      expect(decodeCommand(Uint8Array.from(code))).toBe(command);
    }
    expect(decodeCommand(Uint8Array.of(0x77, 0x01))).toBeNull();
  });
});

describe('answers', () => {
  it.each(vectors.responses.map((one) => [one.id, one] as const))('%s', (_id, vector) => {
    const body = only(vector.frameHex);
    const command = commandOf[vector.command];
    if (!command) throw new Error(`no command for ${vector.command}`);
    const answer = decodeAnswer(command, body);
    if (!answer) throw new Error('no answer');
    expect([answer.sw1, answer.sw2, answer.sw3]).toEqual(vector.sw.map((byte) => Number.parseInt(byte, 16)));
    expect(actionsOf[vector.class]).toContain(answer.action);
    if (vector.dataHex !== undefined) expect(toHex(answer.data)).toBe(vector.dataHex);
    if (vector.addresses) expect(decodeFurtherAddresses(answer.data)).toEqual(vector.addresses);
    if (vector.textOf !== undefined && (command === 'readBase' || command === 'readBaseFingerprint')) {
      const blocks = decodeCardBlocks(command, answer.data);
      // The card of one answer is not among the published blocks; then the text itself must read.
      const published = cards.find((card) => card.id === vector.textOf)?.textHex;
      if (published) expect(toHex(blocks?.text ?? new Uint8Array())).toBe(published);
      else expect(decodeCardText(blocks?.text ?? new Uint8Array())).toMatchObject({ ok: true });
      expect(blocks?.photo.length).toBe(1024);
      expect(blocks?.fingerprint.length).toBe(vector.fingerprintLength ?? 0);
      if (blocks) expect(toHex(encodeCardBlocks(command, blocks))).toBe(toHex(answer.data));
    }
    expect(toHex(encodeAnswer(answer.sw3, answer.data, answer.sw1, answer.sw2))).toBe(vector.frameHex);
  });

  it('know every published status word', () => {
    const published = [0x90, 0x9f, 0x91, 0x80, 0x81, 0x41, 0x31, 0x32, 0x47, 0x40, 0x33, 0x37, 0x3f];
    published.push(0x10, 0x11, 0x24, 0x21, 0x23, 0x60, 0x66);
    expect([...statusWords.keys()].sort()).toEqual(published.sort());
  });

  it('of another length are no answers to the command', () => {
    expect(decodeAnswer('readBase', Uint8Array.of(0, 0, 0x90))).toBeNull();
    expect(decodeAnswer('samStatus', Uint8Array.of(0, 0, 0x9f))).toBeNull();
    expect(decodeAnswer('findCard', Uint8Array.of(0, 0, 0x90, 0, 0, 0, 0))).toBeNull();
  });
});

describe('bad frames', () => {
  it.each(vectors.bad.map((one) => [one.id, one] as const))('%s', (_id, { frameHex, error }) => {
    const events = new FrameParser(ANSWER_LENGTH).push(hex(frameHex), 0);
    if (error === 'inner-length') {
      const body = only(frameHex);
      const answer = decodeAnswer('readBase', body);
      expect(answer && decodeCardBlocks('readBase', answer.data)).toBeNull();
      expect(decodeCardBlocks('readBase', body.subarray(3))).toBeNull();
      return;
    }
    expect(frames(events)).toEqual([]);
    expect(errors(events)).toEqual(error === 'timeout' ? [] : [error]);
  });

  it('never hide the good frame behind them', () => {
    const good = encodeAnswer(0x9f, new Uint8Array(4));
    for (const { id, frameHex } of vectors.bad.filter((one) => one.error !== 'inner-length')) {
      const parser = new FrameParser(ANSWER_LENGTH);
      const found = frames(parser.push(Uint8Array.from([...hex(frameHex), ...good]), 0));
      expect(found.map(toHex), id).toContain(toHex(good.subarray(7, -1)));
    }
  });

  it('with a length that grew on the way give back the good frame they swallowed', () => {
    const bad = encodeAnswer(0x80);
    bad[6] = 4 + 15;
    const good = encodeAnswer(0x9f, new Uint8Array(4));
    const events = new FrameParser(ANSWER_LENGTH).push(Uint8Array.from([...bad, ...good]), 0);
    expect(errors(events)).toEqual(['checksum']);
    expect(frames(events).map(toHex)).toEqual([toHex(good.subarray(7, -1))]);
  });

  it('cut off are forgotten after a pause', () => {
    const parser = new FrameParser(ANSWER_LENGTH);
    const frame = encodeAnswer(0x90, new Uint8Array(1284));
    expect(parser.push(frame.subarray(0, 700), 0)).toEqual([]);
    const events = parser.push(encodeAnswer(0x80), 501);
    expect(errors(events)).toEqual(['truncated']);
    expect(frames(events).map(toHex)).toEqual(['000080']);
  });
});

describe('streams', () => {
  const bodyOf = (id: string): string => {
    if (id !== 'read-base-resident') return toHex(only(vectors.responses.find((one) => one.id === id)?.frameHex ?? ''));
    const text = hex(cards.find((card) => card.id === 'resident-plain')?.textHex ?? '');
    const photo = decodeCardBlocks(
      'readBase',
      only(vectors.responses.find((one) => one.id === 'read-base-J')?.frameHex ?? '').subarray(3),
    )?.photo;
    if (!photo) throw new Error('no photo');
    const data = encodeCardBlocks('readBase', { text, photo, fingerprint: new Uint8Array() });
    return `000090${toHex(data)}`;
  };
  it.each(vectors.streams.map((one) => [one.id, one] as const))('%s', (_id, stream) => {
    const parser = new FrameParser(ANSWER_LENGTH);
    const events = stream.chunksHex.flatMap((chunk) => parser.push(hex(chunk), 0));
    const wanted = stream.dataHex?.map((data) => `000090${data}`) ?? stream.frames.map(bodyOf);
    expect(frames(events).map(toHex)).toEqual(wanted);
    expect(errors(events)).toHaveLength(stream.errors ?? 0);
  });

  const body = fc.uint8Array({ minLength: 3, maxLength: 300 });
  /** Bytes rich in pieces of preambles, which plain random bytes never hit. */
  const nasty = fc
    .array(
      fc.oneof(
        fc.constantFrom([0xaa], [0xaa, 0xaa, 0xaa, 0x96, 0x69], [0x00, 0x08]),
        fc.uint8Array({ maxLength: 8 }).map((b) => [...b]),
      ),
    )
    .map((parts) => Uint8Array.from(parts.flat()));

  it('give back every frame however they are cut', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            body,
            nasty.filter((b) => b.length >= 3 && b.length < 2000),
          ),
          { maxLength: 6 },
        ),
        fc.array(fc.integer({ min: 1, max: 400 })),
        (bodies, cuts) => {
          const stream = Uint8Array.from(bodies.flatMap((one) => [...encodeFrame(one)]));
          const parser = new FrameParser(ANSWER_LENGTH);
          const found: Uint8Array[] = [];
          let at = 0;
          for (const cut of [...cuts, stream.length]) {
            found.push(...frames(parser.push(stream.subarray(at, at + cut), 0)));
            at = Math.min(stream.length, at + cut);
          }
          expect(found.map(toHex)).toEqual(bodies.map(toHex));
        },
      ),
    );
  });

  it('of any bytes neither crash nor grow, and a good frame after a pause is found', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(nasty, fc.uint8Array({ maxLength: 3000 })), { maxLength: 8 }), (chunks) => {
        const parser = new FrameParser(ANSWER_LENGTH);
        for (const chunk of chunks) parser.push(chunk, 0);
        expect(frames(parser.push(encodeAnswer(0x81), 1_000)).map(toHex)).toEqual(['000081']);
      }),
    );
  });
});

describe('SAM numbers', () => {
  it.each(vectors.samIds.map((one) => [one.printable, one.hex]))('%s', (printable, bytes) => {
    expect(formatSamId(hex(bytes))).toBe(printable);
    expect(toHex(parseSamId(printable) ?? new Uint8Array()).slice(0, 2)).toBe(bytes.slice(0, 2));
    expect(formatSamId(parseSamId(printable) ?? new Uint8Array())).toBe(printable);
  });

  it('of any bytes print and parse back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const text = formatSamId(bytes);
        const again = parseSamId(text ?? '');
        expect(again && formatSamId(again)).toBe(text);
      }),
    );
    expect(formatSamId(new Uint8Array(15))).toBeNull();
    expect(parseSamId('05.01-x')).toBeNull();
  });
});
