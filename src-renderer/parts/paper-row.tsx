import type { Paper } from '../../src-main/contract/snapshot.ts';
import { useTerminal } from '../connection/terminal-context.ts';
import { Icon, type IconName } from '../drawings/icon.tsx';
import { useWords } from '../words/use-words.ts';
import { classes } from './classes.ts';
import { MovingLine } from './moving-line.tsx';
import styles from './paper-row.module.css';
import { Action } from './press.tsx';

const signs: Record<Paper['state'], IconName> = {
  waiting: 'clock',
  printing: 'printer',
  presented: 'receipt',
  printed: 'check',
  saved: 'saved',
  retracted: 'attention',
  failed: 'stopped',
  canceled: 'stopped',
  unknown: 'attention',
  notOffered: 'stopped',
};

/** One paper: what it is, how far it is, where it comes out; a person may ask for it again where that is allowed. */
export function PaperRow({ paper }: { paper: Paper }) {
  const { press } = useTerminal();
  const { t, say } = useWords();
  const comes = paper.state === 'waiting' || paper.state === 'printing' || paper.state === 'printed';
  return (
    <div className={classes(styles.row, styles[paper.state])}>
      <span className={styles.sign}>
        <Icon name={signs[paper.state]} />
      </span>
      <div className={styles.text}>
        <span className={styles.title}>{say(paper.title)}</span>
        <span className={styles.state}>{t(`papers.${paper.state}`)}</span>
        {paper.state === 'presented' ? <span className={styles.where}>{t('result.receiptHeld')}</span> : null}
        {comes ? (
          <span className={styles.where}>
            {t(paper.kind === 'receipt' ? 'result.receiptSlot' : 'result.documentOutlet')}
          </span>
        ) : null}
        {paper.explanation === null ? null : <span className={styles.where}>{say(paper.explanation)}</span>}
        {paper.state === 'printing' ? <MovingLine /> : null}
      </div>
      {paper.stop === undefined ? null : (
        <div className={styles.retry}>
          <Action
            tone="quiet"
            icon="stopped"
            text={t(paper.stop === 'asked' ? 'result.stopping' : 'result.stopPaper')}
            isDisabled={paper.stop === 'asked'}
            onPress={() => press({ type: 'stopPaper', id: paper.id })}
          />
        </div>
      )}
      {paper.mayRetry ? (
        <div className={styles.retry}>
          <Action
            tone="quiet"
            icon="printer"
            text={t('result.retryPaper')}
            onPress={() => press({ type: 'retryPaper', id: paper.id })}
          />
        </div>
      ) : null}
    </div>
  );
}
