import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { crc16Xmodem, decodeGm65Command, decodeGm65Reply, encodeGm65Command, encodeGm65Reply } from './gm65.ts';
import * as honeywell from './honeywell.ts';
import * as newland from './newland.ts';
import { encodeSsi, SSI, SSI_CONTINUED, SsiCodeJoiner, SsiParser } from './ssi.ts';
import { encodeCode, LONGEST_CODE, parseSuffix, type Suffix, SuffixParser, splitAim } from './suffix-parser.ts';
import { decodeText } from './text.ts';

const hexRecord = z.record(z.string(), z.string());
const vectors = z
  .object({
    plain: z.array(
      z.object({
        id: z.string(),
        chunksHex: z.array(z.string()),
        suffix: z.string(),
        aimPrefix: z.boolean().optional(),
        messages: z.array(z.union([z.string(), z.object({ aim: z.string(), text: z.string() })])),
      }),
    ),
    honeywell: hexRecord,
    newland: hexRecord,
    ssi: z.object({
      host: hexRecord,
      decoder: hexRecord,
      multipart: z.object({ framesHex: z.array(z.string()), typeHex: z.string(), dataHex: z.string() }),
      badChecksumHex: z.string(),
    }),
    gm65: hexRecord,
  })
  .parse(JSON.parse(readFileSync(new URL('../../test/vectors/scanner-serial.json', import.meta.url), 'utf8')));

const bytes = (hex: string | undefined): Uint8Array => {
  if (hex === undefined) throw new Error('the vector is missing');
  return Uint8Array.from(Buffer.from(hex, 'hex'));
};
const hex = (data: Uint8Array): string => Buffer.from(data).toString('hex').toUpperCase();
const suffixOf = (name: string): Suffix => {
  const suffix = parseSuffix(name);
  if (!suffix.ok) throw new Error(suffix.error);
  return suffix.value;
};
const latin1 = (data: Uint8Array): string => Buffer.from(data).toString('latin1');

/** Cuts `data` at random places. */
const split = (data: Uint8Array, cuts: readonly number[]): Uint8Array[] => {
  const places = [...new Set(cuts.map((cut) => cut % (data.length + 1)))].sort((left, right) => left - right);
  return [...places, data.length].map((end, index) => data.subarray(index === 0 ? 0 : places[index - 1], end));
};

describe('suffix parser', () => {
  it('has vectors', () => expect(vectors.plain.length).toBeGreaterThan(4));

  it.each(vectors.plain)('vector $id', ({ chunksHex, suffix, aimPrefix, messages }) => {
    const parser = new SuffixParser(suffixOf(suffix));
    const read = chunksHex.flatMap((chunk) => parser.push(bytes(chunk)));
    const seen = read.map((code) => {
      const { aim, data } = aimPrefix ? splitAim(code) : { aim: null, data: code };
      const text = decodeText(data);
      if (!text.ok) return text.error;
      return aim === null ? text.value : { aim, text: text.value };
    });
    expect(seen).toEqual(messages);
  });

  it('gives every code back whole, however the stream is cut, for every suffix', () => {
    for (const name of ['CR', 'LF', 'CRLF', 'TAB', 'ETX']) {
      const suffix = suffixOf(name);
      const clean = fc.uint8Array({ minLength: 1, maxLength: 60 }).filter((code) => !code.some((byte) => byte < 0x20));
      fc.assert(
        fc.property(fc.array(clean, { maxLength: 5 }), fc.array(fc.nat(400), { maxLength: 12 }), (codes, cuts) => {
          const stream = Buffer.concat(codes.map((code) => encodeCode(code, suffix)));
          const parser = new SuffixParser(suffix);
          const read = split(stream, cuts).flatMap((chunk) => parser.push(chunk));
          expect(read.map(hex)).toEqual(codes.map(hex));
          expect(parser.pending).toBe(false);
        }),
        { numRuns: 60 },
      );
    }
  });

  it('keeps a CR that is not the suffix, forgives CR LF for CR and for LF', () => {
    const crlf = new SuffixParser(suffixOf('CRLF'));
    expect(crlf.push(Buffer.from('A\rB\r\r\n')).map(latin1)).toEqual(['A\rB\r']);
    const cr = new SuffixParser(suffixOf('CR'));
    expect(cr.push(Buffer.from('A\r\nB\r\n\n')).map(latin1)).toEqual(['A', 'B']);
    expect(cr.pending).toBe(true);
    const lf = new SuffixParser(suffixOf('LF'));
    expect(lf.push(Buffer.from('A\r\nB\n')).map(latin1)).toEqual(['A', 'B']);
  });

  it('takes exactly the longest code, drops a longer one and is in step again after its suffix', () => {
    for (const name of ['CR', 'CRLF']) {
      const suffix = suffixOf(name);
      // The first byte of a two-byte suffix passes through the buffer.
      const longest = new Uint8Array(LONGEST_CODE - (name === 'CRLF' ? 1 : 0)).fill(0x41);
      const parser = new SuffixParser(suffix);
      expect(parser.push(encodeCode(longest, suffix)).map((code) => code.length)).toEqual([longest.length]);
      expect(parser.overruns).toBe(0);
      expect(parser.push(encodeCode(new Uint8Array(LONGEST_CODE + 1).fill(0x42), suffix))).toEqual([]);
      expect(parser.push(encodeCode(Buffer.from('AFTER'), suffix)).map(latin1)).toEqual(['AFTER']);
      expect(parser.overruns).toBe(1);
    }
  });

  it('ends an idle code at silence only', () => {
    const parser = new SuffixParser(suffixOf('idle(200)'));
    expect(parser.push(Buffer.from('AB\r'))).toEqual([]);
    expect(parser.push(Buffer.from('CD'))).toEqual([]);
    expect(latin1(parser.flush() ?? new Uint8Array(0))).toBe('AB\rCD');
    expect(parser.flush()).toBeNull();
  });

  it('names what is wrong with a suffix', () => {
    expect(parseSuffix('idle')).toMatchObject({ ok: true, value: { milliseconds: 150 } });
    expect(parseSuffix('cr')).toMatchObject({ ok: false });
    expect(parseSuffix('idle(5)')).toMatchObject({ ok: false });
    expect(parseSuffix('idle(99999)')).toMatchObject({ ok: false });
  });
});

