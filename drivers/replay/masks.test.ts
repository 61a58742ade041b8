import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { classifyPayload } from '../barcode-reader/payload.ts';
import type { IdCard } from '../contract/index.ts';
import { formatOwnCode } from '../contract/own-code.ts';
import { decodeAnswer, decodeCardBlocks, encodeAnswer, encodeCardBlocks } from '../id-card-reader/answers.ts';
import { decodeCardText } from '../id-card-reader/card-text.ts';
import { encodeCommand as encodeRequest } from '../id-card-reader/commands.ts';
import { ANSWER_LENGTH, FrameParser } from '../id-card-reader/frame.ts';
import { checkIdNumber } from '../id-card-reader/id-number.ts';
import { simulatedCard } from '../id-card-reader/index.ts';
import { rasterBands } from '../receipt-printer/bands.ts';
import { drawReceipt } from '../receipt-printer/draw.ts';
import { encodeCommands, qrCommands } from '../receipt-printer/escpos.ts';
import { maskBarcodeReader } from './mask-barcode-reader.ts';
import { maskIdCardReader } from './mask-id-card-reader.ts';
import { maskReceiptPrinter } from './mask-receipt-printer.ts';
import { masks } from './masks.ts';
import { joined, type StreamMask } from './stream-mask.ts';

const streamClasses = ['idCardReader', 'barcodeReader', 'receiptPrinter', 'auxiliaries'] as const;

/** Everything through a mask, cut into pieces of these sizes. */
function through(mask: StreamMask, bytes: Uint8Array, sizes: readonly number[] = [bytes.length]): Uint8Array {
  const out: Uint8Array[] = [];
  let at = 0;
  for (let turn = 0; at < bytes.length; turn += 1) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? 1);
    out.push(mask.push(bytes.subarray(at, at + size), 0));
    at += size;
  }
  return joined([...out, mask.flush()]);
}

const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 });
const includes = (bytes: Uint8Array, part: Uint8Array) => Buffer.from(bytes).includes(Buffer.from(part));
const utf16 = (text: string) => Buffer.from(text, 'utf16le');

describe.each(streamClasses)('every mask of %s', (deviceClass) => {
  it('gives as many bytes as it gets, the same however the stream is cut, whatever comes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 400 }),
        sizes,
        fc.constantFrom('toDevice', 'toHost'),
        (bytes, cuts, way) => {
          const whole = through(masks[deviceClass]()[way], bytes);
          expect(whole).toHaveLength(bytes.length);
          expect(through(masks[deviceClass]()[way], bytes, cuts)).toEqual(whole);
        },
      ),
    );
  });
});

const CANARIES = ['金丝雀', '虚构路四号', '110101198807061234', '19880706', '局甲乙丙'] as const;
const person = {
  cardType: 'resident',
  name: CANARIES[0],
  sex: '男',
  nation: '汉',
  birth: '1988-07-06',
  address: `测试省${CANARIES[1]}`,
  number: CANARIES[2],
  issuer: CANARIES[4],
  validFrom: '2019-08-07',
  validTo: 'long-term',
} as const satisfies Partial<IdCard>;
const made = (fields: Parameters<typeof simulatedCard>[0], extras?: Parameters<typeof simulatedCard>[1]) => {
  const card = simulatedCard(fields, extras);
  if (!card.ok) throw new Error(card.error);
  return card.value;
};
const realCard = made(person, { furtherAddresses: [`${CANARIES[1]}新址`], fingerprints: 2 });
const realPhoto = Uint8Array.from({ length: 1024 }, (_, index) => (index * 91 + 17) & 0xff);
const blocks = { ...realCard, photo: realPhoto, fingerprint: new Uint8Array(1024).map((_, i) => (i * 53 + 9) & 0xff) };

const maskedAnswer = (command: Parameters<typeof encodeRequest>[0], answer: Uint8Array, cuts?: number[]) => {
  const mask = maskIdCardReader();
  mask.toDevice.push(encodeRequest(command), 0);
  return through(mask.toHost, answer, cuts);
};
const bodyOf = (frame: Uint8Array): Uint8Array | null => {
  const [event] = new FrameParser(ANSWER_LENGTH).push(frame, 0);
  return event?.kind === 'frame' ? event.body : null;
};

