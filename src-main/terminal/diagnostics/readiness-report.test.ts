import { expect, test } from 'vitest';
import { pdfText } from '../../../test/fixtures/pdf-text.ts';
import { readinessPdf } from './readiness-report.ts';

const both = (zh: string, en: string) => ({ 'zh-CN': zh, en });
const glued = (words: string) => words.replace(/\s/g, '');
const rows = Array.from({ length: 24 }, (_, id) => {
  const title = both(
    `第 ${id} 项证件阅读器逐步人手配合测试`,
    `Test ${id} of the identity card reader step by step, with hands`,
  );
  // As long as the ledger keeps: 300 characters, and a word that no line holds.
  const evidence =
    `${id}: DLE EOT 1 -> 16, DLE EOT 2 -> 12; ${'a'.repeat(120)}; judged whole by a person, asked again; `.padEnd(
      299,
      'left of it 7 ',
    );
  const newest = {
    id,
    what: 'x',
    title,
    at: 0,
    outcome: 'passed' as const,
    code: 'printed-and-judged-whole',
    evidence,
    by: '30011234',
  };
  return { what: `test${id}`, title, state: 'passed' as const, newest: id === 23 ? null : newest };
});

test('cuts nothing off: staff numbers of eight digits, long evidence, long names, on whole pages', async () => {
  const site = both(
    '样例市政务服务中心二十四小时自助服务厅（东区）第三分厅靠近地铁口',
    `Sample City ${'Service '.repeat(14)}Hall`,
  );
  const machine = rows.slice(0, 8).map(({ title }) => ({ name: title, text: `model ${'long name '.repeat(20)}end` }));
  const pdf = await readinessPdf({
    ...{ site, terminal: 'HALL-0001', version: '0.1.0', by: '30011234', at: '2026-11-21 19:30', ready: false },
    ...{ validDays: 30, parked: 3, rows, machine, localTime: () => '2026-09-21 20:53' },
  });
  const pages = await pdfText(pdf);
  const text = pages.join('');
  expect(text).not.toContain('…');
  expect(text.split('30011234').length - 1).toBe(rows.length);
  for (const { title, newest } of rows) {
    expect(text).toContain(glued(title['zh-CN']));
    expect(text).toContain(glued(title.en));
    // A row is never parted by a page.
    if (newest !== null) expect(pages.some((page) => page.includes(glued(newest.evidence)))).toBe(true);
  }
  for (const words of [site['zh-CN'], site.en, ...machine.map(({ text: of }) => of)])
    expect(text).toContain(glued(words));
  pages.forEach((page, index) => {
    expect(page).toContain(`HALL-0001${index + 1}/${pages.length}`);
  });
});
