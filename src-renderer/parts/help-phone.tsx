import { Icon } from '../drawings/icon.tsx';
import styles from './help-phone.module.css';

/** Who to call, large. */
export function HelpPhone({ number }: { number: string }) {
  return (
    <p className={styles.phone}>
      <Icon name="phone" size="big" />
      {number}
    </p>
  );
}
