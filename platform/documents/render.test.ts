import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { createCanvas, DOMMatrix, Path2D } from '@napi-rs/canvas';
import readQr from 'jsqr';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Language } from '../../src-main/contract/text.ts';
import { pdfText } from '../../test/fixtures/pdf-text.ts';
import { loadCatalogue } from '../catalogue/load.ts';
import { createSharedData } from '../shared-data/bases.ts';
import { inventedPersons } from '../shared-data/persons.ts';
import { sampleCase } from '../shared-data/sample-case.ts';
import { groupCheckCode } from './check-code.ts';
import { formatMoney } from './placeholders.ts';
import type { RenderInput } from './render.ts';
import { renderDocument } from './render.ts';

const catalogue = loadCatalogue(fileURLToPath(new URL('../../catalogue', import.meta.url)));
const sharedData = createSharedData();
afterEach(() => {
  vi.unstubAllGlobals();
});
const checkCode = 'ACDEFGHJKMNPQRTA';
const verifyUrl = `https://platform.example/v/${checkCode}`;

async function input(
  templateId: string,
  personId: string,
  changes: Record<string, string> = {},
  language: Language = 'zh-CN',
): Promise<RenderInput> {
  const template = catalogue.templates.get(templateId);
  const item = catalogue.document.items.find(({ outputs }) => outputs.some((output) => output.template === templateId));
  const person = inventedPersons.find(({ id }) => id === personId);
  const documentTitle = item?.outputs[0]?.title;
  if (!template || !item || !person || !documentTitle) throw new Error(`${templateId} ${personId}`);
  const sample = await sampleCase(item, person, sharedData, changes, language);
  return { ...sample, template, item, checkCode, verifyUrl, issuedAt: '2026-11-20T16:30:00Z', documentTitle };
}

async function open(pdf: Uint8Array) {
  // pdf.js takes the bytes over; the caller keeps its own.
  return getDocument({ data: Uint8Array.from(pdf), verbosity: 0 }).promise;
}

describe('names come out exactly', () => {
  test.each([
    ['wang-yan', '王䶮'],
    ['li-di', '李頔'],
    ['lin-yu', '林彧'],
    ['chen-ying', '陈𬎆'],
    ['abdurahman', '阿卜杜热合曼·麦麦提吐尔逊尼亚'],
    ['hk-huang', '黃示例'],
    ['i-sampleova', 'SAMPLEOVAAIGERIM'],
    ['y-sample', '约翰·样例'],
  ])('%s: %s', async (person, name) => {
    const { pdf } = await renderDocument(await input('social-insurance-proof', person));
    const [text = ''] = await pdfText(pdf);
    expect(text).toContain(`姓名${name}证件号码`);
  });
});

describe('a name of characters the main font lacks', () => {
  const rare = '王𠀀𠁀𪚥𬺓例';

  async function drawn(name: string) {
    const given = await input('social-insurance-proof', 'wang-yan');
    const { submission } = given;
    return renderDocument({ ...given, submission: { ...submission, card: { ...submission.card, name } } });
  }

  test('is read from the file exactly, and in the same place', async () => {
    const { pdf, pages } = await drawn(rare);
    expect(pages).toBe((await drawn('王䶮头像样例')).pages);
    const [text = ''] = await pdfText(pdf);
    expect(text).toContain(`姓名${rare}证件号码`);
  });

  test('reads fonts for it only then', async () => {
    const usual = (await drawn('王䶮')).pdf;
    expect(Buffer.from(usual).includes('HanaMin')).toBe(false);
    expect(Buffer.from((await drawn(rare)).pdf).includes('HanaMin')).toBe(true);
  });
});

