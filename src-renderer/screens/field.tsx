import { useState } from 'react';
import type { FieldView } from '../../src-main/contract/snapshot.ts';
import { useTerminal } from '../connection/terminal-context.ts';
import { inRange, limit } from '../format/calendar.ts';
import { today } from '../parts/clock.ts';
import { DatePicker } from '../parts/date-picker.tsx';
import { issueWords, mostWords } from '../parts/issue-words.ts';
import { Note } from '../parts/note.tsx';
import { Options } from '../parts/options.tsx';
import { Page } from '../parts/page.tsx';
import { Phrases } from '../parts/phrases.tsx';
import { Writing } from '../parts/writing.tsx';
import { useWords } from '../words/use-words.ts';
import styles from './field.module.css';
import type { ScreenProps } from './screen-props.ts';

/** One question. Choices answer at once; what is written waits for 确定. */
export function FieldQuestion({ screen }: ScreenProps<'field'>) {
  const { press } = useTerminal();
  const words = useWords();
  const { t, say } = words;
  const { field } = screen;
  const label = say(field.label);
  const answer = (value: string): void => press({ type: 'setField', id: field.id, value });
  const [draft, setDraft] = useState(field.value);
  const issue = draft === field.value ? issueWords(field, words) : null;
  const help = field.help !== null ? say(field.help) : field.required ? null : t('field.optional');
  const most = mostWords(field, words);
  const choice = field.kind === 'choice';
  const picked = choice || field.kind === 'month' || field.kind === 'date';
  return (
    <Page
      title={t(picked ? 'field.choose' : 'field.write', { field: label })}
      about={help ?? undefined}
      lead={most ?? undefined}
      main={
        choice
          ? field.required
            ? undefined
            : { text: t('field.skip'), onPress: () => answer('') }
          : {
              text: t('field.confirm'),
              icon: 'check',
              isDisabled: !ready(field, draft),
              onPress: () => answer(draft),
            }
      }
    >
      <div className={styles.field}>
        {issue === null ? null : (
          <Note tone="attention">
            <Phrases text={issue} />
          </Note>
        )}
        <Entry field={field} draft={draft} onDraft={setDraft} onAnswer={answer} />
      </div>
    </Page>
  );
}

type EntryProps = {
  field: FieldView;
  draft: string;
  onDraft: (draft: string) => void;
  onAnswer: (value: string) => void;
};

function Entry({ field, draft, onDraft, onAnswer }: EntryProps) {
  switch (field.kind) {
    case 'choice':
      return <Options field={field} onAnswer={onAnswer} />;
    case 'month':
    case 'date':
      return (
        <DatePicker
          part={field.kind}
          value={draft}
          min={limit(field.min, today())}
          max={limit(field.max, today())}
          onPick={onDraft}
        />
      );
    case 'text':
    case 'digits':
    case 'money':
    case 'phone':
    case 'idNumber':
      return <Writing field={field} draft={draft} onDraft={onDraft} />;
  }
}

/** Only what could be an answer at all; whether it is a good one the terminal says. */
function ready(field: FieldView, draft: string): boolean {
  if (draft === '') return !field.required;
  if (field.kind === 'month') return /^\d{4}-\d{2}$/.test(draft) && within(field, draft);
  if (field.kind === 'date') return /^\d{4}-\d{2}-\d{2}$/.test(draft) && within(field, draft);
  if (field.kind === 'phone') return draft.length === 11;
  if (field.kind === 'idNumber') return draft.length === 18;
  return true;
}

const within = (field: FieldView, draft: string): boolean =>
  inRange(draft, limit(field.min, today()), limit(field.max, today()));
