import type { ReactNode } from 'react';
import { Icon, type IconName } from '../drawings/icon.tsx';
import { classes } from '../parts/classes.ts';
import { Phrases } from '../parts/phrases.tsx';
import { Press } from '../parts/press.tsx';
import styles from './line.module.css';

/** `here`: what is being done now. */
export type LineTone = 'here' | 'fine' | 'soon' | 'now' | 'unknown' | 'plain';

const icons: Record<LineTone, IconName | null> = {
  here: 'forward',
  fine: 'check',
  soon: 'attention',
  now: 'stopped',
  unknown: 'help',
  plain: null,
};

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

/** A dot between two facts ends a line; it begins none. */
const dotsAtEnds = (text: string): string => text.replaceAll(' · ', '\u00a0· ');

/** One thing in one row of a table; where it can be opened, the whole row is the button. */
export function Line({ tone = 'plain', mark, title, text, small, action, onPress }: LineProps) {
  const icon = icons[tone];
  const inside = (
    <>
      {mark === undefined ? null : (
        <span className={styles.mark}>
          {icon === null ? null : <Icon name={icon} size="small" />}
          <span>{mark}</span>
        </span>
      )}
      <span className={styles.words}>
        <span>
          <span className={styles.title}>
            <Phrases text={title} />
          </span>{' '}
          {text === undefined || text === '' ? null : (
            <span className={styles.text}>{typeof text === 'string' ? <Phrases text={dotsAtEnds(text)} /> : text}</span>
          )}
        </span>
        {small === undefined || small === '' ? null : (
          <span className={styles.small}>
            <Phrases text={dotsAtEnds(small)} />
          </span>
        )}
      </span>
      {action === undefined && onPress === undefined ? null : (
        <span className={styles.end}>{action ?? <Icon name="forward" size="small" />}</span>
      )}
    </>
  );
  const name = classes(styles.line, styles[tone], mark !== undefined && styles.marked);
  return onPress === undefined ? (
    <div className={name}>{inside}</div>
  ) : (
    <Press className={name} onPress={onPress}>
      {inside}
    </Press>
  );
}
