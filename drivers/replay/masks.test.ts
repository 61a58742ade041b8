import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { profiles } from '../auxiliaries/index.ts';
import { decodeLine, encodeLine } from '../auxiliaries/lines.ts';
import { decodeHidPosReport, encodeHidPosReports, HidPosJoiner } from '../barcode-reader/hid-pos.ts';
import { STANDARD_LAYOUT } from '../barcode-reader/hid-pos-layout.ts';
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
import { maskAuxiliaries } from './mask-auxiliaries.ts';
import { maskBarcodeReader } from './mask-barcode-reader.ts';
import { maskIdCardReader } from './mask-id-card-reader.ts';
import { maskIpp } from './mask-ipp.ts';
import { maskReceiptPrinter } from './mask-receipt-printer.ts';
import { maskXfs } from './mask-xfs.ts';
import { maskOf, masks } from './masks.ts';
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

describe('masks of whole messages', () => {
  it('HID-POS: a code over several reports loses what it said, its padding too, and is still read', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }), fc.nat(255), (text, leftOver) => {
        const mask = maskOf('barcodeReader', 'hid');
        mask.opened?.(null, null);
        const code = Buffer.from(text, 'utf8');
        const reports = encodeHidPosReports(code, ']Q1', STANDARD_LAYOUT).map((report, index, all) => {
          // A scanner that does not clear its buffer.
          if (index === all.length - 1) report.fill(leftOver, 5 + (report[1] ?? 0), 61);
          return report;
        });
        const masked = joined(reports.map((report) => mask.toHost.push(report, 0)));
        expect(masked).toHaveLength(reports.length * STANDARD_LAYOUT.reportLength);
        const joiner = new HidPosJoiner();
        const codes = reports.flatMap((_, index) => {
          const part = decodeHidPosReport(masked.subarray(index * 64, index * 64 + 64), STANDARD_LAYOUT);
          return part.ok ? joiner.push(part.value) : [];
        });
        expect(codes).toHaveLength(1);
        expect(codes[0]?.data).toHaveLength(code.length);
        expect(codes[0]?.aim).toBe(']Q1');
        const at = masked.subarray((reports.length - 1) * 64);
        expect(at.subarray(5 + (at[1] ?? 0), 61).every((byte) => byte === 0)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('HID-POS: nothing is kept before it is known what the reports look like, nor of one that does not fit', () => {
    const mask = maskOf('barcodeReader', 'hid');
    const report = encodeHidPosReports(Buffer.from(CANARIES[2]), null, STANDARD_LAYOUT)[0] ?? new Uint8Array(0);
    expect(mask.toHost.push(report, 0)).toEqual(new Uint8Array(64));
    mask.opened?.(Uint8Array.of(1, 2, 3), null);
    expect(mask.toHost.push(report, 0)).toEqual(new Uint8Array(64));
    mask.opened?.(null, null);
    expect(mask.toHost.push(report.subarray(0, 30), 0).subarray(1)).toEqual(new Uint8Array(29));
  });

  it('APDU: lengths and status words stay, whatever the card answers; a PIN is never kept', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 260 }), (bytes) => {
        const masked = maskOf('cardReader', 'apdu').toHost.push(bytes, 0);
        expect(masked).toHaveLength(bytes.length);
        if (masked.some((byte) => byte !== 0)) expect(masked.slice(-2)).toEqual(bytes.slice(-2));
      }),
    );
    const verify = Uint8Array.of(0x00, 0x20, 0x00, 0x00, 0x06, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36);
    expect(Buffer.from(maskOf('cardReader', 'apdu').toDevice.push(verify, 0)).toString('hex')).toBe(
      '0020000006000000000000',
    );
  });

  it('IPP and XFS4IoT: never throw, and of what is no message nothing is kept', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void maskIpp(bytes)));
    fc.assert(fc.property(fc.string(), (text) => void maskXfs(text)));
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (x) => {
        const masked = maskXfs(JSON.stringify({ header: { name: 'CardReader.ReadRawData' }, payload: { x } }));
        expect(JSON.parse(masked).payload.x).toMatch(/^[\s\p{P}0a]*$/u);
      }),
    );
    expect(maskXfs(CANARIES[0])).toBe('{}');
  });

  it('XFS4IoT: every string outside the words of the standard loses what it said, tracks and unknown fields too', () => {
    const message = {
      header: {
        type: 'completion',
        name: 'CardReader.ReadRawData',
        requestId: 7,
        errorDescription: `of ${CANARIES[0]}`,
      },
      payload: {
        errorCode: 'invalidMedia',
        track1: { status: 'ok', data: Buffer.from(CANARIES[2]).toString('base64') },
        vendor: { [CANARIES[0]]: CANARIES[1], number: 110101 },
      },
    };
    const masked = maskXfs(JSON.stringify(message));
    for (const canary of CANARIES) {
      expect(masked).not.toContain(canary);
      expect(masked).not.toContain(Buffer.from(canary).toString('base64').slice(0, 8));
    }
    expect(JSON.parse(masked)).toMatchObject({
      header: { name: 'CardReader.ReadRawData', requestId: 7 },
      payload: { errorCode: 'invalidMedia', track1: { status: 'ok' }, vendor: { number: 0 } },
    });
  });

  it('auxiliaries: which key was pressed is not kept, everything else is; checks stay right', () => {
    const profile = profiles['line-board'];
    if (!profile) throw new Error('no profile');
    for (let key = 0; key < 16; key += 1) {
      const line = encodeLine({
        word: 'ST',
        signals: new Map([
          ['D1', 1],
          ['K', key],
          ['P', 1],
        ]),
      });
      const masked = through(maskAuxiliaries(profile).toHost, line, [3]);
      const read = decodeLine(Buffer.from(masked).toString('latin1').trimEnd());
      expect([read?.signals.get('D1'), read?.signals.get('P')]).toEqual([1, 1]);
      expect(read?.signals.get('K')).toBe(key < 10 ? 0 : 10);
    }
    expect(through(maskOf('auxiliaries', 'stream').toHost, Buffer.from('$ST,K=7*00\r\n'))).toEqual(new Uint8Array(12));
  });
});
