import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { DiagnosticsPage } from '../../contract/diagnostics.ts';
import type { LocalizedText } from '../../contract/text.ts';

type Row = Extract<DiagnosticsPage, { page: 'readiness' }>['rows'][number];

export interface ReadinessReport {
  readonly site: LocalizedText;
  readonly terminal: string;
  readonly version: string;
  /** Staff number of whoever asked for it. */
  readonly by: string;
  /** Local time at the site, YYYY-MM-DD HH:mm. */
  readonly at: string;
  readonly ready: boolean;
  readonly validDays: number;
  /** Records that staff put aside and the platform does not have. */
  readonly parked: number;
  readonly rows: readonly Row[];
  /** What every device calls itself and its program, and what is left of what runs out. Nothing personal. */
  readonly machine: readonly { readonly name: LocalizedText; readonly text: string }[];
  readonly localTime: (seconds: number) => string;
}

// Not named `require`: the built terminal has one of its own at its top.
const modules = createRequire(import.meta.url);
/** 17 MB each: read when a report is made and not kept. */
const font = (weight: 'Regular' | 'Bold') =>
  readFileSync(modules.resolve(`node-source-han-sans-sc/SourceHanSansSC-${weight}.otf`));

/** The screen must hear of this process while the report is made. */
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Points; A4 with 20 mm at the sides. */
const LEFT = 57;
const RIGHT = 538;
const BOTTOM = 780;
const ROW = 34;
const SMALL_ROW = 16;
const columns = { title: LEFT, state: 190, time: 235, by: 315, evidence: 352 } as const;
const ink = { text: '#14213A', quiet: '#5A6474', line: '#C9CED6', good: '#0B6E4F', bad: '#B3261E' } as const;

const stateWords: Readonly<Record<Row['state'], readonly [string, string]>> = {
  passed: ['通过', 'passed'],
  failed: ['未通过', 'failed'],
  old: ['过期', 'too old'],
  missing: ['未做', 'not done'],
};

/** The report as A4 PDF: Chinese with English beside it. Same input, same look; nothing of any citizen can be in it. */
export async function readinessPdf(report: ReadinessReport): Promise<Uint8Array> {
  const { default: PDFDocument } = await import('pdfkit');
  const title = '终端就绪报告';
  const pdf = new PDFDocument({
    size: 'A4',
    margin: 0,
    bufferPages: true,
    font: '',
    lang: 'zh-CN',
    pdfVersion: '1.7',
    info: { Title: title, Author: report.terminal },
  });
  const chunks: Buffer[] = [];
  const done = new Promise<Uint8Array>((resolve, reject) => {
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
    pdf.on('error', reject);
    pdf.on('end', () => resolve(Buffer.concat(chunks)));
  });
  await breathe();
  for (const [name, weight] of [
    ['regular', 'Regular'],
    ['bold', 'Bold'],
  ] as const) {
    // The first use parses the font: tenths of a second each.
    pdf.registerFont(name, font(weight)).font(name);
    await breathe();
  }
  const write = (
    words: string,
    x: number,
    y: number,
    { size = 9, bold = false, color = ink.text as string, width = RIGHT - x } = {},
  ) =>
    pdf
      .font(bold ? 'bold' : 'regular')
      .fontSize(size)
      .fillColor(color)
      .text(words, x, y, { width, height: size * 1.6, ellipsis: true, lineBreak: false });
  const rule = (y: number) => pdf.moveTo(LEFT, y).lineTo(RIGHT, y).lineWidth(0.5).strokeColor(ink.line).stroke();

  function head(y: number): number {
    const cells = { title: '测试 Test', state: '结果', time: '时间', by: '人员', evidence: '依据 Evidence' } as const;
    for (const [column, words] of Object.entries(cells))
      write(words, columns[column as keyof typeof columns], y, { size: 8, color: ink.quiet, width: 110 });
    rule(y + 16);
    return y + 24;
  }

  write(title, LEFT, 57, { size: 20, bold: true });
  write('Readiness report', LEFT, 88, { size: 10, color: ink.quiet });
  write(`${report.site['zh-CN']}  ${report.site.en}`, LEFT, 112, { size: 10 });
  write(`终端 ${report.terminal}    版本 ${report.version}    ${report.at}    工号 ${report.by}`, LEFT, 130, {
    color: ink.quiet,
  });
  write(report.ready ? '可以投入使用' : '还不能投入使用', LEFT, 158, {
    size: 15,
    bold: true,
    color: report.ready ? ink.good : ink.bad,
  });
  const rule30 = `全部测试须在 ${report.validDays} 天内通过。 All tests must have passed within ${report.validDays} days.`;
  write(rule30, LEFT, 184, { size: 8.5, color: ink.quiet });
  if (report.parked > 0)
    write(
      `搁置未送达的记录 ${report.parked} 条，账本里都在。 Records put aside and not at the platform: ${report.parked}, all kept here.`,
      LEFT,
      198,
      { size: 8.5, bold: true, color: ink.bad },
    );
  let y = head(report.parked > 0 ? 220 : 212);
  for (const { title: name, state, newest } of report.rows) {
    await breathe();
    if (y + ROW > BOTTOM) {
      pdf.addPage();
      y = head(57);
    }
    const good = state === 'passed';
    write(name['zh-CN'], columns.title, y, { size: 10, width: 130 });
    write(name.en, columns.title, y + 14, { size: 7.5, color: ink.quiet, width: 130 });
    write(stateWords[state][0], columns.state, y, {
      size: 10,
      bold: true,
      color: good ? ink.good : ink.bad,
      width: 44,
    });
    write(stateWords[state][1], columns.state, y + 14, { size: 7.5, color: ink.quiet, width: 44 });
    if (newest !== null) {
      write(report.localTime(newest.at), columns.time, y, { size: 8.5, width: 78 });
      write(newest.by, columns.by, y, { size: 8.5, width: 36 });
      write(newest.evidence, columns.evidence, y, { size: 7.5, color: ink.quiet, width: RIGHT - columns.evidence });
      write(newest.code, columns.evidence, y + 12, { size: 7.5, color: ink.quiet, width: RIGHT - columns.evidence });
    }
    rule(y + ROW - 6);
    y += ROW;
  }
  if (report.machine.length > 0) {
    if (y + 24 + 2 * SMALL_ROW > BOTTOM) {
      pdf.addPage();
      y = 57;
    }
    write('设备固件和耗材 Firmware and supplies', LEFT, y + 8, { size: 10, bold: true });
    y += 30;
  }
  for (const { name, text } of report.machine) {
    await breathe();
    if (y + SMALL_ROW > BOTTOM) {
      pdf.addPage();
      y = 57;
    }
    write(`${name['zh-CN']}  ${name.en}`, columns.title, y, { size: 8.5, width: columns.time - LEFT - 8 });
    write(text, columns.time, y, { size: 8.5, color: ink.quiet });
    y += SMALL_ROW;
  }
  const { count } = pdf.bufferedPageRange();
  for (let page = 0; page < count; page++) {
    pdf.switchToPage(page);
    write(`${report.terminal}    ${page + 1} / ${count}`, LEFT, 805, { size: 7.5, color: ink.quiet });
  }
  if (y + 50 < BOTTOM) {
    write('技术人员签字 Technician', LEFT, y + 30, { size: 8.5, color: ink.quiet });
    pdf
      .moveTo(LEFT + 110, y + 42)
      .lineTo(LEFT + 290, y + 42)
      .strokeColor(ink.quiet)
      .stroke();
  }
  await breathe();
  pdf.end();
  return done;
}
