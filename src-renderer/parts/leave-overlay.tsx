import { useTerminal } from '../connection/terminal-context.ts';
import { useWords } from '../words/use-words.ts';
import styles from './overlay.module.css';
import { Overlay } from './overlay.tsx';
import { Phrases } from './phrases.tsx';
import { Action } from './press.tsx';

/** Asked only when something filled in would be lost. */
export function LeaveOverlay({ onStay }: { onStay: () => void }) {
  const { press } = useTerminal();
  const { t } = useWords();
  return (
    <Overlay title={t('leave.title')} urgent>
      <p className={styles.text}>
        <Phrases text={t('leave.lead')} />
      </p>
      <div className={styles.actions}>
        <Action tone="main" text={t('leave.stay')} onPress={onStay} />
        <Action tone="stop" text={t('leave.leave')} icon="exit" onPress={() => press({ type: 'exit' })} />
      </div>
    </Overlay>
  );
}
