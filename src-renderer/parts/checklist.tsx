import { Icon } from '../drawings/icon.tsx';
import { useWords } from '../words/use-words.ts';
import styles from './checklist.module.css';
import { classes } from './classes.ts';

type ChecklistProps = {
  steps: readonly string[];
  at: number;
  /** Only the step that runs, where large letters leave no room for all. */
  short?: boolean;
};

/** Named steps of a wait: what is done, what runs, what comes. */
export function Checklist({ steps, at, short = false }: ChecklistProps) {
  const { t } = useWords();
  const state = (index: number): 'done' | 'now' | 'later' => (index < at ? 'done' : index === at ? 'now' : 'later');
  return (
    <ol className={styles.list}>
      {steps.map((step, index) =>
        short && index !== at ? null : (
          <li key={step} className={classes(styles.step, styles[state(index)])}>
            <span className={styles.sign}>{index < at ? <Icon name="check" /> : index + 1}</span>
            <span>{step}</span>
            <span className={styles.state}>{t(`submitting.${state(index)}`)}</span>
          </li>
        ),
      )}
    </ol>
  );
}
