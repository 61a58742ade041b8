import { useEffect, useState } from 'react';
import { Icon } from '../drawings/icon.tsx';
import { HelpPhone } from '../parts/help-phone.tsx';
import { MovingLine } from '../parts/moving-line.tsx';
import { Phrases } from '../parts/phrases.tsx';
import { useWords } from '../words/use-words.ts';
import styles from './plain.module.css';

/** After this a wait needs more than "one moment". */
const LONG_MS = 10_000;

/** The terminal is away: nothing about a person, and after ten seconds what to do. */
export function Interrupted({ helpPhone }: { helpPhone: string | null }) {
  const { t } = useWords();
  const [long, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), LONG_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <main className={styles.screen}>
      <div className={styles.column} role="status">
        <h1 className={styles.title}>
          <Phrases text={t(long ? 'interrupted.longTitle' : 'interrupted.title')} />
        </h1>
        <p className={styles.lead}>
          <Phrases text={t('interrupted.lead')} />
        </p>
        <MovingLine />
        {long ? (
          <div className={styles.box}>
            <h2 className={styles.boxTitle}>{t('interrupted.stepsTitle')}</h2>
            <ul className={styles.list}>
              {(['interrupted.step1', 'interrupted.step2', 'interrupted.step3'] as const).map((key) => (
                <li key={key}>
                  <Icon name="check" />
                  <Phrases text={t(key)} />
                </li>
              ))}
            </ul>
            {helpPhone === null ? null : <HelpPhone number={helpPhone} />}
          </div>
        ) : null}
      </div>
    </main>
  );
}