describe('text', () => {
  const readable = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
    .filter((text) => !/[\p{Cc}\p{Cs}\p{Cf}\u2028\u2029]/u.test(text));

  it('reads back any UTF-8 text', () => {
    fc.assert(
      fc.property(readable, (text) => {
        expect(decodeText(Buffer.from(text, 'utf8'))).toEqual({ ok: true, value: text });
      }),
    );
  });

  it('falls back to GB 18030, rare characters included', () => {
    for (const text of ['样例', '张三样例 110', '䶮頔彧𬎆测试']) {
      const encoded = iconv.encode(text, 'gb18030');
      expect(decodeText(encoded)).toEqual({ ok: true, value: text });
    }
  });

  it('refuses what is no text', () => {
    expect(decodeText(new Uint8Array(0))).toEqual({ ok: false, error: 'empty' });
    expect(decodeText(Uint8Array.of(0xff, 0xff, 0xff))).toEqual({ ok: false, error: 'encoding' });
    expect(decodeText(Uint8Array.of(0x41, 0x80))).toEqual({ ok: false, error: 'encoding' });
    for (const text of ['a\u0000', 'a\tb', '\u001b[2J', 'x\u202ey', '\u0085', 'a\u2028b', '\u007f']) {
      expect(decodeText(Buffer.from(text, 'utf8')), JSON.stringify(text)).toEqual({ ok: false, error: 'control' });
    }
  });

  it('never gives a control character, whatever comes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (data) => {
        const text = decodeText(data);
        if (text.ok) expect(text.value).not.toMatch(/[\p{Cc}\ufffd]/u);
      }),
      { numRuns: 500 },
    );
  });
});

describe('Honeywell menu commands', () => {
  const { honeywell: known } = vectors;
  it('match the vectors both ways', () => {
    expect(hex(honeywell.TRIGGER_ON)).toBe(known['trigger-on']);
    expect(hex(honeywell.TRIGGER_OFF)).toBe(known['trigger-off']);
    expect(hex(honeywell.encodeMenuCommand('VSUFCR', true))).toBe(known['set-cr-suffix-all']);
    expect(hex(honeywell.encodeMenuReply('VSUFCR', 'ok', true))).toBe(known['reply-ack']);
    expect(honeywell.replyPattern('VSUFCR').exec(latin1(bytes(known['reply-ack'])))?.[2]).toBe('\x06');
    expect(honeywell.replyPattern('VSUFCX').exec(latin1(bytes(known['reply-unknown'])))?.[2]).toBe('\x05');
    expect(honeywell.replyPattern('XXXXXX').exec(latin1(bytes(known['reply-range'])))?.[2]).toBe('\x15');
    const stream = ['trigger-on', 'set-cr-suffix-all', 'trigger-off']
      .map((name) => latin1(bytes(known[name])))
      .join('');
    expect(honeywell.decodeMenuCommands(`noise${stream}`)).toEqual({
      commands: ['trigger-on', 'VSUFCR', 'trigger-off'],
      rest: '',
    });
  });
});

