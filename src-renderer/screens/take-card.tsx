import { useTerminal } from '../connection/terminal-context.ts';
import { Machine } from '../drawings/machine.tsx';
import { HelpPhone } from '../parts/help-phone.tsx';
import { Page } from '../parts/page.tsx';
import { useWords } from '../words/use-words.ts';
import styles from './plain.module.css';
import type { ScreenProps } from './screen-props.ts';

export function TakeCard({ screen }: ScreenProps<'takeCard'>) {
  const { snapshot } = useTerminal();
  const { t } = useWords();
  const { cards, forgotten } = screen;
  const which = cards.length > 1 ? 'both' : (cards[0] ?? 'idCard');
  return (
    <Page
      title={t(forgotten ? `takeCard.forgotten.${which}` : `takeCard.title.${which}`)}
      lead={t(forgotten ? 'takeCard.forgottenLead' : `takeCard.lead.${which}`)}
      figure={
        <Machine
          act={which === 'socialSecurityCard' ? 'still' : 'takeCard'}
          chip={which === 'idCard' ? 'none' : 'take'}
          label={t(`drawing.take.${which}`)}
          still={snapshot.elder}
        />
      }
      back={false}
      exit={false}
    >
      <div className={styles.spread}>
        {forgotten ? (
          <>
            <HelpPhone number={snapshot.site.helpPhone} />
            <p className={styles.small}>{t('takeCard.waiting', { count: screen.secondsWaiting })}</p>
          </>
        ) : null}
      </div>
    </Page>
  );
}