describe('a recorded card', () => {
  it.each(['readBase', 'readBaseFingerprint'] as const)('(%s) is an invented one of the same layout', (command) => {
    const original = encodeAnswer(0x90, encodeCardBlocks(command, blocks));
    const masked = maskedAnswer(command, original);
    expect(masked).toHaveLength(original.length);
    const answer = decodeAnswer(command, bodyOf(masked) ?? new Uint8Array(0));
    const parts = decodeCardBlocks(command, answer?.data ?? new Uint8Array(0));
    const card = decodeCardText(parts?.text ?? new Uint8Array(0));
    expect(card).toMatchObject({ ok: true, value: { cardType: 'resident', validTo: 'long-term' } });
    if (!card.ok) return;
    expect(checkIdNumber(card.value.number, 'resident').valid).toBe(true);
    for (const canary of CANARIES) {
      expect(includes(original, utf16(canary)), canary).toBe(true);
      expect(includes(masked, utf16(canary)), canary).toBe(false);
    }
    for (const part of [blocks.photo.subarray(20, 36), blocks.fingerprint.subarray(20, 36)]) {
      expect(includes(masked, part)).toBe(false);
    }
  });

  it.each(['J', 'I', 'Y'] as const)('of layout %s keeps its layout', (cardType) => {
    const numbers = { J: '810000198807061238', I: 'CAN110088070612', Y: '911124198807061230' };
    const foreign = cardType === 'J' ? {} : { nationality: 'CAN', englishName: 'CANARY BIRD' };
    const text = made({ cardType, number: numbers[cardType], ...foreign }).text;
    const masked = maskedAnswer('readBase', encodeAnswer(0x90, encodeCardBlocks('readBase', { ...blocks, text })));
    const parts = decodeCardBlocks('readBase', bodyOf(masked)?.subarray(3) ?? new Uint8Array(0));
    const card = decodeCardText(parts?.text ?? new Uint8Array(0));
    expect(card).toMatchObject({ ok: true, value: { cardType } });
    expect(includes(masked, utf16('CANARY'))).toBe(false);
    expect(includes(masked, utf16(numbers[cardType]))).toBe(false);
  });

  it('that was refused is refused for the same reason', () => {
    for (const [at, bytes, reason] of [
      [248, utf16('Q'), 'unknown-type'],
      [122, utf16('?'), 'number'],
    ] as const) {
      const text = realCard.text.slice();
      text.set(bytes, at);
      expect(decodeCardText(text)).toEqual({ ok: false, error: reason });
      const masked = maskedAnswer('readBase', encodeAnswer(0x90, encodeCardBlocks('readBase', { ...blocks, text })));
      const parts = decodeCardBlocks('readBase', bodyOf(masked)?.subarray(3) ?? new Uint8Array(0));
      expect(decodeCardText(parts?.text ?? new Uint8Array(0))).toEqual({ ok: false, error: reason });
    }
  });

  it('loses further addresses, card serial and management number, and keeps the module’s number and every word', () => {
    const further = maskedAnswer('readFurtherAddress', encodeAnswer(0x90, realCard.furtherAddresses));
    expect(bodyOf(further)).toHaveLength(73);
    expect(includes(further, utf16(CANARIES[1]))).toBe(false);
    const serial = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    expect(includes(maskedAnswer('selectCard', encodeAnswer(0x90, serial)), serial)).toBe(false);
    expect(includes(maskedAnswer('readManagementNumber', encodeAnswer(0x90, serial)), serial)).toBe(false);
    const module = Uint8Array.from({ length: 16 }, (_, index) => index);
    expect(maskedAnswer('samId', encodeAnswer(0x90, module))).toEqual(encodeAnswer(0x90, module));
    // The same sixteen bytes are a person's when another question was asked.
    expect(includes(maskedAnswer('readManagementNumber', encodeAnswer(0x90, module)), module)).toBe(false);
    for (const word of [0x80, 0x41, 0x66]) {
      expect(maskedAnswer('findCard', encodeAnswer(word))).toEqual(encodeAnswer(word));
    }
  });

  it('leaves nothing of the person however the frame is spoilt, cut or shifted', () => {
    const frame = encodeAnswer(0x90, encodeCardBlocks('readBase', blocks));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: frame.length - 1 }), fc.integer({ min: 0, max: 255 })), {
          maxLength: 4,
        }),
        fc.integer({ min: 0, max: frame.length }),
        fc.integer({ min: 0, max: 400 }),
        fc.uint8Array({ maxLength: 9 }),
        sizes,
        (hits, end, start, noise, cuts) => {
          const spoilt = frame.slice();
          for (const [at, byte] of hits) spoilt[at] = byte;
          const stream = joined([noise, spoilt.subarray(start), spoilt.subarray(0, end), frame]);
          const masked = maskedAnswer('readBase', stream, cuts);
          expect(masked).toHaveLength(stream.length);
          for (const canary of CANARIES) expect(includes(masked, utf16(canary))).toBe(false);
          expect(includes(masked, blocks.photo.subarray(20, 36))).toBe(false);
        },
      ),
    );
  });
});

