import { useTerminal } from '../connection/terminal-context.ts';
import { useWords } from '../words/use-words.ts';
import styles from './overlay.module.css';
import { Overlay } from './overlay.tsx';
import { Phrases } from './phrases.tsx';
import { Action } from './press.tsx';

/** The visible countdown before a session ends by itself; one touch extends it. */
export function IdleOverlay({ secondsLeft }: { secondsLeft: number }) {
  const { press, snapshot } = useTerminal();
  const forStaff = snapshot.session?.warning === 'operator';
  const { t } = useWords();
  return (
    <Overlay title={t(forStaff ? 'idle.staffTitle' : 'idle.title')} urgent>
      <p className={styles.count} aria-hidden="true">
        {secondsLeft}
      </p>
      <p className={styles.text} role="timer">
        <Phrases text={t(forStaff ? 'idle.staffLead' : 'idle.lead', { count: secondsLeft })} />
      </p>
      <div className={styles.actions}>
        <Action
          tone="main"
          text={t(forStaff ? 'idle.staffStay' : 'idle.stay')}
          icon="check"
          onPress={() => press({ type: 'extend' })}
        />
        <Action tone="quiet" text={t('idle.leave')} icon="exit" onPress={() => press({ type: 'exit' })} />
      </div>
    </Overlay>
  );
}
