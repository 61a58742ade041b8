import type { ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';
import { Icon, type IconName } from '../drawings/icon.tsx';
import { classes } from './classes.ts';
import { Phrases } from './phrases.tsx';
import styles from './press.module.css';

type PressProps = {
  onPress: () => void;
  children?: ReactNode;
  className?: string | undefined;
  isDisabled?: boolean | undefined;
  /** Spoken instead of the visible words, where those need their surroundings to be understood. */
  label?: string | undefined;
  /** For choices: whether this is the chosen one. */
  chosen?: boolean | undefined;
};

/** Anything that can be pressed. Acts on release inside; shows the press at once. */
export function Press({ onPress, children, className, isDisabled = false, label, chosen }: PressProps) {
  return (
    <Button
      className={classes(styles.press, className)}
      isDisabled={isDisabled}
      onPress={onPress}
      {...(label === undefined ? {} : { 'aria-label': label })}
      {...(chosen === undefined ? {} : { 'aria-pressed': chosen })}
    >
      {children}
    </Button>
  );
}

export type ActionTone = 'main' | 'second' | 'quiet' | 'stop';

type ActionProps = Omit<PressProps, 'children' | 'className'> & {
  tone: ActionTone;
  text: string;
  icon?: IconName | undefined;
  iconAfter?: IconName | undefined;
  wide?: boolean;
};

/** A button with words. */
export function Action({ tone, text, icon, iconAfter, wide = false, ...press }: ActionProps) {
  return (
    <Press {...press} className={classes(styles.action, styles[tone], wide && styles.wide)}>
      {icon === undefined ? null : <Icon name={icon} />}
      <span className={styles.text}>
        <Phrases text={text} />
      </span>
      {iconAfter === undefined ? null : <Icon name={iconAfter} />}
    </Press>
  );
}