describe('Newland unified commands', () => {
  const { newland: known } = vectors;
  it('match the vectors both ways', () => {
    expect(hex(newland.encodeUnifiedCommand('SCNTRG1'))).toBe(known['trigger-on']);
    expect(hex(newland.encodeUnifiedCommand('SCNTRG0'))).toBe(known['trigger-off']);
    expect(hex(newland.encodeUnifiedCommand('SCNMOD0', true))).toBe(known['mode-level']);
    expect(hex(newland.encodeUnifiedReply('SCNTRG1', 'ok'))).toBe(known['reply-ok']);
    expect(newland.replyPattern('SCNTRG1').exec(latin1(bytes(known['reply-ok'])))?.[2]).toBe('\x06');
    expect(newland.replyPattern('SCNTRG9').exec(latin1(bytes(known['reply-nak'])))?.[2]).toBe('\x15');
    expect(newland.replyPattern('XXXXXX1').exec(latin1(bytes(known['reply-unknown'])))?.[2]).toBe('\x05');
    const stream = ['short-trigger', 'mode-level', 'trigger-off'].map((name) => latin1(bytes(known[name]))).join('~');
    expect(newland.decodeUnifiedCommands(stream)).toEqual({ commands: ['SCNTRG1', 'SCNMOD0', 'SCNTRG0'], rest: '' });
  });
});

describe.each([
  [
    'Honeywell',
    honeywell.encodeMenuCommand,
    honeywell.decodeMenuCommands,
    honeywell.encodeMenuReply,
    honeywell.replyPattern,
  ],
  [
    'Newland',
    newland.encodeUnifiedCommand,
    newland.decodeUnifiedCommands,
    newland.encodeUnifiedReply,
    newland.replyPattern,
  ],
] as const)('%s commands and replies', (_, encode, decode, reply, pattern) => {
  const name = fc.stringMatching(/^[A-Z]{6}$/);
  const value = fc.stringMatching(/^[0-9A-Z]{0,8}$/);

  it('round-trip through any cut of the stream', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value), { maxLength: 4 }), fc.array(fc.nat(200)), (commands, cuts) => {
        const texts = commands.map(([tag, data]) => tag + data);
        const stream = Buffer.concat(texts.map((text) => encode(text)));
        const seen: string[] = [];
        let rest = '';
        for (const chunk of split(stream, cuts)) {
          const decoded = decode(rest + latin1(chunk));
          seen.push(...decoded.commands);
          rest = decoded.rest;
        }
        expect(seen).toEqual(texts);
      }),
    );
  });

  it('find the value and the outcome between other bytes', () => {
    const outcome = fc.constantFrom('ok', 'unknown', 'refused');
    fc.assert(
      fc.property(name, value, outcome, (tag, data, said) => {
        const stream = `CODE\r${latin1(reply(tag + data, said))}NEXT\r`;
        const match = pattern({ name: tag, value: '', fault: 'x', readable: true }).exec(stream);
        expect(match?.[1]).toBe(data);
        expect(match?.[2]).toBe({ ok: '\x06', unknown: '\x05', refused: '\x15' }[said]);
        expect(stream.replace(match?.[0] ?? '', '')).toBe('CODE\rNEXT\r');
      }),
    );
  });

  it('never loop or throw on noise', () => {
    const noise = fc.array(
      fc.constantFrom('\x16', 'M', '\r', '~', '\x01', '0', '#', ';', '\x03', 'T', '\x04', '!', 'é'),
    );
    fc.assert(
      fc.property(noise, (parts) => {
        const { rest } = decode(parts.join(''));
        expect(parts.join('')).toContain(rest);
      }),
      { numRuns: 300 },
    );
  });
});

