import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { DiagnosticsPage, Severity } from '../../contract/diagnostics.ts';
import type { LocalizedText } from '../../contract/text.ts';
import { isAway } from './readiness.ts';

type View = Extract<DiagnosticsPage, { page: 'readiness' }>;
type Row = View['rows'][number];

export interface ReadinessReport {
  readonly site: LocalizedText;
  readonly terminal: string;
  readonly version: string;
  /** Staff number of whoever asked for it. */
  readonly by: string;
  /** Local time at the site, YYYY-MM-DD HH:mm. */
  readonly at: string;
  readonly ready: boolean;
  /** How every part was when the report was made. */
  readonly present: View['present'];
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
/** Left edge and width of each column: eight digits of a staff number and a minute fit on one line. Points. */
const columns = {
  title: [LEFT, 128],
  state: [190, 40],
  time: [233, 73],
  by: [309, 44],
  evidence: [356, RIGHT - 356],
} as const;
/** Of the list of devices and supplies. */
const machineColumns = { name: [LEFT, 168], text: [233, RIGHT - 233] } as const;
const UNDER_ROW = 8;
/** Room for the line that is signed, with what is above it. */
const SIGNATURE = 50;
const ink = { text: '#14213A', quiet: '#5A6474', line: '#C9CED6', good: '#0B6E4F', bad: '#B3261E' } as const;

const stateWords: Readonly<Record<Row['state'], readonly [string, string]>> = {
  passed: ['通过', 'passed'],
  failed: ['未通过', 'failed'],
  old: ['过期', 'too old'],
  otherUnit: ['已更换', 'other unit'],
  unknownUnit: ['设备不明', 'unit not known'],
  missing: ['未做', 'not done'],
};

const severityWords: Readonly<Record<Severity, readonly [string, string]>> = {
  fine: ['正常', 'fine'],
  soon: ['需留意', 'soon'],
  now: ['不可用', 'out'],
  unknown: ['未知', 'unknown'],
};

interface Line {
  readonly words: string;
  readonly size: number;
  readonly bold?: boolean;
  readonly color?: string;
}
/** Lines one below the other, each wrapped within the column; nothing is cut off. */
interface Cell {
  readonly column: readonly [left: number, width: number];
  readonly lines: readonly Line[];
}

/** What it is now, and why: only words and their colour say how bad. */
function presentCells({ title, severity, cause }: View['present'][number]): Cell[] {
  const color = isAway({ severity }) ? ink.bad : severity === 'fine' ? ink.good : ink.text;
  const [zh, en] = severityWords[severity];
  const [, width] = machineColumns.text;
  return [
    { column: machineColumns.name, lines: [{ words: `${title['zh-CN']}  ${title.en}`, size: 8.5 }] },
    { column: [233, 62], lines: [{ words: `${zh} ${en}`, size: 8.5, bold: true, color }] },
    {
      column: [299, width - 66],
      lines: severity === 'fine' ? [] : [{ words: `${cause['zh-CN']}  ${cause.en}`, size: 8.5, color }],
    },
  ];
}

/** What the test found, and with which unit. */
const evidenceOf = ({ evidence, code, identity }: NonNullable<Row['newest']>): string[] => [
  evidence,
  identity === null ? code : `${code} · ${identity}`,
];

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
  const set = ({ size, bold = false, color = ink.text }: Line) =>
    pdf
      .font(bold ? 'bold' : 'regular')
      .fontSize(size)
      .fillColor(color);
  /** Gives back where the next line may begin. */
  const write = (line: Line, y: number, [x, width]: Cell['column'] = [LEFT, RIGHT - LEFT]): number => {
    set(line).text(line.words, x, y, { width });
    return pdf.y;
  };
  const heightOf = ({ column: [, width], lines }: Cell) =>
    lines.reduce((sum, line) => sum + set(line).heightOfString(line.words, { width }), 0);
  const rule = (y: number) => pdf.moveTo(LEFT, y).lineTo(RIGHT, y).lineWidth(0.5).strokeColor(ink.line).stroke();
  /** Cells side by side, together on one page; a new page begins with what `above` writes. */
  function row(cells: readonly Cell[], top: number, above: (y: number) => number = (y) => y): number {
    const height = Math.max(...cells.map(heightOf));
    let y = top;
    if (y + height > BOTTOM) {
      pdf.addPage();
      y = above(57);
    }
    for (const { column, lines } of cells) {
      let at = y;
      for (const line of lines) at = write(line, at, column);
    }
    return y + height;
  }

