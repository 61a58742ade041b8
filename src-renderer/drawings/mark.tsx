import { classes } from '../parts/classes.ts';
import { Icon, type IconName } from './icon.tsx';
import styles from './mark.module.css';

export type MarkTone = 'good' | 'attention' | 'stopped' | 'calm';

/** The large mark of a moment: a ring in the tone's colour with one drawn sign in it. */
export function Mark({ tone, icon }: { tone: MarkTone; icon: IconName }) {
  return (
    <div className={classes(styles.mark, styles[tone])}>
      <Icon name={icon} size="big" />
    </div>
  );
}
