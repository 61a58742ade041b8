import { useTerminal } from '../connection/terminal-context.ts';
import { Mark } from '../drawings/mark.tsx';
import { besides, unbroken } from '../format/value.ts';
import { HelpPhone } from '../parts/help-phone.tsx';
import { Phrases } from '../parts/phrases.tsx';
import { useWords } from '../words/use-words.ts';
import styles from './plain.module.css';
import type { ScreenProps } from './screen-props.ts';

/** Never a bare "out of service": the reason, another way, who to call. */
export function OutOfService({ screen }: ScreenProps<'outOfService'>) {
  const { site } = useTerminal().snapshot;
  const { t, say } = useWords();
  return (
    <main className={styles.screen}>
      <div className={styles.column}>
        <Mark tone="stopped" icon="stopped" />
        <h1 className={styles.title}>
          <Phrases text={t('outOfService.title')} />
        </h1>
        <p className={styles.lead}>
          <Phrases text={t('outOfService.lead')} />
        </p>
        <div className={styles.box}>
          <h2 className={styles.boxTitle}>{t('outOfService.why')}</h2>
          <p className={styles.boxText}>
            <Phrases text={say(screen.reason)} />
          </p>
          <h2 className={styles.boxTitle}>{t('outOfService.other')}</h2>
          <p className={styles.boxText}>
            <Phrases text={t('outOfService.otherText')} />
          </p>
          <HelpPhone number={site.helpPhone} />
          <p className={styles.small}>
            {besides(say(site.name), t('common.terminal', { id: unbroken(site.terminalId) }))}
          </p>
        </div>
      </div>
    </main>
  );
}
