import type { ReactNode } from 'react';
import { Icon } from '../drawings/icon.tsx';
import { classes } from './classes.ts';
import styles from './note.module.css';

/** A sentence that needs attention, or stops something: word, icon and ground together. */
export function Note({ tone, children }: { tone: 'attention' | 'stopped'; children: ReactNode }) {
  return (
    <div className={classes(styles.note, styles[tone])}>
      <Icon name={tone} />
      <p>{children}</p>
    </div>
  );
}
