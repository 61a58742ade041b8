import type { ComponentProps } from 'react';
import styles from './headed-list.module.css';
import { Paged } from './paged.tsx';

/** A list under its heading. It takes what room is left and turns its own pages. */
export function HeadedList({ title, ...list }: { title: string } & ComponentProps<typeof Paged>) {
  return (
    <section className={styles.section}>
      <h2 className={styles.heading}>{title}</h2>
      <Paged {...list} />
    </section>
  );
}
