import { MovingLine } from '../parts/moving-line.tsx';
import { Phrases } from '../parts/phrases.tsx';
import { useWords } from '../words/use-words.ts';
import styles from './plain.module.css';

/** Before the first snapshot, and the terminal's own `starting`. */
export function Opening() {
  const { t } = useWords();
  return (
    <main className={styles.screen}>
      <div className={styles.column}>
        <h1 className={styles.title}>
          <Phrases text={t('starting.title')} />
        </h1>
        <p className={styles.lead}>
          <Phrases text={t('starting.lead')} />
        </p>
        <MovingLine />
      </div>
    </main>
  );
}
