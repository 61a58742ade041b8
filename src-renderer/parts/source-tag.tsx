import type { ValueSource } from '../../src-main/contract/snapshot.ts';
import { besides, formatDate } from '../format/value.ts';
import { useWords } from '../words/use-words.ts';
import styles from './field-row.module.css';
import { Phrases } from './phrases.tsx';

/** Where a value comes from, small: “来自社保库 · 2026年10月”, “来自身份证”, “您填写的”; `most`: and how much it may be. */
export function SourceTag({ source, most }: { source: ValueSource; most: string | null }) {
  const { t, say, language } = useWords();
  const words = (): string => {
    switch (source.kind) {
      case 'citizen':
        return t('form.byYou');
      case 'default':
        return t('form.preset');
      case 'card':
      case 'shared':
        return source.asOf === null
          ? t('form.from', { source: say(source.label) })
          : t('form.asOf', { source: say(source.label), date: formatDate(source.asOf, language) });
    }
  };
  return (
    <span className={styles.source}>
      <Phrases text={most === null ? words() : besides(words(), most)} />
    </span>
  );
}
