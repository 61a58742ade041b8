import { Checklist } from '../parts/checklist.tsx';
import { MovingLine } from '../parts/moving-line.tsx';
import { Page } from '../parts/page.tsx';
import { useWords } from '../words/use-words.ts';
import type { ScreenProps } from './screen-props.ts';
import styles from './wait.module.css';

const order = ['saving', 'sending', 'deciding', 'fetchingDocuments'] as const;

export function Submitting({ screen }: ScreenProps<'submitting'>) {
  const { t } = useWords();
  return (
    <Page
      title={t('submitting.title')}
      lead={t(screen.slow ? 'submitting.slowLead' : 'submitting.lead')}
      status={t(`submitting.${screen.phase}`)}
      back={false}
      exit={screen.slow}
    >
      <div className={styles.wait}>
        <MovingLine />
        <Checklist steps={order.map((phase) => t(`submitting.${phase}`))} at={order.indexOf(screen.phase)} />
      </div>
    </Page>
  );
}
