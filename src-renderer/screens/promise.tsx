import { useState } from 'react';
import type { Signature } from '../../src-main/contract/commands.ts';
import { useTerminal } from '../connection/terminal-context.ts';
import { Icon } from '../drawings/icon.tsx';
import { classes } from '../parts/classes.ts';
import { Page } from '../parts/page.tsx';
import { Paged } from '../parts/paged.tsx';
import { Press } from '../parts/press.tsx';
import { SignatureBox } from '../parts/signature-box.tsx';
import { useWords } from '../words/use-words.ts';
import styles from './promise.module.css';
import type { ScreenProps } from './screen-props.ts';

/** 告知承诺: the words, then a tick or a signature; only then can one agree. */
export function PromisePage({ screen }: ScreenProps<'promise'>) {
  const { press } = useTerminal();
  const { t, say } = useWords();
  const [ticked, setTicked] = useState(false);
  const [signature, setSignature] = useState<Signature | null>(null);
  const sign = screen.form === 'sign';
  return (
    <Page
      title={say(screen.title)}
      lead={sign ? t('promise.sign') : undefined}
      main={{
        text: t('promise.agree'),
        iconAfter: 'forward',
        isDisabled: sign ? signature === null : !ticked,
        onPress: () => press({ type: 'promise', signature: sign ? signature : null }),
      }}
    >
      <div className={styles.promise}>
        <Paged
          items={screen.text.map((line) => ({
            key: line['zh-CN'],
            node: <p className={styles.line}>{say(line)}</p>,
          }))}
        />
        {sign ? (
          <SignatureBox onSign={setSignature} />
        ) : (
          <Press
            className={classes(styles.tick, ticked && styles.ticked)}
            chosen={ticked}
            onPress={() => setTicked(!ticked)}
          >
            <span className={styles.box}>{ticked ? <Icon name="check" /> : null}</span>
            {t('promise.tick')}
          </Press>
        )}
      </div>
    </Page>
  );
}
