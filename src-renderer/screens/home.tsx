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

type WayProps = { icon: IconName; text: string; away?: string | undefined; onPress: () => void };

function Way({ icon, text, away, onPress }: WayProps) {
  return (
    <li>
      <Press className={classes(styles.way, away !== undefined && styles.closed)} onPress={onPress}>
        <Icon name={icon} />
        <span className={styles.wayName}>
          <Phrases text={text} />
        </span>
        {away === undefined ? null : (
          <span className={styles.wayHint}>
            <Phrases text={away} />
          </span>
        )}
      </Press>
    </li>
  );
}

/** Four doors, what most people come for, search and one's own cases. */
export function Home({ screen }: ScreenProps<'home'>) {
  const { snapshot, press } = useTerminal();
  const { t, say } = useWords();
  const open = (available: number, total: number): string => {
    if (available === 0) return t('home.none');
    return available === total ? t('home.available', { available }) : t('home.some', { available, total });
  };
  return (
    <Page
      title={t('home.title')}
      back={false}
      wide={!snapshot.elder}
      beside={
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
      }
      ways={
        <ul className={styles.ways}>
          <Way icon="search" text={t('home.search')} onPress={() => press({ type: 'openSearch' })} />
          <Way icon="person" text={t('home.mine')} onPress={() => press({ type: 'openMine' })} />
          {screen.codes === null ? null : (
            <Way
              icon="code"
              text={t('home.code')}
              away={screen.codes.unavailable === null ? undefined : t('home.codeAway')}
              onPress={() => press({ type: 'openCode' })}
            />
          )}
        </ul>
      }
    >
      <HeadedList
        title={t('home.featured')}
        columns={snapshot.elder ? 1 : 2}
        items={screen.featured.map((item) => ({ key: item.code, node: <ItemTile item={item} short /> }))}
      />
    </Page>
  );
}
