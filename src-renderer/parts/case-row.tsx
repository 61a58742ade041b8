import type { Screen } from '../../src-main/contract/snapshot.ts';
import { useTerminal } from '../connection/terminal-context.ts';
import { Icon } from '../drawings/icon.tsx';
import { formatDate, groupCaseNumber } from '../format/value.ts';
import { useWords } from '../words/use-words.ts';
import styles from './case-row.module.css';
import { classes } from './classes.ts';
import { Phrases } from './phrases.tsx';
import { Action } from './press.tsx';

type Case = Extract<Screen, { name: 'mine' }>['cases'][number];
const stages = ['accept', 'review', 'survey', 'approve'] as const;

/** A case, without what was issued for it where only its number was shown. */
type CaseRowProps = { of: Omit<Case, 'documents'> & Partial<Pick<Case, 'documents'>> };

/** A case with the four steps 受理 审查 勘验 批准. */
export function CaseRow({ of }: CaseRowProps) {
  const { press } = useTerminal();
  const { t, say, language } = useWords();
  return (
    <article className={styles.case}>
      <h2 className={styles.name}>
        <Phrases text={say(of.item)} />
      </h2>
      <span className={styles.state}>
        <Phrases text={say(of.state)} />
      </span>
      <ol
        className={styles.stages}
        aria-label={t('mine.progress', { name: t(`mine.${stages[of.step - 1] ?? 'accept'}`) })}
      >
        {stages.map((stage, index) => (
          <li key={stage} className={classes(styles.stage, index < of.step && styles.reached)}>
            {index < of.step ? <Icon name="check" size="small" /> : null}
            {t(`mine.${stage}`)}
          </li>
        ))}
      </ol>
      <span className={styles.number}>{groupCaseNumber(of.caseNumber)}</span>
      <span className={styles.date}>{formatDate(of.date, language)}</span>
      {(of.documents ?? []).map(({ id, title, toFile, unavailable }) => (
        <div key={id} className={styles.document}>
          {unavailable === null ? (
            <Action
              tone="quiet"
              icon={toFile === true ? 'saved' : 'printer'}
              text={t(toFile === true ? 'mine.store' : 'mine.print', { title: say(title) })}
              onPress={() => press({ type: 'printMine', id })}
            />
          ) : (
            <p>
              <Phrases text={say(unavailable)} />
            </p>
          )}
        </div>
      ))}
    </article>
  );
}
