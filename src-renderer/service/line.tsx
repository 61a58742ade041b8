import type { ReactNode } from 'react';
import { Phrases } from '../parts/phrases.tsx';
import { Press } from '../parts/press.tsx';
import styles from './line.module.css';

export type LineTone = 'fine' | 'soon' | 'now' | 'unknown' | 'plain';

type LineProps = {
  tone?: LineTone;
  /** A word for the tone: colour alone says nothing. */
  mark?: string | undefined;
  title: string;
  text?: ReactNode;
  /** Evidence, for those who look twice. */
  small?: string | undefined;
  action?: ReactNode;
  onPress?: (() => void) | undefined;
};

/** One thing in one row; where it can be opened, the whole row is the button. */
export function Line({ tone = 'plain', mark, title, text, small, action, onPress }: LineProps) {
  const inside = (
    <>
      <span className={styles.words}>
        <span className={styles.top}>
          {mark === undefined ? null : <span className={styles.mark}>{mark}</span>}
          <span className={styles.title}>
            <Phrases text={title} />
          </span>
        </span>
        {text === undefined || text === '' ? null : (
          <span className={styles.text}>{typeof text === 'string' ? <Phrases text={text} /> : text}</span>
        )}
        {small === undefined || small === '' ? null : (
          <span className={styles.small}>
            <Phrases text={small} />
          </span>
        )}
      </span>
      {action}
    </>
  );
  const name = `${styles.line} ${styles[tone]}`;
  return onPress === undefined ? (
    <div className={name}>{inside}</div>
  ) : (
    <Press className={name} onPress={onPress}>
      {inside}
    </Press>
  );
}
