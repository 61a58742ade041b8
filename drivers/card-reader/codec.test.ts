import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fail, ok } from '../contract/index.ts';
import { decodeCommandApdu, decodeResponseApdu, encodeCommandApdu, encodeResponseApdu } from './apdu.ts';
import { addressings, cardFiles, type RecordRow, recordAddress } from './card-files.ts';
import { readSocialSecurityCard } from './card-reading.ts';
import { decodeRecord, decodeValue, encodeRecord, encodeValue, isoDateOfDigits } from './record.ts';
import { SimulatedCard, sampleCard } from './simulated-card.ts';
import { statusMeaning, statusRows } from './status-words.ts';
import { encodeVpcdMessage, VpcdParser } from './virtual-card.ts';

const vectors = z
  .object({
    aidHex: z.string(),
    exchanges: z.array(z.object({ id: z.string(), c: z.string(), r: z.string(), field: z.string().optional() })),
    fields: z.record(z.string(), z.string()),
    errors: z.array(z.object({ r: z.string(), class: z.string() })),
    vpcd: z.object({ exampleHex: z.record(z.string(), z.string()) }),
  })
  .parse(JSON.parse(readFileSync(path.join(import.meta.dirname, '../../test/vectors/sscard-apdu.json'), 'utf8')));

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));
const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();
const rows: readonly RecordRow[] = [...cardFiles.EF05.records, ...cardFiles.EF06.records];
const rowOf = (field: string): RecordRow => {
  const row = rows.find((one) => one.field === field);
  if (!row) throw new Error(field);
  return row;
};
/** The vectors' words for fields that are called shorter here. */
const fieldWords: Record<string, string> = {
  specVersion: 'version',
  sexCode: 'sex',
  nationCode: 'nation',
  birthDate: 'birth',
};

describe('commands', () => {
  it.each(vectors.exchanges)('$id is one, both ways', ({ c }) => {
    const command = decodeCommandApdu(hex(c));
    if (!command.ok) throw new Error(command.error);
    expect(toHex(encodeCommandApdu(command.value))).toBe(c);
  });

  const byte = fc.integer({ min: 0, max: 0xff });
  it('come back as they went out', () => {
    const command = fc.record({
      cla: fc.integer({ min: 0, max: 0xfe }),
      ins: byte,
      p1: byte,
      p2: byte,
      data: fc.uint8Array({ maxLength: 255 }),
      le: fc.option(fc.integer({ min: 1, max: 256 })),
    });
    fc.assert(
      fc.property(command, (one) => {
        expect(decodeCommandApdu(encodeCommandApdu(one))).toEqual({ ok: true, value: one });
      }),
    );
  });

  it('of any bytes are refused or come back as the same bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const command = decodeCommandApdu(bytes);
        if (command.ok) expect(toHex(encodeCommandApdu(command.value))).toBe(toHex(bytes));
      }),
    );
  });

  it('that cannot be are a bug', () => {
    const good = { cla: 0, ins: 0xb2, p1: 1, p2: 4, data: new Uint8Array(0), le: 1 };
    for (const bad of [{ ins: 256 }, { p1: -1 }, { le: 0 }, { le: 257 }, { data: new Uint8Array(256) }]) {
      expect(() => encodeCommandApdu({ ...good, ...bad })).toThrow(RangeError);
    }
  });
});

describe('responses', () => {
  it.each(vectors.exchanges)('$id', ({ r, field }) => {
    const response = decodeResponseApdu(hex(r));
    if (!response.ok) throw new Error(response.error);
    expect(toHex(encodeResponseApdu(response.value))).toBe(r);
    expect(response.value.sw).toBe(0x9000);
    if (field === undefined || field === 'cardType') return;
    const row = rowOf(fieldWords[field] ?? field);
    const value = decodeRecord(row, response.value.data);
    if (!value.ok) throw new Error(value.error);
    const text = decodeValue(row.coding, value.value);
    const expected = vectors.fields[field];
    expect(text).toEqual(ok(row.coding === 'bcd' ? expected?.replaceAll('-', '') : expected));
    expect(toHex(encodeRecord(row, encodeValue(row, text.ok ? text.value : '')))).toBe(toHex(response.value.data));
  });

  it('of any bytes are refused or come back as the same bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const response = decodeResponseApdu(bytes);
        if (response.ok) expect(toHex(encodeResponseApdu(response.value))).toBe(toHex(bytes));
        else
          expect(
            bytes.length < 2 ||
              bytes.length > 258 ||
              ![6, 9].includes((bytes.at(-2) ?? 0) >> 4) ||
              bytes.at(-2) === 0x60,
          ).toBe(true);
      }),
    );
  });

  it.each([
    ['6A82', 'absent'],
    ['6A83', 'absent'],
    ['6985', 'protected'],
    ['6982', 'protected'],
    ['6283', 'blocked'],
    ['6D00', 'unsupported'],
    ['6112', 'fetch'],
    ['6C0B', 'repeat'],
    ['6700', 'repeatAny'],
    ['9000', 'done'],
    ['6F00', 'refused'],
    ['9001', 'refused'],
  ])('%s means %s', (word, action) => {
    expect(statusMeaning(Number.parseInt(word, 16)).action).toBe(action);
  });

  it('have a row for every error of the vectors', () => {
    for (const { r } of vectors.errors) {
      expect(
        statusRows.some(({ sw }) => sw === Number.parseInt(r, 16)),
        r,
      ).toBe(true);
    }
  });
});

