import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { itemSchema } from '../../src-main/contract/catalogue.ts';
import { createSharedData } from '../shared-data/bases.ts';
import { inventedPersons } from '../shared-data/persons.ts';
import { sampleCase } from '../shared-data/sample-case.ts';
import { loadCatalogue, ruleSetFor } from './load.ts';
import { CatalogueError } from './read-data.ts';

const directory = fileURLToPath(new URL('../../catalogue', import.meta.url));
const catalogue = loadCatalogue(directory);
const { items, featured } = catalogue.document;
const digital = items.filter((item) => item.outputs.length > 0);

describe('the catalogue as shipped', () => {
  test('holds the ten items of the main job, and whatever was added', () => {
    expect(items.map((item) => item.name['zh-CN'])).toEqual(
      expect.arrayContaining([
        '个人社保参保证明查询打印',
        '个人权益记录查询打印',
        '跨省异地就医备案',
        '城乡居民基本医疗保险参保登记',
        '不动产登记资料查询（有房/无房证明）',
        '公积金缴存证明打印',
        '公积金租房提取',
        '公积金离退休提取',
        '个人所得税纳税记录开具',
        '营业执照打印',
      ]),
    );
    expect(new Set(items.map((item) => item.code)).size).toBe(items.length);
    expect(featured.length).toBeGreaterThanOrEqual(4);
  });

  test('has four 秒批, two 秒报, four A4 proofs, a tick and a signature', () => {
    const count = (mode: string) => items.filter((item) => item.decisionMode === mode).length;
    expect(count('instant')).toBeGreaterThanOrEqual(4);
    expect(count('prefilled')).toBeGreaterThanOrEqual(2);
    expect(digital.length).toBeGreaterThanOrEqual(4);
    const promises = new Set(items.map((item) => item.promise?.form));
    expect(promises).toContain('tick');
    expect(promises).toContain('sign');
  });

  test.each(items)('$code is complete', (item) => {
    expect(item.form.length).toBeGreaterThanOrEqual(4);
    expect(item.form.length).toBeLessThanOrEqual(12);
    expect(item.keywords.length).toBeGreaterThanOrEqual(5);
    expect(new Set(item.keywords).size).toBe(item.keywords.length);
    expect(['12333', '12393', '12329', '12366', '12345']).toContain(item.notice.owner.phone);
    expect(item.notice.materials.length).toBeGreaterThanOrEqual(2);
    const prefilled = item.form.filter((field) => field.source !== 'citizen').length;
    expect(prefilled / item.form.length).toBeGreaterThan(0.8);
    expect(ruleSetFor(catalogue, item.ruleSet, '2026-11-22')).toBe(catalogue.ruleSets.get(item.ruleSet));
  });

  test.each(items)('$code: Chinese is Chinese and English is English', (item) => {
    for (const { zh, en } of pairsIn(item)) {
      expect(en, zh).not.toMatch(/[\u4e00-\u9fff]/);
      expect(zh, en).toMatch(/[\u4e00-\u9fff\d]/);
    }
  });

  test.each(digital)('$code: nothing has to be typed', async (item) => {
    const editable = item.form.filter((field) => field.editable);
    expect(editable.every((field) => ['choice', 'month', 'phone'].includes(field.kind))).toBe(true);
    const shared = createSharedData();
    for (const person of inventedPersons) {
      const { submission } = await sampleCase(item, person, shared);
      const empty = item.form.filter((field) => field.required && submission.form[field.id] === '');
      expect(
        empty.map((field) => field.id),
        person.id,
      ).toEqual([]);
    }
  });
});

test('a catalogue written before titles had numbers of their own is still read', () => {
  const item = items[0];
  const basis = [{ title: '样例办法（样例令第1号）', clause: '第一条' }];
  const read = itemSchema.parse({ ...item, notice: { ...item?.notice, basis } });
  expect(read.notice.basis[0]?.title).toEqual({ 'zh-CN': '样例办法（样例令第1号）', en: '样例办法（样例令第1号）' });
});

