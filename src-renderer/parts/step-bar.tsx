import { useTerminal } from '../connection/terminal-context.ts';
import { Icon } from '../drawings/icon.tsx';
import { useWords } from '../words/use-words.ts';
import { classes } from './classes.ts';
import styles from './step-bar.module.css';

const order = ['notice', 'identity', 'form', 'confirm', 'done'] as const;

/** 告知 · 身份 · 填写 · 确认 · 办结, the current one spoken. */
export function StepBar() {
  const { step } = useTerminal().snapshot;
  const { t } = useWords();
  if (step === null) return null;
  const at = order.indexOf(step);
  return (
    <nav className={styles.nav} aria-label={t('steps.label')}>
      <ol className={styles.steps}>
        {order.map((name, index) => (
          <li
            key={name}
            className={classes(styles.step, index < at && styles.past, index === at && styles.current)}
            {...(index === at
              ? {
                  'aria-current': 'step' as const,
                  'aria-label': t('steps.current', { at: at + 1, name: t(`steps.${name}`) }),
                }
              : {})}
          >
            <span className={styles.sign}>{index < at ? <Icon name="check" size="small" /> : index + 1}</span>
            <span className={styles.word}>{t(`steps.${name}`)}</span>
          </li>
        ))}
      </ol>
    </nav>
  );
}
