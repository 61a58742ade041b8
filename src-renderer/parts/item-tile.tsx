import type { ItemTile as Tile } from '../../src-main/contract/snapshot.ts';
import { useTerminal } from '../connection/terminal-context.ts';
import { Icon } from '../drawings/icon.tsx';
import { useWords } from '../words/use-words.ts';
import { Badges } from './badges.tsx';
import { classes } from './classes.ts';
import styles from './item-tile.module.css';
import { Phrases } from './phrases.tsx';
import { Press } from './press.tsx';

/** A service as a tile. One that cannot be had now says why, and can still be read about. */
export function ItemTile({ item, short = false }: { item: Tile; short?: boolean }) {
  const { snapshot, press } = useTerminal();
  const { say } = useWords();
  const away = item.unavailable !== null;
  return (
    <Press
      className={classes(styles.tile, short && styles.short, away && styles.away)}
      onPress={() => press({ type: 'openItem', code: item.code })}
    >
      <span className={styles.name}>
        <Phrases text={say(item.name)} />
      </span>
      {item.unavailable !== null ? (
        <span className={styles.why}>
          <Icon name="attention" size="small" />
          <Phrases text={say(item.unavailable)} />
        </span>
      ) : short || snapshot.elder ? null : (
        <span className={styles.summary}>
          <Phrases text={say(item.summary)} />
        </span>
      )}
      {away || snapshot.elder ? null : <Badges badges={item.badges} />}
    </Press>
  );
}
