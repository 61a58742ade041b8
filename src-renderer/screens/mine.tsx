import { CaseRow } from '../parts/case-row.tsx';
import { ItemTile } from '../parts/item-tile.tsx';
import { Page } from '../parts/page.tsx';
import { Paged } from '../parts/paged.tsx';
import { useWords } from '../words/use-words.ts';
import styles from './mine.module.css';
import type { ScreenProps } from './screen-props.ts';

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
