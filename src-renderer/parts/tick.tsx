import { Icon } from '../drawings/icon.tsx';
import { classes } from './classes.ts';
import { Phrases } from './phrases.tsx';
import { Press } from './press.tsx';
import styles from './tick.module.css';

/** A box to tick; the words beside it belong to it and are pressed too. */
export function Tick({ text, ticked, onTick }: { text: string; ticked: boolean; onTick: (ticked: boolean) => void }) {
  return (
    <Press className={classes(styles.tick, ticked && styles.ticked)} chosen={ticked} onPress={() => onTick(!ticked)}>
      <span className={styles.box}>{ticked ? <Icon name="check" /> : null}</span>
      <Phrases text={text} />
    </Press>
  );
}
