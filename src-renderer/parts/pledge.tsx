import type { ComponentProps, ReactNode } from 'react';
import { classes } from './classes.ts';
import { Paged } from './paged.tsx';
import styles from './pledge.module.css';

/** Words a person may bind themselves to, on as many pages as they need, and below them what it is done with. */
export function Pledge({ items, children }: Pick<ComponentProps<typeof Paged>, 'items'> & { children?: ReactNode }) {
  return (
    <div className={styles.pledge}>
      <Paged items={items} />
      {children}
    </div>
  );
}

/** One paragraph of them. `apart`: it stands among them and binds nobody. */
export function PledgeLine({ apart = false, children }: { apart?: boolean; children: ReactNode }) {
  return <p className={classes(styles.line, apart && styles.apart)}>{children}</p>;
}
