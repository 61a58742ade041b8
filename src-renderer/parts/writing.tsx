import { useState } from 'react';
import type { FieldView } from '../../src-main/contract/snapshot.ts';
import { backspace, typeKey, typeOver } from '../format/draft.ts';
import { groupIdDraft, groupPhone } from '../format/value.ts';
import { useWords } from '../words/use-words.ts';
import { classes } from './classes.ts';
import { type KeyLayout, Keys } from './keys.tsx';
import styles from './writing.module.css';

type Written = Extract<FieldView['kind'], 'text' | 'digits' | 'money' | 'phone' | 'idNumber'>;

const layouts: Record<Written, KeyLayout> = {
  text: 'text',
  digits: 'digits',
  phone: 'digits',
  money: 'money',
  idNumber: 'idNumber',
};

type WritingProps = { field: FieldView; draft: string; onDraft: (draft: string) => void };

/** What has been typed, large, above the page's own keyboard. */
export function Writing({ field, draft, onDraft }: WritingProps) {
  const { t, say } = useWords();
  const [touched, setTouched] = useState(false);
  const change = (next: string): void => {
    setTouched(true);
    onDraft(next);
  };
  const overwrites = !touched && draft !== '' && field.kind !== 'text';
  const layout = field.kind in layouts ? layouts[field.kind as Written] : 'text';
  const shown = field.kind === 'phone' ? groupPhone(draft) : field.kind === 'idNumber' ? groupIdDraft(draft) : draft;
  return (
    <div className={styles.writing}>
      <output className={styles.draft} aria-label={say(field.label)}>
        <span className={classes(styles.text, overwrites && styles.marked)}>{shown}</span>
        <span className={styles.caret} aria-hidden="true" />
        {field.kind === 'money' ? <span className={styles.unit}>{t('field.money')}</span> : null}
      </output>
      <Keys
        layout={layout}
        onKey={(key) => change((touched ? typeKey : typeOver)(field, draft, key))}
        onErase={() => change(backspace(draft))}
        onClear={() => change('')}
      />
    </div>
  );
}
