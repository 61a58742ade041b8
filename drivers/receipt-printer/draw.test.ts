import fc from 'fast-check';
import jsqr from 'jsqr';
import { describe, expect, it } from 'vitest';
import { type Receipt, type ReceiptBlock, receiptSchema } from '../contract/index.ts';
import { printFontWith } from '../fonts/print-fonts.ts';
import { type Bitmap, bitmapToPng, bitmapToRgba, dotAt } from './bitmap.ts';
import { drawReceipt } from './draw.ts';
import { groupForReading, inTwoAtHyphen } from './reading-groups.ts';
import { rig } from './rig.ts';
import { sampleReceipt } from './sample-receipt.ts';
import { clustersOf, wrap } from './text-layout.ts';

const WIDTHS = [576, 384] as const;
const one = (...blocks: ReceiptBlock[]): Receipt => ({ blocks });
const small = (text: string) => drawReceipt(one({ kind: 'text', text, align: 'left' }), 576);

function inkIn(bitmap: Bitmap, left: number, right: number): number {
  let ink = 0;
  for (let y = 0; y < bitmap.heightDots; y += 1) {
    for (let x = left; x < right; x += 1) if (dotAt(bitmap, x, y)) ink += 1;
  }
  return ink;
}

const width = (text: string): number => [...text].length * 10;
const lines = (text: string, max: number): string[] =>
  wrap(clustersOf(text, width), max).map((line) => line.clusters.map((cluster) => cluster.text).join(''));

it('parts a number too long for the paper at a hyphen, so that no character stands alone', () => {
  expect(inTwoAtHyphen('YL-HALL-0001-000017-ABCDEFG-H')).toEqual(['YL-HALL-0001-', '000017-ABCDEFG-H']);
  expect(inTwoAtHyphen('0123456789')).toEqual(['0123456789']);
  const number = (text: string) => drawReceipt(one({ kind: 'large', label: '', text }), 384);
  expect(number('YL-HALL-0001-000017-ABCDEFG-H').heightDots).toBeGreaterThan(number('YB20260112').heightDots);
});

describe('line breaking', () => {
  it('breaks between characters, keeps words whole, and obeys punctuation', () => {
    expect(lines('一二三四五六', 30)).toEqual(['一二三', '四五六']);
    expect(lines('一二三，四五', 30)).toEqual(['一二', '三，四', '五']);
    expect(lines('一二（三四）', 30)).toEqual(['一二', '（三', '四）']);
    expect(lines('编号 AB-12 完', 60)).toEqual(['编号', 'AB-12', '完']);
    expect(lines('ABCDEFGH', 30)).toEqual(['ABC', 'DEF', 'GH']);
    expect(lines('，，，，，', 20)).toEqual(['，，', '，，', '，']);
    expect(lines('', 20)).toEqual(['']);
  });

  it('loses no character and never gets stuck', () => {
    const text = fc.array(
      fc.constantFrom('中', '䶮', '𬎆', '，', '（', '”', 'a', '7', ' ', '·', '👨‍👩‍👧', '\u{E0101}'),
    );
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 90 }), (parts, max) => {
        const kept = (all: string) => all.replace(/ |\u{E0101}|\u200D/gu, '');
        expect(kept(lines(parts.join(''), max).join(''))).toBe(kept(parts.join('')));
      }),
    );
  });
});

