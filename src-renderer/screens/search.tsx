import { useState } from 'react';
import { useTerminal } from '../connection/terminal-context.ts';
import { backspace } from '../format/draft.ts';
import { ItemTile } from '../parts/item-tile.tsx';
import { Keys } from '../parts/keys.tsx';
import { Page } from '../parts/page.tsx';
import { Paged } from '../parts/paged.tsx';
import { Phrases } from '../parts/phrases.tsx';
import { useWords } from '../words/use-words.ts';
import type { ScreenProps } from './screen-props.ts';
import styles from './search.module.css';

const LONGEST = 40;

/** Pinyin initials, English letters or digits; results follow every key. */
export function Search({ screen }: ScreenProps<'search'>) {
  const { snapshot, stream } = useTerminal();
  const { t } = useWords();
  const [draft, setDraft] = useState(screen.query);
  const write = (next: string): void => {
    if (next.length > LONGEST) return;
    setDraft(next);
    stream({ type: 'search', query: next });
  };
  const answered = screen.query === draft && draft !== '';
  return (
    <Page title={t('search.title')} wide status={answered ? t('search.found', { count: screen.results.length }) : ''}>
      <div className={styles.search}>
        <output className={styles.draft} aria-label={t('search.draft')}>
          {draft}
          <span className={styles.caret} aria-hidden="true" />
        </output>
        {draft === '' ? (
          <p className={styles.empty}>
            <Phrases text={t('search.hint')} />
          </p>
        ) : answered && screen.results.length === 0 ? (
          <p className={styles.empty}>
            <Phrases text={t('search.empty', { query: draft })} />
          </p>
        ) : (
          <Paged
            columns={snapshot.elder ? 1 : 2}
            of={screen.query}
            items={screen.results.map((item) => ({ key: item.code, node: <ItemTile item={item} /> }))}
          />
        )}
        <Keys
          layout="search"
          onKey={(key) => write(draft + key)}
          onErase={() => write(backspace(draft))}
          onClear={() => write('')}
        />
      </div>
    </Page>
  );
}
