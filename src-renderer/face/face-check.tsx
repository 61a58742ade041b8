import { LivePicture } from '../camera/live-picture.tsx';
import { useTerminal } from '../connection/terminal-context.ts';
import { Icon } from '../drawings/icon.tsx';
import { Mark } from '../drawings/mark.tsx';
import { Page } from '../parts/page.tsx';
import { Phrases } from '../parts/phrases.tsx';
import type { ScreenProps } from '../screens/screen-props.ts';
import { useWords } from '../words/use-words.ts';
import styles from './face-check.module.css';
import { useComparison } from './use-comparison.ts';

/** Looking into the camera; what hinders is said while it does. The other way stays one touch away all the time. */
export function FaceCheck({ screen }: ScreenProps<'faceCheck'>) {
  const { press, stream } = useTerminal();
  const { t, say } = useWords();
  const { hint, looked } = useComparison(screen.portrait, (told) => stream({ type: 'face', told }));
  const { phase, reason, other } = screen;
  const byOther = () => press({ type: 'chooseWay', way: 'other' });
  const takeOther = { text: say(other.name), onPress: byOther };
  if (phase === 'looking') {
    const now = hint === null ? t(looked ? 'face.comparing' : 'face.getReady') : t(`face.hint.${hint}`);
    return (
      <Page
        title={t('face.lookTitle')}
        lead={now}
        status={now}
        figure={
          <div className={styles.mirror}>
            <LivePicture label={t('camera.seen')} />
            <svg className={styles.oval} viewBox="0 0 160 90" aria-hidden="true">
              <ellipse cx="80" cy="44" rx="25" ry="34" />
            </svg>
          </div>
        }
        second={takeOther}
      >
        <p className={styles.kept}>
          <Icon name="saved" size="small" />
          <Phrases text={t('face.keptNowhere')} />
        </p>
      </Page>
    );
  }
  const title = t(`face.reason.${reason ?? 'timedOut'}`);
  if (phase === 'again')
    return (
      <Page
        mark={<Mark tone="attention" icon="attention" />}
        title={title}
        lead={t(`face.advice.${reason ?? 'timedOut'}`)}
        status={title}
        main={{
          text: t('common.retry'),
          onPress: () => press({ type: 'retry' }),
        }}
        second={{ text: t('face.useOther'), onPress: byOther }}
        moment
      >
        <p className={styles.left}>{t('face.left', { count: screen.attemptsLeft })}</p>
        <p className={styles.kept}>
          <Phrases text={say(other.text)} />
        </p>
      </Page>
    );
  return (
    <Page
      mark={<Mark tone="calm" icon="person" />}
      title={title}
      lead={t('face.overLead')}
      status={title}
      main={takeOther}
      moment
    >
      <p className={styles.kept}>
        <Phrases text={say(other.text)} />
      </p>
    </Page>
  );
}
