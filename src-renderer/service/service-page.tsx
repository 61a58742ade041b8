import type { ReactNode } from 'react';
import { Paged } from '../parts/paged.tsx';
import { Phrases } from '../parts/phrases.tsx';
import styles from './service-page.module.css';

export type ServiceRow = { key: string; node: ReactNode };

type ServicePageProps = {
  title: string;
  lead?: string | undefined;
  /** Stands above the list and is not paged. */
  children?: ReactNode;
  rows?: readonly ServiceRow[];
  /** Another list: begins at its first page. */
  of?: string;
  columns?: 1 | 2;
  actions?: ReactNode;
};

/** The one arrangement of a page inside: title, what is fixed, a list in pages, what can be done. */
export function ServicePage({ title, lead, children, rows = [], of = title, columns = 1, actions }: ServicePageProps) {
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <div className={styles.saying}>
          <h1 className={styles.title}>
            <Phrases text={title} />
          </h1>
          {lead === undefined ? null : (
            <p className={styles.lead}>
              <Phrases text={lead} />
            </p>
          )}
        </div>
        {children}
      </div>
      {rows.length === 0 ? <div /> : <Paged items={rows} of={of} columns={columns} />}
      {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
