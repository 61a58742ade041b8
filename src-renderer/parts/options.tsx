import type { FieldView } from '../../src-main/contract/snapshot.ts';
import { Icon } from '../drawings/icon.tsx';
import { useWords } from '../words/use-words.ts';
import { classes } from './classes.ts';
import styles from './options.module.css';
import { Paged } from './paged.tsx';
import { Phrases } from './phrases.tsx';
import { Press } from './press.tsx';

/** Big tiles; one touch is the answer. */
export function Options({ field, onAnswer }: { field: FieldView; onAnswer: (value: string) => void }) {
  const { say } = useWords();
  const chosenAt = field.options.findIndex((option) => option.value === field.value);
  return (
    <Paged
      columns={field.options.length > 5 ? 2 : 1}
      startAt={Math.max(0, chosenAt)}
      items={field.options.map((option, index) => ({
        key: option.value,
        node: (
          <Press
            className={classes(styles.option, index === chosenAt && styles.chosen)}
            chosen={index === chosenAt}
            onPress={() => onAnswer(option.value)}
          >
            <span className={styles.label}>
              <Phrases text={say(option.label)} />
            </span>
            {index === chosenAt ? <Icon name="check" /> : null}
          </Press>
        ),
      }))}
    />
  );
}
