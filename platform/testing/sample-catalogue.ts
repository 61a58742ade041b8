import { type CatalogueDocument, type Item, itemSchema } from '../../src-main/contract/catalogue.ts';

const text = (zh: string, en: string) => ({ 'zh-CN': zh, en });

/** A small catalogue for the server's own tests: one item that issues a document, one that only files. */
export const sampleCatalogue: CatalogueDocument = {
  document: 'catalogue',
  revision: 1,
  publishedAt: '2026-01-05T00:00:00.000Z',
  themes: [
    { id: 'medical-social', name: text('医社保', 'Insurance'), summary: text('参保', 'Insurance') },
    { id: 'transport', name: text('交通出行', 'Transport'), summary: text('出行', 'Transport') },
    { id: 'housing', name: text('房产', 'Housing'), summary: text('住房', 'Housing') },
    { id: 'approval', name: text('行政审批', 'Approval'), summary: text('审批', 'Approval') },
  ],
  featured: ['sample-proof'],
  items: [sampleItem('sample-proof', true), sampleItem('sample-filing', false)],
};

function sampleItem(code: string, printsDocument: boolean): Item {
  return itemSchema.parse({
    code,
    basicCode: null,
    version: 1,
    effectiveFrom: '2026-01-01',
    effectiveTo: null,
    name: text('样例证明', 'Sample proof'),
    summary: text('打印一份样例', 'Prints a sample'),
    theme: 'medical-social',
    type: '公共服务',
    objects: ['person'],
    handling: 'onTheSpot',
    decisionMode: printsDocument ? 'instant' : 'prefilled',
    ruleSet: 'sample-rules',
    cardTypes: ['resident', 'J', 'I', 'Y'],
    notice: {
      materials: [
        { name: text('身份证', 'Identity card'), source: 'card', grade: 'A', exempt: true, gapAllowed: false },
      ],
      fee: { amountFen: 0, text: text('不收费', 'Free') },
      legalLimitDays: 0,
      promisedLimitDays: 0,
      result: text('样例证明', 'Sample proof'),
      basis: [{ title: text('样例办法', 'Sample measures'), clause: text('第一条', 'Article 1') }],
      owner: { office: text('样例中心', 'Sample office'), phone: '000-12345' },
      visits: 0,
    },
    form: [
      {
        id: 'purpose',
        label: text('用途', 'Purpose'),
        kind: 'text',
        source: 'citizen',
        editable: true,
        required: true,
      },
    ],
    promise: null,
    outputs: printsDocument
      ? [{ kind: 'document', template: 'sample-proof', title: text('样例证明', 'Sample proof'), copies: 1 }]
      : [],
    abilities: ['readIdCard'],
    offline: 'accept',
  });
}