describe('drawn receipt', () => {
  it.each(WIDTHS)('fits %i dots, has ink, and is the same every time', (widthDots) => {
    const drawn = drawReceipt(sampleReceipt, widthDots);
    expect(drawn.widthDots).toBe(widthDots);
    expect(drawn.missingCharacters).toEqual([]);
    expect(inkIn(drawn, 0, widthDots)).toBeGreaterThan(10_000);
    expect(Buffer.from(drawReceipt(sampleReceipt, widthDots).data).equals(drawn.data)).toBe(true);
    expect(bitmapToPng(drawn).subarray(1, 4).toString('latin1')).toBe('PNG');
  });

  it.each(WIDTHS)('keeps long values, labels and words inside the %i-dot paper', (widthDots) => {
    const long = 'X'.repeat(120);
    const drawn = drawReceipt(
      one(
        { kind: 'title', text: long },
        { kind: 'large', label: long, text: long },
        { kind: 'row', label: long, value: long },
        { kind: 'tearLine', text: '撕'.repeat(60) },
        { kind: 'small', text: long, align: 'center' },
      ),
      widthDots,
    );
    // The tear line alone may reach the edge.
    const margin = widthDots === 576 ? 24 : 12;
    const tear = drawReceipt(one({ kind: 'tearLine', text: '撕'.repeat(60) }), widthDots);
    expect(inkIn(drawn, widthDots - margin + 1, widthDots)).toBe(inkIn(tear, widthDots - margin + 1, widthDots));
  });

  it('groups case numbers for the eye and leaves others alone', () => {
    expect(groupForReading('YB20260112000123')).toEqual(['YB', '2026', '0112', '0001', '23']);
    expect(groupForReading('123456789')).toEqual(['1234', '56789']);
    expect(groupForReading('SL-2026-01')).toEqual(['SL-2026-01']);
  });

  it('puts ink for every character of rare and long names, each its own shape', () => {
    for (const character of ['䶮', '頔', '彧', '𬎆', '·']) {
      expect(printFontWith(character.codePointAt(0) ?? 0)).toBe('source-han-sans');
    }
    const glyphs = ['䶮', '頔', '彧', '𬎆'].map((character) => Buffer.from(small(character).data).toString('base64'));
    expect(new Set(glyphs).size).toBe(4);
    const name = '阿卜杜拉·买买提江·样例䶮𬎆甲';
    expect([...name]).toHaveLength(15);
    const drawn = small(name);
    expect(drawn.missingCharacters).toEqual([]);
    // Fifteen cells of 28 dots from the left margin; the middle dot is a full cell too.
    for (const [index, character] of [...name].entries()) {
      const ink = inkIn(drawn, 24 + index * 28, 24 + (index + 1) * 28);
      expect(ink, `${character} at ${index}`).toBeGreaterThan(character === '·' ? 3 : 40);
    }
    expect(inkIn(drawn, 24 + 15 * 28, 576)).toBe(0);
  });

  it('draws characters of the extensions of GB 18030 from the fonts of rare characters, each as itself', () => {
    const rare = ['𠀀', '𠁀', '𪚥', '𫠠', '𬺓', '𮯠'];
    const drawings = rare.map((character) => small(character));
    for (const drawn of drawings) {
      expect(drawn.missingCharacters).toEqual([]);
      expect(inkIn(drawn, 24, 24 + 28)).toBeGreaterThan(40);
      expect(inkIn(drawn, 24 + 30, 576)).toBe(0);
    }
    expect(new Set(drawings.map(({ data }) => Buffer.from(data).toString('base64'))).size).toBe(rare.length);
  });

  it('prints a character no font has as its boxed code point, and says so', () => {
    const lacking = String.fromCodePoint(0x323af);
    expect(printFontWith(0x323af)).toBeNull();
    const drawn = small(`张${lacking}例`);
    expect(drawn.missingCharacters).toEqual([lacking]);
    const other = small(`张${String.fromCodePoint(0x323ae)}例`);
    // The box carries the number: two missing characters do not look alike.
    expect(Buffer.from(other.data).equals(drawn.data)).toBe(false);
    expect(small('张例').missingCharacters).toEqual([]);
    expect(small('葛\u{E0101}').missingCharacters).toEqual([]);
  });

  it('draws any text without failing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), fc.constantFrom(...WIDTHS), (text, widthDots) => {
        const receipt = one({ kind: 'row', label: text, value: text }, { kind: 'large', label: text, text });
        expect(receiptSchema.safeParse(receipt).success).toBe(true);
        expect(drawReceipt(receipt, widthDots).heightDots).toBeGreaterThan(0);
      }),
      { numRuns: 40 },
    );
  });
});

describe('the code on the paper', () => {
  it.each(WIDTHS)('is read from the sheet that came out at %i dots', async (widthDots) => {
    const data = 'BDY1:YB20260112000123:7K3M-9QXA';
    const { simulator, printer } = rig('epson', { widthDots });
    await printer.open();
    expect(await printer.print({ jobId: 'job', receipt: sampleReceipt })).toMatchObject({ ok: true });
    const [sheet] = simulator.papers();
    expect(sheet).toBeDefined();
    if (!sheet) return;
    expect(jsqr(bitmapToRgba(sheet), sheet.widthDots, sheet.heightDots)?.data).toBe(data);
  });

  it('carries 900 bytes and refuses more, whatever the characters are', () => {
    const code = (data: string) => one({ kind: 'qr', data, caption: '' });
    expect(receiptSchema.safeParse(code('长'.repeat(301))).error?.issues[0]?.message).toBe(
      'must be at most 900 bytes as UTF-8',
    );
    const longest = code('长'.repeat(300));
    expect(receiptSchema.safeParse(longest).success).toBe(true);
    // 113 modules of three dots.
    for (const widthDots of WIDTHS) expect(drawReceipt(longest, widthDots).heightDots).toBeGreaterThan(339);
  });

  it.each([1, 60, 250, 900])('carries %i characters at both widths', (length) => {
    const data = 'x'.repeat(length);
    for (const widthDots of WIDTHS) {
      const drawn = drawReceipt(one({ kind: 'qr', data, caption: '说明' }), widthDots);
      expect(jsqr(bitmapToRgba(drawn), drawn.widthDots, drawn.heightDots)?.data).toBe(data);
    }
  });
});
