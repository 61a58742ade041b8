import type { Paper } from '../../src-main/contract/snapshot.ts';
import { useTerminal } from '../connection/terminal-context.ts';
import { Icon, type IconName } from '../drawings/icon.tsx';
import { useWords } from '../words/use-words.ts';
import { classes } from './classes.ts';
import { MovingLine } from './moving-line.tsx';
import styles from './paper-row.module.css';
import { Phrases } from './phrases.tsx';
import { Action } from './press.tsx';

/** How far a paper is. One that becomes a file is never said to be printed. */
export const paperWords = ({ state, toFile }: Paper, t: ReturnType<typeof useWords>['t']): string => {
  switch (state) {
    case 'waiting':
    case 'printing':
    case 'failed':
    case 'unknown':
      return t(toFile === true ? `files.${state}` : `papers.${state}`);
    default:
      return t(`papers.${state}`);
  }
};

const signs: Record<Paper['state'], IconName> = {
  waiting: 'clock',
  printing: 'printer',
  blocked: 'attention',
  presented: 'receipt',
  printed: 'check',
  saved: 'saved',
  retracted: 'attention',
  failed: 'stopped',
  canceled: 'stopped',
  unknown: 'attention',
  notOffered: 'stopped',
  fetching: 'clock',
  notFetched: 'stopped',
};

/** One paper: what it is, how far it is, where it comes out; a person may ask for it again where that is allowed. */
export function PaperRow({ paper }: { paper: Paper }) {
  const { press } = useTerminal();
  const { t, say } = useWords();
  const onPaper = paper.toFile !== true;
  const comes = onPaper && (paper.state === 'waiting' || paper.state === 'printing' || paper.state === 'printed');
  return (
    <div className={classes(styles.row, styles[paper.state])}>
      <span className={styles.sign}>
        <Icon name={paper.toFile === true && paper.state === 'printing' ? 'saved' : signs[paper.state]} />
      </span>
      <div className={styles.text}>
        <span className={styles.title}>
          <Phrases text={say(paper.title)} />
        </span>
        <span className={styles.state}>
          <Phrases text={paperWords(paper, t)} />
        </span>
        {paper.state === 'presented' ? (
          <span className={styles.where}>
            <Phrases text={t('result.receiptHeld')} />
          </span>
        ) : null}
        {paper.state === 'blocked' ? (
          <span className={styles.where}>
            <Phrases text={t(paper.kind === 'receipt' ? 'result.receiptBlocked' : 'result.documentBlocked')} />
          </span>
        ) : null}
        {comes ? (
          <span className={styles.where}>
            <Phrases text={t(paper.kind === 'receipt' ? 'result.receiptSlot' : 'result.documentOutlet')} />
          </span>
        ) : null}
        {paper.explanation === null ? null : (
          <span className={styles.where}>
            <Phrases text={say(paper.explanation)} />
          </span>
        )}
        {paper.state === 'printing' || paper.state === 'fetching' ? <MovingLine /> : null}
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
            icon={onPaper ? 'printer' : 'saved'}
            text={t(
              paper.state === 'notFetched' ? 'result.fetchAgain' : onPaper ? 'result.retryPaper' : 'result.retryFile',
            )}
            onPress={() => press({ type: 'retryPaper', id: paper.id })}
          />
        </div>
      ) : null}
    </div>
  );
}
