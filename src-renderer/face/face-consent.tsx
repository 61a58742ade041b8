import { useState } from 'react';
import { useTerminal } from '../connection/terminal-context.ts';
import { Note } from '../parts/note.tsx';
import { Page } from '../parts/page.tsx';
import { Phrases } from '../parts/phrases.tsx';
import { Pledge, PledgeLine, useRead } from '../parts/pledge.tsx';
import { Tick } from '../parts/tick.tsx';
import type { ScreenProps } from '../screens/screen-props.ts';
import { useWords } from '../words/use-words.ts';

/**
 * Two ways, both with their button, neither chosen beforehand. The consent to the face is a tick of its own under words of
 * its own; without it only the other way goes on.
 */
export function FaceConsent({ screen }: ScreenProps<'faceConsent'>) {
  const { snapshot, press } = useTerminal();
  const { t, say } = useWords();
  const [agreed, setAgreed] = useState(false);
  // Before the consent stands the way without it.
  const { read, onShown } = useRead(screen.consent.length, 1);
  const { missing, other } = screen;
  const byOther = () => press({ type: 'chooseWay', way: 'other' });
  const takeFace = {
    text: t('face.useFace'),
    isDisabled: read !== true || !agreed,
    onPress: () => press({ type: 'chooseWay', way: 'face' }),
  };
  const otherWay = {
    key: 'other',
    node: (
      <PledgeLine apart>
        <strong>{say(other.name)}</strong>
        <br />
        <Phrases text={say(other.text)} />
      </PledgeLine>
    ),
  };
  if (missing !== null)
    return (
      <Page title={t('face.consentTitle')} wide={!snapshot.elder} main={{ text: say(other.name), onPress: byOther }}>
        <Pledge
          key="missing"
          items={[
            {
              key: 'missing',
              node: (
                <Note tone="attention">
                  <Phrases text={say(missing)} />
                </Note>
              ),
            },
            otherWay,
          ]}
        />
      </Page>
    );
  return (
    <Page
      title={t('face.consentTitle')}
      lead={t(read === false ? 'promise.readOn' : 'face.consentLead')}
      wide={!snapshot.elder}
      main={takeFace}
      second={{ text: t('face.useOther'), onPress: byOther }}
    >
      {/* Another list than that without a camera: how many of its lines fit must be measured anew, or all count as read. */}
      <Pledge
        key="consent"
        onShown={onShown}
        items={[
          // First: where the type is large the rest is on further pages.
          otherWay,
          ...screen.consent.map((line, index) => ({
            key: line['zh-CN'],
            node: (
              <PledgeLine>
                {index > 0 ? null : (
                  <>
                    <strong>{t('face.way')}</strong>
                    <br />
                  </>
                )}
                <Phrases text={say(line)} />
              </PledgeLine>
            ),
          })),
        ]}
      >
        <Tick text={t('face.tick')} ticked={agreed} onTick={setAgreed} />
      </Pledge>
    </Page>
  );
}
