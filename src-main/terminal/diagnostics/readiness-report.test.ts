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
  // A word that no line holds.
  const evidence =
    `${id}: DLE EOT 1 -> 16, DLE EOT 2 -> 12; ${'a'.repeat(120)}; judged whole by a person, asked again; `.padEnd(
      299,
      'left of it 7 ',
    );
  // As long as the ledger keeps, and as wide.
  const longest = '据'.repeat(1200);
  const newest = {
    id,
    what: 'x',
    title,
    at: 0,
    outcome: 'passed' as const,
    code: 'printed-and-judged-whole',
    evidence: id === 20 ? longest : evidence,
    by: '30011234',
    identity: `unit-${id}`,
    advice: null,
  };
  return { what: `test${id}`, title, state: 'passed' as const, newest: id === 23 ? null : newest };
});

const part = (id: string, severity: 'fine' | 'now' | 'unknown', cause: readonly [string, string]) => ({
  ...{ id, title: both(`部件${id}`, `Part ${id}`), severity, cause: both(...cause), since: null },
  ...{ fixer: 'technician' as const, nextAction: null, itemsAway: 0 },
});
const present = [
  part('reader', 'now', ['连接中断', 'The connection broke']),
  part('printer', 'unknown', ['没有收到近况', 'Not heard of lately']),
  part('storage', 'fine', ['正常', 'Fine']),
];

test('cuts nothing off: staff numbers of eight digits, long evidence, long names, on whole pages', async () => {
  const site = both(
    '样例市政务服务中心二十四小时自助服务厅（东区）第三分厅靠近地铁口',
    `Sample City ${'Service '.repeat(14)}Hall`,
  );
  const machine = rows.slice(0, 8).map(({ title }) => ({ name: title, text: `model ${'long name '.repeat(20)}end` }));
  const pdf = await readinessPdf({
    ...{ site, terminal: 'HALL-0001', version: '0.1.0', by: '30011234', at: '2026-11-21 19:30', ready: false },
    ...{ present, validDays: 30, parked: 3, rows, machine, localTime: () => '2026-09-21 20:53' },
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
    if (newest !== null) expect(text).toContain(`${newest.code}·${newest.identity}`);
  }
  for (const words of [site['zh-CN'], site.en, ...machine.map(({ text: of }) => of)])
    expect(text).toContain(glued(words));
  pages.forEach((page, index) => {
    expect(page).toContain(`HALL-0001${index + 1}/${pages.length}`);
  });
});

const plain = {
  ...{ site: both('示例', 'Example'), terminal: 'GZ-0001', version: '0', by: '2001', at: '2026-11-21 12:00' },
  ...{ ready: true, present: [], validDays: 30, parked: 0, machine: [], localTime: String },
};
const missing = (what: string) => ({ what, title: both('测试', 'Test'), state: 'missing' as const, newest: null });

test('says in both languages how every part is now, and that an away one makes it not ready', async () => {
  const other = { ...missing('idCardReader.internal'), state: 'otherUnit' as const, newest: rows[0]?.newest ?? null };
  const unknown = { ...other, state: 'unknownUnit' as const };
  const text = (await pdfText(await readinessPdf({ ...plain, ready: false, present, rows: [other, unknown] }))).join(
    '',
  );
  for (const words of [
    '2026-11-21 12:00 的状态',
    'State at that time',
    '不可用 out',
    '连接中断',
    'The connection broke',
  ])
    expect(text).toContain(glued(words));
  for (const words of [
    '未知 unknown',
    'Not heard of lately',
    '正常 fine',
    '已更换',
    'other unit',
    '设备不明',
    'unit not known',
  ])
    expect(text).toContain(glued(words));
  expect(text).toContain(glued('还不能投入使用'));
  expect(text).toContain(glued('This machine may not serve yet.'));
});

test.each([13, 14, 15, 16])('has the line for the signature with %s rows', async (count) => {
  const few = Array.from({ length: count }, (_, id) => missing(`t${id}`));
  const pages = await pdfText(await readinessPdf({ ...plain, rows: few }));
  expect(pages.at(-1)).toContain('技术人员签字');
});