describe('a broken catalogue', () => {
  const spot = 'items/housing-fund-rent-withdrawal.json';
  const limit = 'notice.promisedLimitDays';
  /** Named is the version that follows the gap. */
  const gap = 'gap';
  let copy: string;
  beforeEach(() => {
    copy = mkdtempSync(join(tmpdir(), 'catalogue-'));
    cpSync(directory, copy, { recursive: true });
  });
  afterEach(() => rmSync(copy, { recursive: true, force: true }));

  const edit = (file: string, from: string, to: string) => {
    const text = readFileSync(join(copy, file), 'utf8');
    expect(text).toContain(from);
    writeFileSync(join(copy, file), text.replace(from, to));
  };
  const failure = () => {
    try {
      loadCatalogue(copy);
    } catch (error) {
      if (error instanceof CatalogueError) return { file: error.file.slice(copy.length + 1), field: error.field };
      throw error;
    }
    return null;
  };

  test('an untouched copy loads', () => expect(failure()).toBeNull());

  test.each([
    ['items/income-tax-record.json', '"visits": 0', '"visits": 9', 'notice.visits'],
    ['items/income-tax-record.json', '"en": "Issue record', '"eng": "Issue record', 'name.en'],
    ['items/income-tax-record.json', '"ruleSet": "income-tax-record"', '"ruleSet": "none"', 'ruleSet'],
    ['items/income-tax-record.json', 'shared.tax.office', 'shared.tax.bureau', 'form.2'],
    ['items/income-tax-record.json', '"template": "income-tax-record"', '"template": "none"', 'outputs.0.template'],
    ['items/income-tax-record.json', '"decisionMode": "instant"', '"decisionMode": "prefilled"', 'decisionMode'],
    ['items/income-tax-record.json', '"code": "income-tax-record"', '"code": "housing-fund-proof"', 'file name'],
    ['rules/income-tax-record.v1.json', 'shared.tax.firstMonth', 'shared.tax.firstmonth', 'rules'],
    ['rules/income-tax-record.v1.json', '"onFail": "refuse"', '"onFail": "ignore"', 'rules.0.onFail'],
    ['documents/income-tax-record.json', '{row.payer}', '{row.payee}', 'blocks.1'],
    ['documents/income-tax-record.json', '"width": 7', '"width": 8', 'blocks.1'],
    ['featured.json', 'income-tax-record', 'income-tax', 'income-tax'],
    ['themes.json', '"id": "transport"', '"id": "housing"', '2.id'],
    ['items/income-tax-record.json', '"effectiveFrom": "2026-01-01"', '"effectiveFrom": "2026-13-45"', 'effectiveFrom'],
    ['items/income-tax-record.json', '"effectiveFrom": "2026-01-01"', '"effectiveFrom": "2020-01-01"', 'effectiveFrom'],
    ['items/income-tax-record.json', '"effectiveTo": null', '"effectiveTo": "2025-12-31"', 'effectiveTo'],
    ['items/income-tax-record.json', '"min": "2019-01"', '"min": "yesterday"', 'form.3'],
    ['items/income-tax-record.json', '"min": "2019-01"', '"min": "2019-13"', 'form.3'],
    ['items/income-tax-record.json', '"max": "today"', '"max": "2018-12"', 'form.3'],
    ['items/income-tax-record.json', '"kind": "text"', '"kind": "text", "max": "long"', 'form.0'],
    ['items/income-tax-record.json', '〈纳税记录〉', '《纳税记录》', 'notice.basis.0.title'],
    ['items/income-tax-record.json', '有关事项的公告', '有关事项的公告（2018年第55号）', 'notice.basis.0.title'],
    ['items/income-tax-record.json', 'Announcement of the State', '公告 of the State', 'notice.basis.0.title.en'],
    ['items/income-tax-record.json', '"legalLimitDays": 0', '"legalLimitDays": 5', null],
    ['items/income-tax-record.json', '"promisedLimitDays": 0', '"promisedLimitDays": 1', 'notice.promisedLimitDays'],
    [spot, '"promisedLimitDays": 0', '"promisedLimitDays": 2', 'notice.promisedLimitDays'],
    ['items/resident-medical-enrolment.json', '"promisedLimitDays": 1', '"promisedLimitDays": 6', limit],
    ['items/income-tax-record.json', '"source": "shared",', '"source": "promise",', 'notice.materials.1.source'],
    [spot, '"atMost": ["limit"', '"atMost": ["limits"', 'form.6'],
    [spot, '"atMost": ["limit"', '"atMost": ["maritalStatus"', 'form.6'],
    ['items/resident-medical-enrolment.json', '"from": 60', '"from": 61', 'form.5'],
    ['items/resident-medical-enrolment.json', '"value": "{year}"', '"value": "2027"', 'form.6'],
    ['rules/housing-fund-rent-withdrawal.v1.json', '"effectiveTo": "2025-12-31"', '"effectiveTo": "2025-12-30"', gap],
    ['rules/housing-fund-rent-withdrawal.v1.json', '"effectiveTo": "2025-12-31"', '"effectiveTo": "2026-01-01"', gap],
    ['rules/housing-fund-rent-withdrawal.v1.json', '"effectiveTo": "2025-12-31"', '"effectiveTo": null', gap],
    ['rules/income-tax-record.v1.json', '"effectiveTo": null', '"effectiveTo": "2027-13-01"', 'effectiveTo'],
    ['featured.json', '"income-tax-record"', '"income-tax-record", "income-tax-record"', 'income-tax-record'],
    ['revision.json', '"revision": ', '"revision": -', 'revision'],
  ])('%s: %s → %s is named', (file, from, to, field) => {
    edit(file, from, to);
    const named =
      field === gap ? { file: 'rules/housing-fund-rent-withdrawal.v2.json', field: 'effectiveFrom' } : { file, field };
    expect(failure()).toEqual(field === null ? null : named);
  });

  test('rules that end before their item does are named by the item', () => {
    edit('rules/income-tax-record.v1.json', '"effectiveTo": null', '"effectiveTo": "2026-12-31"');
    expect(failure()).toEqual({ file: 'items/income-tax-record.json', field: 'effectiveTo' });
  });

  test('rules that trust a field of a register without asking the register are named', () => {
    const file = 'rules/housing-fund-rent-withdrawal.v3.json';
    const text = readFileSync(join(copy, file), 'utf8');
    writeFileSync(join(copy, file), text.replaceAll('shared.household.maritalStatus', 'shared.housing.homeCount'));
    expect(failure()).toEqual({ file, field: 'rules' });
  });

  test('text that is no JSON is named', () => {
    writeFileSync(join(copy, 'items', 'income-tax-record.json'), '{');
    expect(failure()).toEqual({ file: 'items/income-tax-record.json', field: 'file' });
  });
});

const pairSchema = z.strictObject({ 'zh-CN': z.string(), en: z.string() });

function pairsIn(value: unknown): Array<{ zh: string; en: string }> {
  const pair = pairSchema.safeParse(value);
  if (pair.success) return [{ zh: pair.data['zh-CN'], en: pair.data.en }];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(pairsIn) : [];
}
