import type { HelpView } from '../../src-main/contract/screen-parts.ts';
import { useTerminal } from '../connection/terminal-context.ts';
import { Icon } from '../drawings/icon.tsx';
import { useWords } from '../words/use-words.ts';
import styles from './overlay.module.css';
import { Phrases } from './phrases.tsx';
import { Action } from './press.tsx';

/** Asks staff to come, and says when they were asked and when they heard. */
export function StaffCall({ help }: { help: HelpView }) {
  const { press } = useTerminal();
  const { t } = useWords();
  const { mayCall, calledAt, acknowledgedAt } = help;
  const said =
    calledAt !== null
      ? t('help.called', { at: calledAt })
      : acknowledgedAt !== null
        ? t('help.acknowledged', { at: acknowledgedAt })
        : null;
  return (
    <div className={styles.call}>
      <p role="status" className={styles.called}>
        {said === null ? null : (
          <>
            <Icon name={calledAt === null ? 'check' : 'clock'} size="small" />
            <Phrases text={said} />
          </>
        )}
      </p>
      {mayCall ? (
        <Action
          tone="second"
          icon="person"
          text={t(said === null ? 'help.call' : 'help.callAgain')}
          onPress={() => press({ type: 'callStaff' })}
        />
      ) : null}
    </div>
  );
}
