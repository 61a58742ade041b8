import styles from './moving-line.module.css';

/** Something is going on: a steady line, never alone; words beside it say what. */
export function MovingLine() {
  return (
    <div className={styles.line} aria-hidden="true">
      <div className={styles.part} />
    </div>
  );
}
