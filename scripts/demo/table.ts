import type { Step } from './citizen.ts';

/** Columns of a terminal: characters of East Asian scripts take two. */
export function width(text: string): number {
  let columns = 0;
  for (const character of text)
    columns += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\uff6f]|\p{Script=Han}/u.test(character)
      ? 2
      : 1;
  return columns;
}

export const pad = (text: string, columns: number): string => text + ' '.repeat(Math.max(0, columns - width(text)));

export interface Line {
  readonly title: string;
  readonly steps: number;
  readonly seconds: number;
  /** What did not happen, as a sentence; null where all of it did. */
  readonly failure: string | null;
}

/** The steps of one story as one line of the table. */
export function lineOf(title: string, steps: readonly Step[]): Line {
  const failed = steps.find(({ failure }) => failure !== null);
  return {
    title,
    steps: steps.length,
    seconds: steps.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000,
    failure: failed === undefined ? null : `${failed.what}: ${failed.failure}`,
  };
}

/** One line a story: title, steps, ok or FAILED, seconds; then a sentence for each that failed. */
export function table(lines: readonly Line[]): string {
  const columns = Math.max(5, ...lines.map(({ title }) => width(title)));
  const row = (...cells: [string, string, string, string]): string =>
    `${pad(cells[0], columns)}  ${cells[1].padStart(5)}  ${cells[2].padEnd(8)}  ${cells[3].padStart(7)}`;
  return [
    row('story', 'steps', '', 'seconds'),
    ...lines.map(({ title, steps, failure, seconds }) =>
      row(title, String(steps), failure !== null ? 'FAILED' : steps === 0 ? 'not told' : 'ok', seconds.toFixed(1)),
    ),
    ...lines.flatMap(({ title, failure }) => (failure === null ? [] : [`\n${title} failed. ${failure}`])),
  ].join('\n');
}
