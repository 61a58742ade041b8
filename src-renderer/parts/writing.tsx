import type { FieldView } from '../../src-main/contract/snapshot.ts';
import { backspace, typeKey } from '../format/draft.ts';
import { groupIdDraft, groupPhone } from '../format/value.ts';
import { useWords } from '../words/use-words.ts';
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
  const layout = field.kind in layouts ? layouts[field.kind as Written] : 'text';
  const shown = field.kind === 'phone' ? groupPhone(draft) : field.kind === 'idNumber' ? groupIdDraft(draft) : draft;
  return (
    <div className={styles.writing}>
      <output className={styles.draft} aria-label={say(field.label)}>
        <span className={styles.text}>{shown}</span>
        <span className={styles.caret} aria-hidden="true" />
        {field.kind === 'money' ? <span className={styles.unit}>{t('field.money')}</span> : null}
      </output>
      <Keys
        layout={layout}
        onKey={(key) => onDraft(typeKey(field, draft, key))}
        onErase={() => onDraft(backspace(draft))}
        onClear={() => onDraft('')}
      />
    </div>
  );
}
