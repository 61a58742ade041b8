import { useTerminal } from '../connection/terminal-context.ts';
import { Icon } from '../drawings/icon.tsx';
import { Machine } from '../drawings/machine.tsx';
import { Page } from '../parts/page.tsx';
import { useWords } from '../words/use-words.ts';
import styles from './plain.module.css';
import type { ScreenProps } from './screen-props.ts';

export function TakeCard({ screen }: ScreenProps<'takeCard'>) {
  const { snapshot } = useTerminal();
  const { t } = useWords();
  return (
    <Page
      title={t(screen.forgotten ? 'takeCard.forgotten' : 'takeCard.title')}
      lead={t(screen.forgotten ? 'takeCard.forgottenLead' : 'takeCard.lead')}
      figure={<Machine act="takeCard" label={t('drawing.take')} still={snapshot.elder} />}
      back={false}
      exit={false}
    >
      <div className={styles.spread}>
        {screen.forgotten ? (
          <>
            <p className={styles.phone}>
              <Icon name="phone" size="big" />
              {snapshot.site.helpPhone}
            </p>
            <p className={styles.small}>{t('takeCard.waiting', { count: screen.secondsWaiting })}</p>
          </>
        ) : null}
      </div>
    </Page>
  );
}
