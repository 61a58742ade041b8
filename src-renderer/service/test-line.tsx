import type { TestRecord } from '../../src-main/contract/diagnostics.ts';
import { useWords } from '../words/use-words.ts';
import { Line } from './line.tsx';
import { moment } from './moment.ts';

export const outcomeTone = { passed: 'fine', failed: 'now', canceled: 'plain' } as const;

/** Characters of evidence in a list; the report on paper has it whole. */
const SHOWN = 300;
/** The beginning of evidence that would fill the page, with a mark. */
export const beginning = (evidence: string): string =>
  evidence.length <= SHOWN ? evidence : `${evidence.slice(0, SHOWN)} … (+${evidence.length - SHOWN})`;

/** A test that was made: what, when, by whom, how it went. */
export function TestLine({ record }: { record: TestRecord }) {
  const { t, say, language } = useWords();
  return (
    <Line
      tone={outcomeTone[record.outcome]}
      mark={t(`service.outcome.${record.outcome}`)}
      title={say(record.title)}
      text={[
        `${moment(record.at, language)} · ${record.by}`,
        ...(record.advice === null ? [] : [say(record.advice)]),
      ].join(' · ')}
      small={[record.code, beginning(record.evidence), ...(record.identity === null ? [] : [record.identity])].join(
        ' · ',
      )}
    />
  );
}
