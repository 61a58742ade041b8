import type { ThemeId } from '../../src-main/contract/catalogue.ts';
import { useTerminal } from '../connection/terminal-context.ts';
import { Icon, type IconName } from '../drawings/icon.tsx';
import { classes } from '../parts/classes.ts';
import { HeadedList } from '../parts/headed-list.tsx';
import { ItemTile } from '../parts/item-tile.tsx';
import { Page } from '../parts/page.tsx';
import { Phrases } from '../parts/phrases.tsx';
import { Press } from '../parts/press.tsx';
import { useWords } from '../words/use-words.ts';
import styles from './home.module.css';
import type { ScreenProps } from './screen-props.ts';

const themeIcons: Record<ThemeId, IconName> = {
  'medical-social': 'medical',
  transport: 'transport',
  housing: 'home',
  approval: 'approval',
};

/** Four doors, what most people come for, search and one's own cases. */
export function Home({ screen }: ScreenProps<'home'>) {
  const { snapshot, press } = useTerminal();
  const { t, say } = useWords();
  // Three ways leave no room for more than their names.
  const hints = !snapshot.elder && screen.codes === null;
  const open = (available: number, total: number): string => {
    if (available === 0) return t('home.none');
    return available === total ? t('home.available', { available }) : t('home.some', { available, total });
  };
  return (
    <Page title={t('home.title')} back={false} wide>
      <div className={styles.home}>
        <ul className={styles.doors}>
          {screen.themes.map((theme) => (
            <li key={theme.id}>
              <Press
                className={classes(styles.door, theme.available === 0 && styles.closed)}
                onPress={() => press({ type: 'openTheme', theme: theme.id })}
              >
                <Icon name={themeIcons[theme.id]} size="big" />
                <span className={styles.name}>
                  <Phrases text={say(theme.name)} />
                </span>
                {snapshot.elder ? null : (
                  <span className={styles.summary}>
                    <Phrases text={say(theme.summary)} />
                  </span>
                )}
                {snapshot.elder && theme.available > 0 ? null : (
                  <span className={styles.open}>
                    <Phrases text={open(theme.available, theme.total)} />
                  </span>
                )}
              </Press>
            </li>
          ))}
        </ul>
        <HeadedList
          className={styles.featured}
          title={t('home.featured')}
          columns={snapshot.elder ? 1 : 2}
          items={screen.featured.map((item) => ({ key: item.code, node: <ItemTile item={item} short /> }))}
        />
        <div className={classes(styles.ways, screen.codes !== null && styles.three)}>
          <Press className={styles.way} onPress={() => press({ type: 'openSearch' })}>
            <Icon name="search" />
            <span className={styles.wayName}>
              <Phrases text={t('home.search')} />
            </span>
            {hints ? (
              <span className={styles.wayHint}>
                <Phrases text={t('home.searchHint')} />
              </span>
            ) : null}
          </Press>
          <Press className={styles.way} onPress={() => press({ type: 'openMine' })}>
            <Icon name="person" />
            <span className={styles.wayName}>{t('home.mine')}</span>
            {hints ? (
              <span className={styles.wayHint}>
                <Phrases text={t('home.mineHint')} />
              </span>
            ) : null}
          </Press>
          {screen.codes === null ? null : (
            <Press
              className={classes(styles.way, screen.codes.unavailable !== null && styles.closed)}
              onPress={() => press({ type: 'openCode' })}
            >
              <Icon name="code" />
              <span className={styles.wayName}>{t('home.code')}</span>
              {screen.codes.unavailable === null ? null : (
                <span className={styles.wayHint}>
                  <Phrases text={t('home.codeAway')} />
                </span>
              )}
            </Press>
          )}
        </div>
      </div>
    </Page>
  );
}
