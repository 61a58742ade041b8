import type { DiagnosticsView } from '../../src-main/contract/diagnostics.ts';
import { useTerminal } from '../connection/terminal-context.ts';
import { Phrases } from '../parts/phrases.tsx';
import { Action, Press } from '../parts/press.tsx';
import { StatusStrip } from '../parts/status-strip.tsx';
import { useWords } from '../words/use-words.ts';
import styles from './diagnostics-frame.module.css';
import { DiagnosticsPages } from './pages.tsx';

/** Pages a person opens by themselves; the others are reached from within one. */
const DOORS = [
  'overview',
  'network',
  'storage',
  'records',
  'logs',
  'configuration',
  'workOrders',
  'soak',
  'readiness',
  'display',
  'touch',
  'sound',
  'restart',
] as const;

/** The arrangement of everything inside: who is there, the pages on top, one page below, the way out always in sight. */
export function DiagnosticsFrame({ view }: { view: DiagnosticsView }) {
  const { press } = useTerminal();
  const { t } = useWords();
  // The touch test takes the room of the doors: as much of the screen as can be is felt.
  const doors = DOORS.filter((page) => view.pages.includes(page));
  return (
    <div className={styles.page}>
      <StatusStrip />
      {view.page.page === 'touch' ? null : (
        <nav className={styles.doors} aria-label={t('service.pages')}>
          {doors.map((page) => (
            <Press
              key={page}
              className={page === view.page.page ? `${styles.door} ${styles.current}` : styles.door}
              chosen={page === view.page.page}
              onPress={() => press({ type: 'service', act: { act: 'open', page } })}
            >
              {t(`service.page.${page}`)}
            </Press>
          ))}
        </nav>
      )}
      <main className={styles.stage}>
        <DiagnosticsPages view={view} act={(act) => press({ type: 'service', act })} />
      </main>
      <footer className={styles.bar}>
        <p className={styles.who}>
          <Phrases
            text={[
              `${t(`service.role.${view.role}`)} ${view.staff}`,
              ...(view.unrecorded === 0 ? [] : [t('service.unrecorded', { count: view.unrecorded })]),
              ...(view.unattended ? [t('service.unattended')] : []),
            ].join(' · ')}
          />
        </p>
        <Action
          tone="stop"
          text={view.unattended ? t('service.comeBack') : t('service.leave', { count: view.idleSecondsLeft })}
          onPress={() => press({ type: 'service', act: { act: 'leave' } })}
        />
      </footer>
    </div>
  );
}
