import type { ReactNode } from 'react';
import { Icon, type IconName } from '../drawings/icon.tsx';
import { useWords } from '../words/use-words.ts';
import styles from './action-bar.module.css';
import { Action, Press } from './press.tsx';

export type PageAction = {
  text: string;
  onPress: () => void;
  icon?: IconName;
  iconAfter?: IconName;
  isDisabled?: boolean;
};

function Corner({ icon, text, onPress }: { icon: IconName; text: string; onPress: () => void }) {
  return (
    <Press className={styles.corner} onPress={onPress}>
      <Icon name={icon} />
      <span>{text}</span>
    </Press>
  );
}

type ActionBarProps = {
  /** Doors that lead elsewhere, in the place of the next step. */
  ways: ReactNode;
  main: PageAction | undefined;
  second: PageAction | undefined;
  onBack: (() => void) | undefined;
  onExit: (() => void) | undefined;
  onHelp: () => void;
};

/** At thumb and wheelchair height: exit always in the same corner, back, help, then the next step. */
export function ActionBar({ ways, main, second, onBack, onExit, onHelp }: ActionBarProps) {
  const { t } = useWords();
  return (
    <nav className={styles.bar} aria-label={t('common.actions')}>
      <div className={styles.corners}>
        {onExit === undefined ? null : <Corner icon="exit" text={t('common.exit')} onPress={onExit} />}
        {onBack === undefined ? null : <Corner icon="back" text={t('common.back')} onPress={onBack} />}
        <Corner icon="help" text={t('common.help')} onPress={onHelp} />
      </div>
      {ways ?? (
        <div className={styles.actions}>
          {second === undefined ? null : <Action tone="second" {...second} />}
          {main === undefined ? null : <Action tone="main" {...main} />}
        </div>
      )}
    </nav>
  );
}
