import type { DiagnosticsPage, Severity } from '../../contract/diagnostics.ts';
import type { LocalizedText } from '../../contract/text.ts';
import { isAway } from './readiness.ts';
import { breathe, type Cell, ink, LEFT, type Paper, RIGHT, takePaper } from './report-paper.ts';

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
  const paper = await takePaper({ title: '终端就绪报告', author: report.terminal });
  let y = writeVerdict(paper, report, paper.top);
  y = paper.write({ words: `${report.at} 的状态 State at that time`, size: 10, bold: true }, y + 12) + 4;
  for (const part of report.present) {
    await breathe();
    y = paper.row(presentCells(part), y) + 3;
  }
  const head = (top: number) => writeHead(paper, top);
  y = head(y + 12);
  for (const tested of report.rows) {
    await breathe();
    y = paper.row(testCells(tested, report.localTime), y, head) + UNDER_ROW / 2;
    paper.rule(y);
    y += UNDER_ROW / 2;
  }
  if (report.machine.length > 0)
    y =
      paper.write({ words: '设备固件和耗材 Firmware and supplies', size: 10, bold: true }, paper.roomFor(60, y) + 8) +
      4;
  for (const { name, text } of report.machine) {
    await breathe();
    const cells = [
      { column: machineColumns.name, lines: [{ words: `${name['zh-CN']}  ${name.en}`, size: 8.5 }] },
      { column: machineColumns.text, lines: [{ words: text, size: 8.5, color: ink.quiet }] },
    ];
    y = paper.row(cells, y) + 3;
  }
  y = paper.roomFor(SIGNATURE, y);
  paper.write({ words: '技术人员签字 Technician', size: 8.5, color: ink.quiet }, y + 30);
  paper.rule(y + 42, [LEFT + 110, 180], ink.quiet);
  return paper.end((page, of) => ({ words: `${report.terminal}    ${page} / ${of}`, size: 7.5, color: ink.quiet }));
}

/** Which machine, when, by whom, and whether it may serve. */
function writeVerdict(paper: Paper, report: ReadinessReport, top: number): number {
  let y = paper.write({ words: '终端就绪报告', size: 20, bold: true }, top);
  y = paper.write({ words: 'Readiness report', size: 10, color: ink.quiet }, y);
  y = paper.write({ words: report.site['zh-CN'], size: 10 }, y + 8);
  if (report.site.en !== report.site['zh-CN']) y = paper.write({ words: report.site.en, size: 9 }, y);
  const which = `终端 ${report.terminal}    版本 ${report.version}    ${report.at}    工号 ${report.by}`;
  y = paper.write({ words: which, size: 9, color: ink.quiet }, y + 2);
  const verdict = report.ready ? '可以投入使用' : '还不能投入使用';
  y = paper.write({ words: verdict, size: 15, bold: true, color: report.ready ? ink.good : ink.bad }, y + 10);
  const english = report.ready ? 'This machine may serve.' : 'This machine may not serve yet.';
  y = paper.write({ words: english, size: 9, color: ink.quiet }, y);
  for (const words of [
    `全部测试须在 ${report.validDays} 天内、用现在装着的设备通过，各部件现在都要能用。`,
    `All tests must have passed within ${report.validDays} days on the units that are fitted now, and every part must work now.`,
  ])
    y = paper.write({ words, size: 8.5, color: ink.quiet }, y + 2);
  if (report.parked === 0) return y;
  const words = `搁置未送达的记录 ${report.parked} 条，账本里都在。 Records put aside and not at the platform: ${report.parked}, all kept here.`;
  return paper.write({ words, size: 8.5, bold: true, color: ink.bad }, y);
}

/** Above the tests, on each page that has some. */
function writeHead(paper: Paper, y: number): number {
  const names: Readonly<Record<keyof typeof columns, string>> = {
    ...{ title: '测试 Test', state: '结果', time: '时间', by: '人员', evidence: '依据 Evidence' },
  };
  const cell = (name: keyof typeof columns): Cell => ({
    column: columns[name],
    lines: [{ words: names[name], size: 8, color: ink.quiet }],
  });
  const under = paper.row([cell('title'), cell('state'), cell('time'), cell('by'), cell('evidence')], y);
  paper.rule(under + 3);
  return under + 9;
}

function testCells({ title: name, state, newest }: Row, localTime: ReadinessReport['localTime']): Cell[] {
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
  if (newest === null) return cells;
  return [
    ...cells,
    { column: columns.time, lines: [{ words: localTime(newest.at), size: 8.5 }] },
    { column: columns.by, lines: [{ words: newest.by, size: 8.5 }] },
    { column: columns.evidence, lines: evidenceOf(newest).map((words) => ({ ...quiet, words })) },
  ];
}
