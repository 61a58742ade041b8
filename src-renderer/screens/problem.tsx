import { useTerminal } from '../connection/terminal-context.ts';
import { Mark } from '../drawings/mark.tsx';
import { HelpPhone } from '../parts/help-phone.tsx';
import { Page } from '../parts/page.tsx';
import { Phrases } from '../parts/phrases.tsx';
import { useWords } from '../words/use-words.ts';
import styles from './plain.module.css';
import type { ScreenProps } from './screen-props.ts';

/** What happened, what to do, who can help. */
export function Problem({ screen }: ScreenProps<'problem'>) {
  const { snapshot, press } = useTerminal();
  const { t, say } = useWords();
  const goHome = { text: t('common.home'), icon: 'home' as const, onPress: () => press({ type: 'home' }) };
  return (
    <Page
      moment
      mark={<Mark tone="attention" icon="attention" />}
      title={say(screen.title)}
      back={false}
      {...(screen.mayRetry
        ? {
            second: goHome,
            main: { text: t('common.retry'), icon: 'undo' as const, onPress: () => press({ type: 'retry' }) },
          }
        : {
            main: { text: t('common.continue'), iconAfter: 'forward' as const, onPress: () => press({ type: 'next' }) },
          })}
    >
      <div className={styles.spread}>
        <div className={styles.box}>
          <p className={styles.boxText}>
            <Phrases text={say(screen.text)} />
          </p>
          <HelpPhone number={snapshot.site.helpPhone} />
        </div>
        <p className={styles.small}>{t('problem.code', { code: screen.code })}</p>
      </div>
    </Page>
  );
}
