import { useState } from 'react';
import type { FieldView } from '../../src-main/contract/snapshot.ts';
import { useTerminal } from '../connection/terminal-context.ts';
import { Icon } from '../drawings/icon.tsx';
import { shownValue } from '../format/value.ts';
import { useWords } from '../words/use-words.ts';
import { classes } from './classes.ts';
import styles from './field-row.module.css';
import { issueWords, mostWords } from './issue-words.ts';
import { Phrases } from './phrases.tsx';
import { Action, Press } from './press.tsx';
import { SourceTag } from './source-tag.tsx';

/** One field to check: label, value, where it comes from; an eye where it is masked, 修改 where it may be changed. */
export function FieldRow({ field }: { field: FieldView }) {
  const { press } = useTerminal();
  const words = useWords();
  const { t, say, language } = words;
  const [seen, setSeen] = useState(false);
  const label = say(field.label);
  const empty = field.value === '';
  const hidden = field.masked && !seen;
  const issue = issueWords(field, words);
  const masked = field.masked && !empty;
  return (
    <div className={classes(styles.row, issue !== null && styles.withIssue)}>
      <div className={styles.text}>
        <span className={styles.label}>
          <Phrases text={label} />
          {field.required || !field.editable ? null : <span className={styles.optional}> · {t('form.optional')}</span>}
        </span>
        <span className={classes(styles.value, empty && styles.empty)}>
          <Phrases text={empty ? t('form.empty') : shownValue(field, language, hidden)} />
        </span>
        {issue !== null ? (
          <span className={styles.issue}>
            <Icon name="attention" size="small" />
            <Phrases text={issue} />
          </span>
        ) : empty ? null : (
          <SourceTag source={field.source} most={mostWords(field, words)} />
        )}
      </div>
      <div className={styles.actions}>
        {masked ? (
          <Press
            className={styles.eye}
            label={t(seen ? 'form.hide' : 'form.show', { field: label })}
            onPress={() => setSeen(!seen)}
          >
            <Icon name={seen ? 'eye' : 'eyeClosed'} />
          </Press>
        ) : null}
        {field.editable ? (
          <Action
            tone={issue !== null || (empty && field.required) ? 'second' : 'quiet'}
            icon="edit"
            text={t(empty ? 'form.fill' : 'form.edit')}
            label={t(empty ? 'form.fillField' : 'form.editField', { field: label })}
            onPress={() => press({ type: 'editField', id: field.id })}
          />
        ) : null}
      </div>
    </div>
  );
}
