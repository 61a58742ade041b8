import { useState } from 'react';
import { Icon } from '../drawings/icon.tsx';
import { useWords } from '../words/use-words.ts';
import { classes } from './classes.ts';
import styles from './keys.module.css';
import { Press } from './press.tsx';

export type KeyLayout = 'digits' | 'idNumber' | 'money' | 'text' | 'search';

const pad = ['123', '456', '789'];
const letterRows = ['QWERTYUIOP', 'ASDFGHJKL', 'ZXCVBNM'];
const elderLetterRows = ['ABCDEFG', 'HIJKLMN', 'OPQRSTU', 'VWXYZ'];
const padExtra: Record<'digits' | 'idNumber' | 'money', string> = { digits: '', idNumber: 'X', money: '.' };

type KeysProps = {
  layout: KeyLayout;
  onKey: (key: string) => void;
  onErase: () => void;
  onClear: () => void;
};

/** The page's own keyboard. Keys act on release; the person may take every key twice in a row. */
export function Keys({ layout, onKey, onErase, onClear }: KeysProps) {
  const { t } = useWords();
  const erase = (
    <Press className={classes(styles.key, styles.tool)} onPress={onErase} label={t('field.erase')}>
      <Icon name="erase" />
    </Press>
  );
  const clear = (
    <Press className={classes(styles.key, styles.tool, styles.word)} onPress={onClear}>
      {t('field.clear')}
    </Press>
  );
  const key = (letter: string) => (
    <Press key={letter} className={styles.key} onPress={() => onKey(letter)}>
      {letter}
    </Press>
  );
  if (layout === 'text' || layout === 'search') {
    return <Letters search={layout === 'search'} onKey={onKey} erase={erase} clear={clear} />;
  }
  return (
    <fieldset className={classes(styles.keys, styles.pad)} aria-label={t('field.keyboard')}>
      {pad.map((row) => [...row].map(key))}
      {padExtra[layout] === '' ? (
        <>
          {clear}
          {key('0')}
          {erase}
        </>
      ) : (
        <div className={styles.last}>
          {key(padExtra[layout])}
          {key('0')}
          {clear}
          {erase}
        </div>
      )}
    </fieldset>
  );
}

type LettersProps = { search: boolean; onKey: (key: string) => void; erase: React.ReactNode; clear: React.ReactNode };

function Letters({ search, onKey, erase, clear }: LettersProps) {
  const { t } = useWords();
  const [small, setSmall] = useState(false);
  const rows = search ? elderLetterRows : letterRows;
  return (
    <fieldset className={classes(styles.keys, styles.rows)} aria-label={t('field.keyboard')}>
      <div className={styles.row}>
        {[...'1234567890'].map((digit) => (
          <Press key={digit} className={styles.key} onPress={() => onKey(digit)}>
            {digit}
          </Press>
        ))}
      </div>
      {rows.map((row, index) => (
        <div key={row} className={styles.row}>
          {[...row].map((letter) => {
            const shown = small ? letter.toLowerCase() : letter;
            return (
              <Press key={letter} className={styles.key} onPress={() => onKey(shown)}>
                {shown}
              </Press>
            );
          })}
          {search && index === rows.length - 1 ? (
            <>
              {erase}
              {clear}
            </>
          ) : null}
        </div>
      ))}
      {search ? null : (
        <div className={styles.row}>
          <Press className={classes(styles.key, styles.tool, styles.word)} onPress={() => setSmall(!small)}>
            {t(small ? 'field.capitals' : 'field.smalls')}
          </Press>
          {['-', '·', '.', '/'].map((sign) => (
            <Press key={sign} className={styles.key} onPress={() => onKey(sign)}>
              {sign}
            </Press>
          ))}
          <Press className={classes(styles.key, styles.space, styles.word)} onPress={() => onKey(' ')}>
            {t('field.space')}
          </Press>
          {clear}
          {erase}
        </div>
      )}
    </fieldset>
  );
}
