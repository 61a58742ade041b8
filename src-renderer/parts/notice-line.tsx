import type { TerminalNotice } from '../../src-main/contract/snapshot.ts';
import { Icon } from '../drawings/icon.tsx';
import { useWords } from '../words/use-words.ts';
import { classes } from './classes.ts';
import { Phrases } from './phrases.tsx';
import styles from './status-strip.module.css';

/** The worst trouble in words, and how much more there is; the help view lists all. */
export function NoticeLine({ notices }: { notices: readonly TerminalNotice[] }) {
  const { t, say } = useWords();
  const worst = notices.find((notice) => notice.severity === 'stopped') ?? notices[0];
  if (worst === undefined) return null;
  return (
    <p className={classes(styles.notice, styles[worst.severity])} role="status">
      <Icon name={worst.severity} size="small" />
      <span className={styles.noticeText}>
        <Phrases text={say(worst.text)} />
      </span>
      {notices.length > 1 ? (
        <span className={styles.more}>{t('common.andMore', { count: notices.length - 1 })}</span>
      ) : null}
    </p>
  );
}
