import { useTerminal } from '../connection/terminal-context.ts';
import { Mark } from '../drawings/mark.tsx';
import { groupCaseNumber } from '../format/value.ts';
import { Note } from '../parts/note.tsx';
import { Page } from '../parts/page.tsx';
import { Phrases } from '../parts/phrases.tsx';
import { useWords } from '../words/use-words.ts';
import styles from './plain.module.css';
import type { ScreenProps } from './screen-props.ts';

/** What the printer told afterwards, where all is well. */
const provedWords = {
  printed: 'recovered.paperPrinted',
  saved: 'recovered.paperSaved',
} as const;

/** After a stop, to whoever stands there: what is safe, what is not known. Nothing about a person. */
export function Recovered({ screen }: ScreenProps<'recovered'>) {
  const { press } = useTerminal();
  const { t } = useWords();
  return (
    <Page
      moment
      mark={<Mark tone="calm" icon="check" />}
      title={t('recovered.title')}
      back={false}
      exit={false}
      main={{ text: t('common.continue'), iconAfter: 'forward', onPress: () => press({ type: 'next' }) }}
    >
      <div className={styles.spread}>
        <div className={styles.box}>
          <p className={styles.boxText}>
            <Phrases text={t(screen.submitted ? 'recovered.submitted' : 'recovered.notSubmitted')} />
          </p>
          {screen.caseNumber === null ? null : (
            <>
              <h2 className={styles.boxTitle}>{t('recovered.caseNumber')}</h2>
              <p className={styles.number}>{groupCaseNumber(screen.caseNumber)}</p>
            </>
          )}
        </div>
        {screen.paperUnknown ? (
          <Note tone="attention">
            <Phrases text={t('recovered.paper')} />
          </Note>
        ) : null}
        {screen.paperProved === 'notPrinted' ? (
          <Note tone="attention">
            <Phrases text={t('recovered.paperNotPrinted')} />
          </Note>
        ) : null}
        {screen.paperProved === 'printed' || screen.paperProved === 'saved' ? (
          <div className={styles.box}>
            <p className={styles.boxText}>
              <Phrases text={t(provedWords[screen.paperProved])} />
            </p>
          </div>
        ) : null}
      </div>
    </Page>
  );
}
