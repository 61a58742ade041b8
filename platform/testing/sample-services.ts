import { randomBytes } from 'node:crypto';
import PDFDocument from 'pdfkit';
import type { Services } from '../services.ts';
import { sampleCatalogue } from './sample-catalogue.ts';

/** Business answers under a test's control, with a real (small) PDF. Everything else in a test is the real server. */
export type SampleServices = Services & {
  /** Set to make the next decisions fail as a broken rule set would. */
  decisionFails: boolean;
  decided: string[];
};

export function sampleServices(): SampleServices {
  const away = new Set<string>();
  const services: SampleServices = {
    decisionFails: false,
    decided: [],
    catalogue: sampleCatalogue,
    prefill: async (_item, card) => ({
      fields: Object.fromEntries(
        away.has('household')
          ? []
          : [
              [
                'purpose',
                {
                  value: `for ${card.number}`,
                  options: [],
                  source: { 'zh-CN': '人口库', en: 'Population' },
                  asOf: null,
                },
              ],
            ],
      ),
      missingSources: away.has('household') ? [{ 'zh-CN': '人口库', en: 'Population' }] : [],
    }),
    decide: async ({ submission, item, today }) => {
      if (services.decisionFails) throw new Error(`rule failed for ${submission.card.name}`);
      services.decided.push(submission.caseNumber);
      const refused = submission.form.purpose === 'refuse';
      return {
        decision: {
          outcome: refused ? 'refused' : item.outputs.length > 0 ? 'approved' : 'filed',
          reasons: [
            { rule: 'purpose-given', passed: !refused, text: { 'zh-CN': `核对日期 ${today}`, en: `checked ${today}` } },
          ],
          ruleSet: { id: item.ruleSet, version: 1 },
          dueDate: null,
        },
        draw: async ({ verifyUrl }) => ({ pdf: await onePage(verifyUrl), pages: 1 }),
      };
    },
    makeCheckCode: () => randomBytes(8).toString('hex').toUpperCase(),
    normaliseCheckCode: (typed) => typed.toUpperCase().replace(/[\s-]/g, ''),
    setBasesUnavailable: (names) => {
      away.clear();
      for (const name of names) away.add(name);
    },
  };
  return services;
}

function onePage(words: string): Promise<Uint8Array> {
  return new Promise((done) => {
    const chunks: Uint8Array[] = [];
    const page = new PDFDocument({ size: 'A4' });
    page.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    page.on('end', () => done(Buffer.concat(chunks)));
    page.text(words);
    page.end();
  });
}
