import { type ComponentProps, type ReactNode, useCallback, useState } from 'react';
import { useTerminal } from '../connection/terminal-context.ts';
import { classes } from './classes.ts';
import { Paged } from './paged.tsx';
import styles from './pledge.module.css';

type PledgeProps = Pick<ComponentProps<typeof Paged>, 'items' | 'onShown'> & { children?: ReactNode };

/** Words a person may bind themselves to, on as many pages as they need, and below them what it is done with. */
export function Pledge({ items, onShown, children }: PledgeProps) {
  return (
    <div className={styles.pledge}>
      <Paged items={items} {...(onShown === undefined ? {} : { onShown })} />
      {children}
    </div>
  );
}

/** One paragraph of them. `apart`: it stands among them and binds nobody. */
export function PledgeLine({ apart = false, children }: { apart?: boolean; children: ReactNode }) {
  return <p className={classes(styles.line, apart && styles.apart)}>{children}</p>;
}

/**
 * Nobody agrees to pages they were not shown: `read` once the last of so many lines was, null before it is known how many
 * fit on one. The terminal is told, too, and takes no agreement before. `apart`: things before the first line.
 */
export function useRead(lines: number, apart = 0): { read: boolean | null; onShown: (to: number) => void } {
  const { stream } = useTerminal();
  const [read, setRead] = useState<boolean | null>(null);
  const onShown = useCallback(
    (to: number) => {
      const shown = Math.max(0, to - apart);
      setRead((before) => before === true || shown >= lines);
      stream({ type: 'linesShown', to: shown });
    },
    [stream, lines, apart],
  );
  return { read, onShown };
}
