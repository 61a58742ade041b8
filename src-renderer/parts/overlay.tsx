import { type ReactNode, useEffect, useRef } from 'react';
import { classes } from './classes.ts';
import styles from './overlay.module.css';
import { Phrases } from './phrases.tsx';

type OverlayProps = {
  title: string;
  urgent?: boolean;
  /** Two columns where the screen is wide. */
  wide?: boolean;
  children: ReactNode;
};

/** One thing over the page, never two. The page beneath is inert; the focus goes to the title. */
export function Overlay({ title, urgent = false, wide = false, children }: OverlayProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <div className={styles.veil}>
      <div
        className={classes(styles.sheet, wide && styles.wide)}
        {...{ role: urgent ? 'alertdialog' : 'dialog', 'aria-label': title }}
      >
        <h1 className={styles.title} tabIndex={-1} ref={heading}>
          <Phrases text={title} />
        </h1>
        {children}
      </div>
    </div>
  );
}
