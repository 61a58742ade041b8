import type { ComponentProps } from 'react';
import { classes } from './classes.ts';
import styles from './headed-list.module.css';
import { Paged } from './paged.tsx';

type HeadedListProps = { title: string; className?: string | undefined } & ComponentProps<typeof Paged>;

/** A list under its heading. It takes what room is left and turns its own pages; `className` says where it stands. */
export function HeadedList({ title, className, ...list }: HeadedListProps) {
  return (
    <section className={classes(styles.section, className)}>
      <h2 className={styles.heading}>{title}</h2>
      <Paged {...list} />
    </section>
  );
}
