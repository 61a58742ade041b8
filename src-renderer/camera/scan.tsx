import { useEffect, useMemo } from 'react';
import type { ScanTrouble } from '../../src-main/contract/snapshot.ts';
import { useTerminal } from '../connection/terminal-context.ts';
import { Page } from '../parts/page.tsx';
import { Phrases } from '../parts/phrases.tsx';
import type { ScreenProps } from '../screens/screen-props.ts';
import { useWords } from '../words/use-words.ts';
import type { CutPage } from './camera-desk.ts';
import { useCameraDesk, useDeskView } from './desk-context.ts';
import { DeskDrawing } from './desk-drawing.tsx';
import { LivePicture } from './live-picture.tsx';
import styles from './scan.module.css';

/** A paper under the camera: the live picture says whether it is seen, then the person judges the cut-out. */
export function Scan({ screen }: ScreenProps<'scan'>) {
  const { press } = useTerminal();
  const { t, say } = useWords();
  const desk = useCameraDesk();
  const { quad, steady, blank, cut } = useDeskView();
  // The cut-out is the person's: it does not outlive the screen.
  useEffect(() => desk.forgetCut, [desk]);
  const { phase, trouble } = screen;
  const material = say(screen.material);
  const looking = phase === 'stopped' ? null : phase === 'judging' ? phase : lookOf(trouble, blank, quad !== null);
  const stopped = trouble === 'notFitted' || trouble === 'cameraAway' ? trouble : 'timedOut';
  const title = t(`scan.${looking ?? stopped}`, { material });
  const otherWay = t('scan.otherWay', { office: say(screen.owner.office), phone: screen.owner.phone });
  return (
    <Page
      title={title}
      lead={looking === null ? otherWay : t(`scan.${looking}Lead`, { material })}
      status={title}
      // Two answers need the room; the way back is on the screen they lead to.
      back={phase === 'looking' || (phase === 'stopped' && !screen.mayFollow)}
      figure={
        phase === 'looking' ? (
          <LivePicture label={t('camera.seen')} />
        ) : phase === 'judging' && cut !== null ? (
          <CutOut cut={cut} label={t('scan.cutOut', { material })} />
        ) : (
          <DeskDrawing
            label={t('scan.drawing')}
            dead={phase === 'stopped' && (trouble === 'notFitted' || trouble === 'cameraAway')}
          />
        )
      }
      main={
        phase === 'judging'
          ? { text: t('scan.keep'), icon: 'check', onPress: () => press({ type: 'keepPage' }) }
          : phase === 'stopped'
            ? { text: t('common.retry'), icon: 'undo', onPress: () => press({ type: 'retry' }) }
            : undefined
      }
      second={
        phase === 'judging'
          ? { text: t('scan.again'), onPress: () => press({ type: 'retry' }) }
          : phase === 'stopped' && screen.mayFollow
            ? { text: t('scan.later'), onPress: () => press({ type: 'skipScan' }) }
            : undefined
      }
    >
      {phase === 'looking' && quad !== null ? (
        <div
          className={styles.steady}
          role="progressbar"
          aria-label={t('scan.seen')}
          aria-valuenow={Math.round(steady * 100)}
        >
          <span style={{ inlineSize: `${Math.round(steady * 100)}%` }} />
        </div>
      ) : null}
      {phase === 'stopped' && screen.mayFollow ? (
        <p className={styles.mayFollow}>
          <Phrases text={t('scan.mayFollow')} />
        </p>
      ) : null}
    </Page>
  );
}

function lookOf(trouble: ScanTrouble | null, blank: boolean, seen: boolean) {
  if (trouble === 'dark' || trouble === 'frozen') return trouble;
  return blank ? 'blank' : seen ? 'seen' : 'waiting';
}

function CutOut({ cut, label }: { cut: CutPage; label: string }) {
  const address = useMemo(() => URL.createObjectURL(new Blob([cut.jpeg], { type: 'image/jpeg' })), [cut]);
  useEffect(() => () => URL.revokeObjectURL(address), [address]);
  return <img className={styles.cutOut} src={address} alt={label} width={cut.width} height={cut.height} />;
}
