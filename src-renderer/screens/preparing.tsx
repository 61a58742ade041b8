import { Checklist } from '../parts/checklist.tsx';
import { MovingLine } from '../parts/moving-line.tsx';
import { Page } from '../parts/page.tsx';
import { useWords } from '../words/use-words.ts';
import type { ScreenProps } from './screen-props.ts';
import styles from './wait.module.css';

export function Preparing({ screen }: ScreenProps<'preparing'>) {
  const { t } = useWords();
  const steps = [t('preparing.card'), t('preparing.shared'), t('preparing.form')];
  return (
    <Page title={t('preparing.title')} lead={t(screen.slow ? 'preparing.slowLead' : 'preparing.lead')} back={false}>
      <div className={styles.wait}>
        <MovingLine />
        <Checklist steps={steps} at={1} />
      </div>
    </Page>
  );
}
