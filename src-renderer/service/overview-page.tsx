import type { DiagnosticsPage, PartLine } from '../../src-main/contract/diagnostics.ts';
import { useWords } from '../words/use-words.ts';
import styles from './overview-page.module.css';

type Overview = Extract<DiagnosticsPage, { page: 'overview' }>;

/** The whole machine at a glance, the worst first: cause, who can mend it, what to do. */
export function OverviewPage({ page }: { page: Overview }) {
  const { t, say } = useWords();
  return (
    <div className={styles.page}>
      <h1 className={styles.title}>{t(`service.readiness.${page.readiness}`)}</h1>
      <p className={styles.lead}>{t('service.items', { served: page.itemsServed, total: page.itemsTotal })}</p>
      <ul className={styles.parts}>
        {page.parts.map((part) => (
          <Part key={part.id} part={part} />
        ))}
      </ul>
      <ul className={styles.supplies}>
        {page.consumables.map((supply) => (
          <li key={supply.id} className={styles.supply} data-severity={supply.severity}>
            <span className={styles.name}>{say(supply.title)}</span>
            <span>
              {supply.daysLeft === null
                ? t('service.supply.used', { used: supply.used, capacity: supply.capacity })
                : t('service.supply.days', { count: supply.daysLeft })}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Part({ part }: { part: PartLine }) {
  const { t, say } = useWords();
  return (
    <li className={styles.part} data-severity={part.severity}>
      <span className={styles.mark}>{t(`service.severity.${part.severity}`)}</span>
      <span className={styles.name}>{say(part.title)}</span>
      <span className={styles.cause}>{say(part.cause)}</span>
      {part.nextAction === null ? null : (
        <span className={styles.next}>
          {t(`service.fixer.${part.fixer}`)}
          {say(part.nextAction)}
        </span>
      )}
    </li>
  );
}
