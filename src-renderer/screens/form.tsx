import { useTerminal } from '../connection/terminal-context.ts';
import { FieldRow } from '../parts/field-row.tsx';
import { Note } from '../parts/note.tsx';
import { Page } from '../parts/page.tsx';
import { Paged } from '../parts/paged.tsx';
import { Phrases } from '../parts/phrases.tsx';
import { useWords } from '../words/use-words.ts';
import type { ScreenProps } from './screen-props.ts';

/**
 * Everything already filled in, to be checked. While something is missing the main action leads to it;
 * `answered` is the field just edited, so that the person finds the place again.
 */
export function FormCheck({ screen, answered }: ScreenProps<'form'> & { answered: string | null }) {
  const { press } = useTerminal();
  const { t, say } = useWords();
  const missing = screen.fields.filter(
    (field) => field.editable && (field.issue !== null || (field.required && field.value === '')),
  );
  const first = screen.complete ? undefined : missing[0];
  const startAt = screen.fields.findIndex((field) => field.id === (answered ?? first?.id));
  const sources = screen.missingSources.map(say);
  return (
    <Page
      title={t('form.title')}
      lead={first === undefined ? t('form.lead') : t('form.leadMissing', { count: missing.length })}
      beside={
        sources.length === 0 ? undefined : (
          <Note tone="attention">
            <Phrases
              text={t('form.missing', { sources: sources.join(t('form.missing').includes('：') ? '、' : ', ') })}
            />
          </Note>
        )
      }
      main={
        first === undefined
          ? { text: t('form.next'), iconAfter: 'forward', onPress: () => press({ type: 'next' }) }
          : {
              text: t('form.nextFill', { field: say(first.label) }),
              icon: 'edit',
              onPress: () => press({ type: 'editField', id: first.id }),
            }
      }
    >
      <Paged
        startAt={Math.max(0, startAt)}
        items={screen.fields.map((field) => ({ key: field.id, node: <FieldRow field={field} /> }))}
      />
    </Page>
  );
}
