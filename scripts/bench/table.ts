import type { Row } from './row.ts';

/** Columns a Chinese character or a letter takes on a terminal. */
const widthOf = (text: string): number =>
  [...text].reduce((sum, character) => sum + (/[\u2e80-\uffef]/u.test(character) ? 2 : 1), 0);
const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));

/** The one table `npm run bench` prints: facts of the machine, then a line for each row, then what failed. */
export function tableOf(
  facts: Readonly<Record<string, string>>,
  rows: readonly Row[],
  failures: Readonly<Record<string, string>>,
  quick: boolean,
): string {
  const widest = Math.max(...Object.keys(facts).map(widthOf));
  const head = ['what', 'median (min–max)', 'bar', 'met', 'note'];
  const lines = rows.map(({ what, measured, bar, met, note }) => [
    what,
    measured,
    bar ?? '',
    met === null ? (bar === null ? '' : '?') : met ? 'yes' : 'NO',
    note ?? '',
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...lines].map((line) => widthOf(line[column] ?? ''))));
  const draw = (line: readonly string[]) =>
    line
      .map((cell, column) => padded(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [
    ...Object.entries(facts).map(([name, fact]) => `${padded(name, widest)}  ${fact}`),
    ...(quick ? ['', 'QUICK: few rounds, not to be quoted'] : []),
    '',
    draw(head),
    widths.map((width) => '─'.repeat(width)).join('  '),
    ...lines.map(draw),
    ...Object.entries(failures).map(([name, why]) => `${name}: NOT MEASURED: ${why.split('\n')[0]}`),
  ].join('\n');
}
