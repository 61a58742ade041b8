import type { FieldView } from '../../src-main/contract/snapshot.ts';
import { useTerminal } from '../connection/terminal-context.ts';
import { shownValue } from '../format/value.ts';
import { Note } from '../parts/note.tsx';
import { Page } from '../parts/page.tsx';
import { Paged } from '../parts/paged.tsx';
import { Phrases } from '../parts/phrases.tsx';
import { useWords } from '../words/use-words.ts';
import styles from './review.module.css';
import type { ScreenProps } from './screen-props.ts';

/** A calm summary before the one step that counts. */
export function Review({ screen }: ScreenProps<'review'>) {
  const { snapshot, press } = useTerminal();
  const { t, say, language } = useWords();
  const filled = screen.fields.filter((field) => field.value !== '');
  const rows = [
    ...filled.map((field: FieldView) => ({
      key: field.id,
      name: say(field.label),
      value: shownValue(field, language, field.masked),
    })),
    { key: '/fee', name: t('review.fee'), value: say(screen.fee) },
    ...screen.papers.map(({ title, toFile }, index) => ({
      key: `/paper${index}`,
      name: t(toFile ? 'review.files' : 'review.papers'),
      value: say(title),
    })),
    ...(screen.promised ? [{ key: '/promised', name: t('review.promised'), value: t('review.promisedYes') }] : []),
  ];
  return (
    <Page
      title={t('review.title')}
      about={snapshot.elder ? undefined : say(screen.item.name)}
      lead={t('review.lead')}
      beside={
        screen.unavailable === null ? undefined : (
          <Note tone="attention">
            <Phrases text={say(screen.unavailable)} />
          </Note>
        )
      }
      main={{
        text: t('review.submit'),
        icon: 'check',
        isDisabled: screen.unavailable !== null,
        onPress: () => press({ type: 'submit' }),
      }}
    >
      <Paged
        items={rows.map((row) => ({
          key: row.key,
          node: (
            <div className={styles.row}>
              <span className={styles.name}>
                <Phrases text={row.name} />
              </span>
              <span className={styles.value}>
                <Phrases text={row.value} />
              </span>
            </div>
          ),
        }))}
      />
    </Page>
  );
}
