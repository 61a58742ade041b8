import { Icon } from '../drawings/icon.tsx';
import { formatDate, groupCaseNumber } from '../format/value.ts';
import { classes } from '../parts/classes.ts';
import { ItemTile } from '../parts/item-tile.tsx';
import { Page } from '../parts/page.tsx';
import { Paged } from '../parts/paged.tsx';
import { useWords } from '../words/use-words.ts';
import styles from './mine.module.css';
import type { ScreenProps } from './screen-props.ts';

type Case = ScreenProps<'mine'>['screen']['cases'][number];
const stages = ['accept', 'review', 'survey', 'approve'] as const;

/** One's own cases with the four steps 受理 审查 勘验 批准, then what can be done next. */
export function Mine({ screen }: ScreenProps<'mine'>) {
  const { t } = useWords();
  const rows = [
    ...screen.cases.map((each) => ({ key: each.caseNumber, node: <CaseRow of={each} /> })),
    ...(screen.cases.length === 0 ? [{ key: 'none', node: <p className={styles.none}>{t('mine.empty')}</p> }] : []),
    // The heading turns the page together with what it heads.
    ...screen.items.map((item, index) => ({
      key: item.code,
      node: (
        <div className={styles.next}>
          {index === 0 ? <h2 className={styles.heading}>{t('mine.items')}</h2> : null}
          <ItemTile item={item} />
        </div>
      ),
    })),
  ];
  return (
    <Page title={t('mine.title')} lead={t('mine.lead')}>
      <Paged items={rows} />
    </Page>
  );
}

function CaseRow({ of }: { of: Case }) {
  const { t, say, language } = useWords();
  return (
    <article className={styles.case}>
      <h2 className={styles.name}>{say(of.item)}</h2>
      <span className={styles.state}>{say(of.state)}</span>
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
    </article>
  );
}
