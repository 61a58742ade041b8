import { Icon } from '../drawings/icon.tsx';
import styles from './countdown.module.css';
import { Phrases } from './phrases.tsx';

/** How long a step still waits, in words. */
export function Countdown({ text }: { text: string }) {
  return (
    <p className={styles.countdown}>
      <Icon name="clock" />
      <Phrases text={text} />
    </p>
  );
}
