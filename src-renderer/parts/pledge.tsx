import { type ComponentProps, type ReactNode, useCallback, useState } from 'react';
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

/** Nobody agrees to pages they were not shown: `read` once the last one was, null before it is known how many there are. */
export function useRead(): { read: boolean | null; onShown: (last: boolean) => void } {
  const [read, setRead] = useState<boolean | null>(null);
  const onShown = useCallback((last: boolean) => setRead((before) => before === true || last), []);
  return { read, onShown };
}