  function head(y: number): number {
    const names = { title: '测试 Test', state: '结果', time: '时间', by: '人员', evidence: '依据 Evidence' } as const;
    const quiet = { size: 8, color: ink.quiet };
    const under = row(
      Object.entries(columns).map(([name, column]) => ({
        column,
        lines: [{ ...quiet, words: names[name as keyof typeof names] }],
      })),
      y,
    );
    rule(under + 3);
    return under + 9;
  }

  let y = write({ words: title, size: 20, bold: true }, 57);
  y = write({ words: 'Readiness report', size: 10, color: ink.quiet }, y);
  y = write({ words: report.site['zh-CN'], size: 10 }, y + 8);
  if (report.site.en !== report.site['zh-CN']) y = write({ words: report.site.en, size: 9 }, y);
  const which = `终端 ${report.terminal}    版本 ${report.version}    ${report.at}    工号 ${report.by}`;
  y = write({ words: which, size: 9, color: ink.quiet }, y + 2);
  const verdict = report.ready ? '可以投入使用' : '还不能投入使用';
  y = write({ words: verdict, size: 15, bold: true, color: report.ready ? ink.good : ink.bad }, y + 10);
  const english = report.ready ? 'This machine may serve.' : 'This machine may not serve yet.';
  y = write({ words: english, size: 9, color: ink.quiet }, y);
  for (const words of [
    `全部测试须在 ${report.validDays} 天内、用现在装着的设备通过，各部件现在都要能用。`,
    `All tests must have passed within ${report.validDays} days on the units that are fitted now, and every part must work now.`,
  ])
    y = write({ words, size: 8.5, color: ink.quiet }, y + 2);
  if (report.parked > 0) {
    const words = `搁置未送达的记录 ${report.parked} 条，账本里都在。 Records put aside and not at the platform: ${report.parked}, all kept here.`;
    y = write({ words, size: 8.5, bold: true, color: ink.bad }, y);
  }
  y = write({ words: `${report.at} 的状态 State at that time`, size: 10, bold: true }, y + 12) + 4;
  for (const part of report.present) {
    await breathe();
    y = row(presentCells(part), y) + 3;
  }
  y = head(y + 12);
  for (const { title: name, state, newest } of report.rows) {
    await breathe();
    const color = state === 'passed' ? ink.good : ink.bad;
    const [zh, en] = stateWords[state];
    const quiet = { size: 7.5, color: ink.quiet };
    const cells: Cell[] = [
      {
        column: columns.title,
        lines: [
          { words: name['zh-CN'], size: 10 },
          { ...quiet, words: name.en },
        ],
      },
      {
        column: columns.state,
        lines: [
          { words: zh, size: 10, bold: true, color },
          { ...quiet, words: en },
        ],
      },
    ];
    if (newest !== null)
      cells.push(
        { column: columns.time, lines: [{ words: report.localTime(newest.at), size: 8.5 }] },
        { column: columns.by, lines: [{ words: newest.by, size: 8.5 }] },
        { column: columns.evidence, lines: evidenceOf(newest).map((words) => ({ ...quiet, words })) },
      );
    y = row(cells, y, head) + UNDER_ROW / 2;
    rule(y);
    y += UNDER_ROW / 2;
  }
  if (report.machine.length > 0) {
    if (y + 60 > BOTTOM) {
      pdf.addPage();
      y = 57;
    }
    y = write({ words: '设备固件和耗材 Firmware and supplies', size: 10, bold: true }, y + 8) + 4;
  }
  for (const { name, text } of report.machine) {
    await breathe();
    const cells = [
      { column: machineColumns.name, lines: [{ words: `${name['zh-CN']}  ${name.en}`, size: 8.5 }] },
      { column: machineColumns.text, lines: [{ words: text, size: 8.5, color: ink.quiet }] },
    ];
    y = row(cells, y) + 3;
  }
  if (y + SIGNATURE > BOTTOM) {
    pdf.addPage();
    y = 57;
  }
  write({ words: '技术人员签字 Technician', size: 8.5, color: ink.quiet }, y + 30);
  pdf
    .moveTo(LEFT + 110, y + 42)
    .lineTo(LEFT + 290, y + 42)
    .strokeColor(ink.quiet)
    .stroke();
  const { count } = pdf.bufferedPageRange();
  for (let page = 0; page < count; page++) {
    pdf.switchToPage(page);
    write({ words: `${report.terminal}    ${page + 1} / ${count}`, size: 7.5, color: ink.quiet }, 805);
  }
  await breathe();
  pdf.end();
  return done;
}
