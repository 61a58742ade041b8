import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { bytes, hex, latin1, split, vectors } from './codec.test-kit.ts';
import { suffixOf } from './reading.test-kit.ts';
import { encodeCode, LONGEST_CODE, parseSuffix, SuffixParser, splitAim } from './suffix-parser.ts';
import { decodeText } from './text.ts';

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
    expect(latin1(parser.silence() ?? new Uint8Array(0))).toBe('AB\rCD');
    expect(parser.silence()).toBeNull();
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
