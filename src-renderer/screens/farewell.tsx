import { useTerminal } from '../connection/terminal-context.ts';
import { Machine } from '../drawings/machine.tsx';
import { Mark } from '../drawings/mark.tsx';
import { Page } from '../parts/page.tsx';
import { Phrases } from '../parts/phrases.tsx';
import { useWords } from '../words/use-words.ts';
import styles from './plain.module.css';
import type { ScreenProps } from './screen-props.ts';

const held = {
  receipt: {
    act: 'receiptHeld',
    label: 'drawing.receiptHeld',
    title: 'farewell.paperTitle',
    lead: 'farewell.paperLead',
  },
  document: { act: 'documentReady', label: 'drawing.document', title: 'farewell.pageTitle', lead: 'farewell.pageLead' },
} as const;

/** The last word; first the paper that would otherwise be the next person's. */
export function Farewell({ screen }: ScreenProps<'farewell'>) {
  const { snapshot } = useTerminal();
  const { t } = useWords();
  if (screen.paper !== null) {
    const { act, label, title, lead } = held[screen.paper];
    return (
      <Page
        title={t(title)}
        lead={t(lead)}
        figure={<Machine act={act} label={t(label)} still={snapshot.elder} />}
        back={false}
        exit={false}
      />
    );
  }
  return (
    <main className={styles.screen}>
      <div className={styles.column}>
        <Mark tone="calm" icon="check" />
        <h1 className={styles.title}>
          <Phrases text={t('farewell.title')} />
        </h1>
        <p className={styles.lead}>
          <Phrases text={t('farewell.lead')} />
        </p>
      </div>
    </main>
  );
}
