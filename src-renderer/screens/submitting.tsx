import { useTerminal } from '../connection/terminal-context.ts';
import { groupCaseNumber } from '../format/value.ts';
import { Checklist } from '../parts/checklist.tsx';
import { MovingLine } from '../parts/moving-line.tsx';
import { Page } from '../parts/page.tsx';
import { Phrases } from '../parts/phrases.tsx';
import { useWords } from '../words/use-words.ts';
import type { ScreenProps } from './screen-props.ts';
import styles from './wait.module.css';

const order = ['saving', 'sending', 'deciding', 'fetchingDocuments'] as const;

/** What is done with the case now. Where it takes long the person may leave, and reads what becomes of it then. */
export function Submitting({ screen }: ScreenProps<'submitting'>) {
  const { elder } = useTerminal().snapshot;
  const { t } = useWords();
  const lead = !screen.slow ? 'lead' : screen.caseNumber === null ? 'slowSaving' : 'slowLead';
  const mayLeave = screen.slow && screen.caseNumber !== null;
  return (
    <Page
      title={t('submitting.title')}
      lead={t(`submitting.${lead}`)}
      status={t(`submitting.${screen.phase}`)}
      back={false}
      exit={screen.slow}
    >
      <div className={styles.wait}>
        <MovingLine />
        <Checklist
          steps={order.map((phase) => t(`submitting.${phase}`))}
          at={order.indexOf(screen.phase)}
          short={elder && mayLeave}
        />
        {mayLeave ? (
          <section className={styles.leave}>
            <p>
              <Phrases text={t('submitting.mayLeave')} />
            </p>
            <h2>{t('result.caseNumber')}</h2>
            <p className={styles.number}>{groupCaseNumber(screen.caseNumber ?? '')}</p>
          </section>
        ) : null}
      </div>
    </Page>
  );
}
