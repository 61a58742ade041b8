import { useState } from 'react';
import type { Signature } from '../../src-main/contract/commands.ts';
import { useTerminal } from '../connection/terminal-context.ts';
import { Page } from '../parts/page.tsx';
import { Phrases } from '../parts/phrases.tsx';
import { Pledge, PledgeLine, useRead } from '../parts/pledge.tsx';
import { SignatureBox } from '../parts/signature-box.tsx';
import { Tick } from '../parts/tick.tsx';
import { useWords } from '../words/use-words.ts';
import type { ScreenProps } from './screen-props.ts';

/** 告知承诺: the words, all of them, then a tick or a signature; only then can one agree. */
export function PromisePage({ screen }: ScreenProps<'promise'>) {
  const { press } = useTerminal();
  const { t, say } = useWords();
  const [ticked, setTicked] = useState(false);
  const [signature, setSignature] = useState<Signature | null>(null);
  const { read, onShown } = useRead(screen.text.length);
  const sign = screen.form === 'sign';
  return (
    <Page
      title={say(screen.title)}
      lead={read === false ? t('promise.readOn') : sign ? t('promise.sign') : undefined}
      main={{
        text: t('promise.agree'),
        iconAfter: 'forward',
        isDisabled: read !== true || (sign ? signature === null : !ticked),
        onPress: () => press({ type: 'promise', signature: sign ? signature : null }),
      }}
    >
      <Pledge
        onShown={onShown}
        items={screen.text.map((line) => ({
          key: line['zh-CN'],
          node: (
            <PledgeLine>
              <Phrases text={say(line)} />
            </PledgeLine>
          ),
        }))}
      >
        {sign ? (
          <SignatureBox onSign={setSignature} />
        ) : (
          <Tick text={t('promise.tick')} ticked={ticked} onTick={setTicked} />
        )}
      </Pledge>
    </Page>
  );
}