describe('GM65 registers', () => {
  const { gm65: known } = vectors;
  const commands = {
    trigger: { type: 0x08, address: 0x0002, data: [0x01], crc: 'checked' },
    'trigger-bypass-crc': { type: 0x08, address: 0x0002, data: [0x01], crc: 'bypassed' },
    save: { type: 0x09, address: 0x0000, data: [0x00], crc: 'checked' },
    'read-baud': { type: 0x07, address: 0x002a, data: [0x02], crc: 'checked' },
    'aim-on-bypass-crc': { type: 0x08, address: 0x00d0, data: [0x80], crc: 'bypassed' },
  } as const;
  const replies = {
    'reply-ok': { status: 0, data: [0x00] },
    'reply-crc-error': { status: 1, data: [0x00] },
    'reply-invalid': { status: 3, data: [0x00] },
    'reply-baud-9600': { status: 0, data: [0x39, 0x01] },
  } as const;

  it.each(Object.entries(commands))('command %s', (name, command) => {
    const value = { ...command, data: Uint8Array.from(command.data) };
    expect(hex(encodeGm65Command(value))).toBe(known[name]);
    expect(decodeGm65Command(bytes(known[name]))).toEqual({ ok: true, value });
  });

  it.each(Object.entries(replies))('%s', (name, reply) => {
    const value = { ...reply, data: Uint8Array.from(reply.data) };
    expect(hex(encodeGm65Reply(value))).toBe(known[name]);
    expect(decodeGm65Reply(bytes(known[name]))).toEqual({ ok: true, value });
  });

  it('round-trips, and any changed bit behind the header is noticed', () => {
    expect(crc16Xmodem(Buffer.from('123456789'))).toBe(0x31c3);
    const data = fc.uint8Array({ maxLength: 40 });
    fc.assert(
      fc.property(fc.constantFrom(0x07, 0x08, 0x09), fc.nat(0xffff), data, fc.nat(), (type, address, value, at) => {
        const command = { type, address, data: value, crc: 'checked' } as const;
        const frame = encodeGm65Command(command);
        const decoded = decodeGm65Command(frame);
        // A right CRC of ABCD cannot be told from the bypass.
        if (frame[frame.length - 2] !== 0xab) expect(decoded).toEqual({ ok: true, value: command });
        const bad = Uint8Array.from(frame);
        const place = 2 + (at % (frame.length - 2));
        bad[place] = (bad[place] ?? 0) ^ 0x01;
        expect(decodeGm65Command(bad).ok).toBe(false);
        const reply = { status: 0, data: value };
        expect(decodeGm65Reply(encodeGm65Reply(reply))).toEqual({ ok: true, value: reply });
      }),
      { numRuns: 200 },
    );
  });
});

describe('SSI', () => {
  const { ssi: known } = vectors;
  const all = Object.entries({ ...known.host, ...known.decoder });

  it.each(all)('%s is read and written to the same bytes', (_, frame) => {
    const packets = new SsiParser().push(bytes(frame));
    expect(packets).toHaveLength(1);
    expect(packets.map((packet) => hex(encodeSsi(packet)))).toEqual([frame]);
  });

  it('reads the QR code, joins parts as bytes and drops a wrong checksum', () => {
    const joiner = new SsiCodeJoiner();
    const single = new SsiParser().push(bytes(known.decoder['decode-qr'])).map((packet) => joiner.push(packet));
    expect(single).toEqual([{ type: 0x1c, data: Uint8Array.from(Buffer.from('SYNTHETIC-1')) }]);
    const parser = new SsiParser();
    const parts = known.multipart.framesHex.flatMap((frame) => parser.push(bytes(frame)));
    expect(parts[0]?.status).toBe(SSI_CONTINUED);
    const joined = parts.map((packet) => joiner.push(packet)).filter((code) => code !== null);
    expect(joined.map(({ type, data }) => [type, hex(data)])).toEqual([[0x1c, known.multipart.dataHex]]);
    expect(new SsiParser().push(bytes(known.badChecksumHex))).toEqual([]);
  });

  it('finds every packet whatever the cuts, and one after garbage once the line is quiet', () => {
    const packet = fc.record({
      opcode: fc.constantFrom(...Object.values(SSI)),
      source: fc.constantFrom(0, 4),
      status: fc.nat(15),
      data: fc.uint8Array({ maxLength: 60 }),
    });
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 4 }), fc.array(fc.nat(300)), (packets, cuts) => {
        const parser = new SsiParser();
        const stream = Buffer.concat(packets.map(encodeSsi));
        expect(split(stream, cuts).flatMap((chunk) => parser.push(chunk))).toEqual(packets);
        expect(parser.skipped).toBe(0);
      }),
    );
    const target = encodeSsi({ opcode: SSI.acknowledge, source: 0, status: 0, data: new Uint8Array(0) });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30 }), (garbage) => {
        const parser = new SsiParser();
        const found = [...parser.push(Buffer.concat([garbage, target])), ...parser.flush()];
        // Garbage may by chance form a packet over the target's head; then it was that packet that was true.
        expect(found.length).toBeGreaterThan(0);
      }),
    );
  });
});
