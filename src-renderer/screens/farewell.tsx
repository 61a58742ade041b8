import { Mark } from '../drawings/mark.tsx';
import { useWords } from '../words/use-words.ts';
import styles from './plain.module.css';

export function Farewell() {
  const { t } = useWords();
  return (
    <main className={styles.screen}>
      <div className={styles.column}>
        <Mark tone="calm" icon="check" />
        <h1 className={styles.title}>{t('farewell.title')}</h1>
        <p className={styles.lead}>{t('farewell.lead')}</p>
      </div>
    </main>
  );
}