describe('a recorded code', () => {
  const masked = (code: Uint8Array | string) =>
    through(maskBarcodeReader().toHost, typeof code === 'string' ? Buffer.from(code) : code);
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');

  it.each([
    ['134567890123456789\r', '100000000000000000\r'],
    ['Ab-9 张三é\r\n', 'Aa-0 样样é\r\n'],
    ['https://example.cn/p?id=110101198807061234\t', 'https://aaaaaaa.aa/a?aa=000000000000000000\t'],
    ['plain without an end', 'aaaaa aaaaaaa aa aaa'],
  ])('%j becomes %j', (code, wanted) => expect(text(masked(code))).toBe(wanted));

  it('keeps its class and length, never its digits', () => {
    const codes = [
      '110101199912310000',
      formatOwnCode({ kind: 'case', id: 'CANARY-7319-XY' }),
      'BDY1:CASE:CANARY-7319:00',
      '286543210987654321',
      '6212345678901234',
      `${'ab12'.repeat(16)}:1`,
      `424${'7'.repeat(25)}`,
    ];
    for (const code of codes) {
      const out = text(masked(`${code}\r`)).trimEnd();
      expect(out).toHaveLength(code.length);
      expect(classifyPayload(out).class, code).toBe(classifyPayload(code).class);
      expect(out.includes('7319') || out.includes('19991231') || out.slice(6) === code.slice(6), code).toBe(false);
    }
  });

  it('masks GB 18030 as GB 18030 and no text as no text', () => {
    const code = iconv.encode('金丝雀-7319㐂', 'gb18030');
    const out = Buffer.from(masked(Buffer.concat([code, Buffer.of(13)])));
    expect(iconv.decode(out, 'gb18030')).toMatch(/^样样样-0000.+\r$/u);
    expect(Buffer.from(masked(Uint8Array.of(0x41, 0xff, 0x39, 13)))).toEqual(Buffer.of(0x41, 0xff, 0x30, 13));
  });

  it('keeps the replies to our own settings, and masks what stands beside them', () => {
    const replies = 'TRGMOD0\x06!VSUFCR\x06!';
    expect(text(masked(`${replies}secret1\r`))).toBe(`${replies}aaaaaa0\r`);
    expect(text(masked('\x02\x010000#SCNMOD0\x06;\x03AB12\r'))).toBe('\x02\x010000#SCNMOD0\x06;\x03AA00\r');
    expect(text(masked('SECRET9\x06!\r'))).toBe('AAAAAA0\x06!\r');
  });

  it('lets no run of three letters or digits of a person through, however it is cut', () => {
    const part = fc.stringMatching(/^[b-zB-Z1-9]{6,20}$/);
    fc.assert(
      fc.property(part, sizes, (code, cuts) => {
        const out = through(maskBarcodeReader().toHost, Buffer.from(`${code}\r`), cuts);
        // The mark of a class, of three characters at most, may stay.
        for (let at = 3; at + 3 <= code.length; at += 1)
          expect(text(out).slice(at)).not.toContain(code.slice(at, at + 3));
      }),
    );
  });
});

describe('a recorded receipt', () => {
  it('has its pictures, codes and text blanked, and everything else kept', () => {
    const picture = drawReceipt(
      {
        blocks: [
          { kind: 'title', text: CANARIES[0] },
          { kind: 'qr', data: CANARIES[2], caption: '' },
        ],
      },
      384,
    );
    const bands = joined(rasterBands(picture));
    const stream = joined([
      Uint8Array.of(0x1b, 0x40, 0x1d, 0x61, 0x00, 0x10, 0x04, 0x01),
      bands,
      encodeCommands([
        ...qrCommands(Buffer.from(CANARIES[2]), 6, 'M'),
        { kind: 'text', bytes: iconv.encode(CANARIES[0], 'gb18030') },
        { kind: 'lineFeed' },
        { kind: 'barcode', system: 0x49, data: Buffer.from(`{B${CANARIES[2]}`) },
        { kind: 'feedAndCut', partial: true, dots: 3 },
        { kind: 'transmitStatus', n: 1 },
      ]),
    ]);
    const out = through(maskReceiptPrinter().toDevice, stream, [7, 300]);
    expect(out).toHaveLength(stream.length);
    expect(Buffer.from(out.subarray(0, 16))).toEqual(Buffer.from(stream.subarray(0, 16)));
    expect(Buffer.from(out.subarray(-7)).toString('hex')).toBe('1d5642031d7201');
    expect(bands.subarray(16).some((byte) => byte !== 0)).toBe(true);
    expect(out.subarray(16, 8 + 48 * 128).every((byte) => byte === 0)).toBe(true);
    for (const secret of [Buffer.from(CANARIES[2]), iconv.encode(CANARIES[0], 'gb18030')]) {
      expect(includes(stream, secret)).toBe(true);
      expect(includes(out, secret)).toBe(false);
    }
  });

  it('cut off in the middle of a picture leaves none of it', () => {
    const picture = drawReceipt({ blocks: [{ kind: 'title', text: CANARIES[0] }] }, 384);
    const [band = new Uint8Array(0)] = rasterBands(picture);
    const out = through(maskReceiptPrinter().toDevice, band.subarray(0, band.length - 5));
    expect(out.every((byte) => byte === 0)).toBe(true);
  });
});
