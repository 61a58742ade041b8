import type { ItemTile } from '../../src-main/contract/snapshot.ts';
import { useWords } from '../words/use-words.ts';
import styles from './badges.module.css';

/** 秒批 · 秒报 · 出证明 as small quiet words. */
export function Badges({ badges }: { badges: ItemTile['badges'] }) {
  const { t } = useWords();
  if (badges.length === 0) return null;
  return (
    <span className={styles.badges}>
      {badges.map((badge) => (
        <span key={badge} className={styles.badge}>
          {t(`badges.${badge}`)}
        </span>
      ))}
    </span>
  );
}