describe('the documents', () => {
  test.each([...catalogue.templates.keys()])('%s: title, office, code, page number, honesty line', async (id) => {
    const person = id === 'business-licence-copy' ? 'chen-ying' : 'wang-yan';
    const rendered = await renderDocument(await input(id, person));
    const pages = await pdfText(rendered.pdf);
    const template = catalogue.templates.get(id);
    expect(rendered.pages).toBe(pages.length);
    expect(pages[0]).toContain(template?.title['zh-CN']);
    expect(pages[0]).toContain(template?.issuer['zh-CN']);
    expect(pages.at(-1)).toContain(groupCheckCode(checkCode));
    expect(pages.at(-1)).toContain('2026年11月21日');
    for (const [index, page] of pages.entries()) {
      expect(page).toContain('本文件由参考平台签发，用于测试与演示');
      expect(page).toContain(`第${index + 1}页共${pages.length}页`);
      // A placeholder that was not filled would show its braces.
      expect(page).not.toMatch(/[{}]|undefined|null|NaN/);
    }
  });

  test('carry their title and day in the file, the same bytes each time', async () => {
    const given = await input('housing-fund-proof', 'wang-yan');
    const first = await renderDocument(given);
    const second = await renderDocument(structuredClone(given));
    const hash = (pdf: Uint8Array) => createHash('sha256').update(pdf).digest('hex');
    expect(hash(second.pdf)).toBe(hash(first.pdf));
    const other = await renderDocument({ ...given, issuedAt: '2026-11-20T16:30:01Z' });
    expect(hash(other.pdf)).not.toBe(hash(first.pdf));
    const document = await open(first.pdf);
    const { info } = await document.getMetadata();
    expect(info).toMatchObject({ Title: '住房公积金缴存证明', Language: 'zh-CN', CreationDate: 'D:20261120163000Z' });
    await document.destroy();
  });

  test('the QR on the drawn page decodes to the verify address', async () => {
    const { pdf } = await renderDocument(await input('social-insurance-proof', 'wang-yan'));
    // pdf.js brings paths of its own older canvas package, which this canvas does not take.
    vi.stubGlobal('Path2D', Path2D);
    vi.stubGlobal('DOMMatrix', DOMMatrix);
    const document = await open(pdf);
    const page = await document.getPage(1);
    const viewport = page.getViewport({ scale: 2 });
    const canvas = createCanvas(viewport.width, viewport.height);
    // pdf.js draws on any canvas of the 2D interface; only its types ask for the browser's.
    await page.render({ canvas: canvas as never, viewport }).promise;
    const { data, width, height } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    expect(readQr(data, width, height)?.data).toBe(verifyUrl);
    await document.destroy();
  });

  test('a long record runs over pages with its head repeated and its sum once', async () => {
    const rendered = await renderDocument(await input('social-insurance-proof', 'lin-yu', { from: '1998-01' }));
    const pages = await pdfText(rendered.pdf);
    expect(pages.length).toBeGreaterThan(5);
    const rows = pages.join('').match(/\d{4}-\d{2}示例市第一机械厂/g) ?? [];
    expect(rows).toHaveLength(301);
    for (const page of pages.slice(0, -1)) expect(page).toContain('月份参保单位缴费基数');
    expect(pages.join('').match(/合计/g)).toHaveLength(1);
    // 301 months of 6,400.00 × 8 %.
    expect(pages.join('')).toContain('154,112.00');
    expect(pages.slice(0, -1).some((page) => page.includes('扫描左侧二维码'))).toBe(false);
    expect(pages.at(-1)).toContain('扫描左侧二维码');
  });
});

describe('what is said depends on the record', () => {
  test('no home', async () => {
    const [text] = await pdfText((await renderDocument(await input('property-record-result', 'wang-yan'))).pdf);
    expect(text).toContain('申请人名下没有不动产登记信息（无房）');
    expect(text).not.toContain('产权证号');
  });

  test('three homes, one home, without addresses', async () => {
    const all = (await pdfText((await renderDocument(await input('property-record-result', 'li-di'))).pdf)).join('');
    expect(all).toContain('共有3处不动产登记信息');
    for (const road of ['临湖路88号', '桐荫巷7号', '站前大道301号']) expect(all).toContain(road);
    const chosen = { scope: 'one', property: '110101-0003-00407', detail: 'brief' };
    const one = (
      await pdfText((await renderDocument(await input('property-record-result', 'li-di', chosen))).pdf)
    ).join('');
    expect(one).toContain('110101-0003-00407');
    expect(one).not.toContain('110101-0001-00012');
    expect(one).not.toContain('桐荫巷');
  });

  test('only the licence that was chosen', async () => {
    const [text] = await pdfText((await renderDocument(await input('business-licence-copy', 'chen-ying'))).pdf);
    expect(text).toContain('望江小馆');
    expect(text).not.toContain('望江茶饮店');
  });

  test('English beside the Chinese for those who worked in English', async () => {
    const pages = await pdfText((await renderDocument(await input('income-tax-record', 'y-sample', {}, 'en'))).pdf);
    expect(pages.join('')).toContain('RecordofIndividualIncomeTax');
    expect(pages.join('')).toContain('个人所得税纳税记录');
    const chinese = await pdfText((await renderDocument(await input('income-tax-record', 'y-sample'))).pdf);
    expect(chinese.join('')).not.toContain('Record');
  });
});

test.each([
  ['0', '0.00'],
  ['1234567.8', '1,234,567.80'],
  ['999', '999.00'],
  ['1000', '1,000.00'],
  ['—', '—'],
])('%s is written %s', (value, written) => {
  expect(formatMoney(value)).toBe(written);
});