describe('records', () => {
  const row = fc.constantFrom(...rows);
  it('come back as they went out', () => {
    const pair = row.chain((one) => fc.tuple(fc.constant(one), fc.uint8Array({ maxLength: one.size })));
    fc.assert(
      fc.property(pair, ([one, value]) => {
        const decoded = decodeRecord(one, encodeRecord(one, value));
        expect(decoded.ok && toHex(decoded.value)).toBe(toHex(value));
      }),
    );
  });

  it('never give more than their size, nor anything of a lying length', () => {
    fc.assert(
      fc.property(row, fc.uint8Array({ maxLength: 40 }), (one, bytes) => {
        const decoded = decodeRecord(one, bytes);
        if (!decoded.ok) return;
        expect(decoded.value.length).toBeLessThanOrEqual(one.size);
        expect(toHex(encodeRecord(one, decoded.value))).toBe(toHex(bytes));
      }),
    );
    const number = rowOf('cardNumber');
    expect(decodeRecord(number, hex('0803414141'))).toEqual(fail('tag'));
    expect(decodeRecord(number, hex('070441414141414141'))).toEqual(fail('shape'));
    expect(decodeRecord(number, hex('070A41414141414141414141'))).toEqual(fail('size'));
    expect(decodeRecord(number, hex('07'))).toEqual(fail('shape'));
  });

  it.each([
    ['䶮', 'FE9F'],
    ['王\ue000', 'CDF5AAA1'],
    ['阿不都·买买提', 'B0A2B2BBB6BCA1A4C2F2C2F2CCE1'],
    ['欧 阳', 'C5B720D1F4'],
  ])('keep the name %s', (name, gbk) => {
    expect(toHex(encodeValue(rowOf('name'), name)).startsWith(gbk)).toBe(true);
    for (const padding of [0x00, 0x20] as const) {
      expect(decodeValue('gbk', encodeValue(rowOf('name'), name, padding))).toEqual(ok(name));
    }
    expect(decodeValue('gbk', hex(gbk))).toEqual(ok(name));
  });

  it.each([
    ['gbk', 'B2E2CA'],
    ['gbk', 'B2E20A'],
    ['gbk', 'FFFF'],
    ['ascii', '41E9'],
    ['ascii', '4120410042'],
    ['bcd', '2020010A'],
    ['bcd', 'FF20'],
  ] as const)('refuse %s %s', (coding, bytes) => {
    expect(decodeValue(coding, hex(bytes))).toEqual(fail('coding'));
  });

  it.each([
    ['20200229', '2020-02-29'],
    ['20190229', null],
    ['00000000', null],
    ['FFFFFFFF', null],
    ['2020', null],
  ])('read the date %s as %s', (digits, date) => {
    expect(isoDateOfDigits(digits)).toBe(date);
  });

  it('are addressed as public drivers of several provinces do', () => {
    const ways = (field: string) => {
      const { EF05, EF06 } = cardFiles;
      const file = EF05.records.some((one) => one.field === field) ? EF05 : EF06;
      return addressings.map((way) => {
        const { p1, p2 } = recordAddress(file, rowOf(field), way);
        return toHex(Uint8Array.of(p1, p2));
      });
    };
    expect(ways('cardNumber')).toEqual(['0700', '0704', '0728', '072C']);
    expect(ways('name')).toEqual(['0900', '0204', '0930', '0234']);
  });
});

describe('a reading', () => {
  it('of any answers whatever ends, and never with a card', async () => {
    const answer = fc.record({
      data: fc.uint8Array({ maxLength: 40 }),
      sw: fc.constantFrom(0x9000, 0x6a82, 0x6a83, 0x6f00),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(answer, { minLength: 1, maxLength: 40 }), async (answers) => {
        let at = 0;
        const read = await readSocialSecurityCard(async () => {
          const next = answers[at++ % answers.length] ?? { data: new Uint8Array(0), sw: 0x6f00 };
          return ok({ data: next.data.slice(), sw: next.sw });
        });
        expect(read.ok).toBe(false);
        expect(at).toBeLessThan(60);
      }),
    );
  });

  it('gives back any card a card can hold, wherever its records are found', async () => {
    const name = fc.stringMatching(/^[\u4e00-\u9fa5]{1,15}$/);
    await fc.assert(
      fc.asyncProperty(name, fc.constantFrom(...addressings), async (person, way) => {
        const card = new SimulatedCard({ card: { ...sampleCard, name: person }, addressings: [way] });
        const read = await readSocialSecurityCard(async (command) => {
          const taken = card.take(encodeCommandApdu(command));
          return taken.kind === 'answer' ? decoded(taken.bytes) : fail('failed');
        });
        expect(read).toEqual(ok({ ...sampleCard, name: person }));
      }),
      { numRuns: 60 },
    );
  });
});

function decoded(bytes: Uint8Array) {
  const response = decodeResponseApdu(bytes);
  return response.ok ? response : fail('badAnswer' as const);
}

describe('messages of the virtual reader', () => {
  it('are the vectors', () => {
    for (const [name, text] of Object.entries(vectors.vpcd.exampleHex)) {
      const [message] = new VpcdParser().push(hex(text));
      expect(message && toHex(encodeVpcdMessage(message)), name).toBe(text);
    }
  });

  it('come whole out of any pieces', () => {
    const messages = fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 5 });
    fc.assert(
      fc.property(messages, fc.integer({ min: 1, max: 7 }), (sent, piece) => {
        const stream = sent.flatMap((message) => [...encodeVpcdMessage(message)]);
        const parser = new VpcdParser();
        const got: Uint8Array[] = [];
        for (let at = 0; at < stream.length; at += piece) {
          got.push(...parser.push(Uint8Array.from(stream.slice(at, at + piece))));
        }
        expect(got.map(toHex)).toEqual(sent.map(toHex));
      }),
    );
  });
});
