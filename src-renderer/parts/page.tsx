import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTerminal } from '../connection/terminal-context.ts';
import { ActionBar, type PageAction } from './action-bar.tsx';
import { classes } from './classes.ts';
import { HelpOverlay } from './help-overlay.tsx';
import { IdleOverlay } from './idle-overlay.tsx';
import { LeaveOverlay } from './leave-overlay.tsx';
import styles from './page.module.css';
import { Phrases } from './phrases.tsx';
import { StatusStrip } from './status-strip.tsx';
import { StepBar } from './step-bar.tsx';

type PageProps = {
  /** A sentence in the citizen's words. */
  title: string;
  /** What it is about, on a line of its own before the lead. */
  about?: string | undefined;
  lead?: string | undefined;
  /** Above the title: a mark of the moment. */
  mark?: ReactNode;
  /** The drawing of this step. */
  figure?: ReactNode;
  /** The drawing leaves more room to the body. */
  lowFigure?: boolean;
  /** Little to say: it stands in the middle of the stage. */
  moment?: boolean;
  /** In landscape the body takes the whole width below the title. */
  wide?: boolean;
  /** Stands before the body; in landscape under the head, beside the body. */
  beside?: ReactNode;
  children?: ReactNode;
  /** Doors that lead elsewhere, in the action bar. */
  ways?: ReactNode;
  main?: PageAction | undefined;
  second?: PageAction | undefined;
  back?: boolean;
  exit?: boolean;
  /** Spoken when it changes while the screen stays. */
  status?: string | undefined;
  /** Small print for staff. */
  foot?: string | undefined;
};

/**
 * The one arrangement: strip, steps, stage (head, figure, body), action bar. Portrait stacks the stage, landscape
 * puts head and figure beside the body.
 */
export function Page({
  title,
  about,
  lead,
  mark,
  figure,
  lowFigure = false,
  moment = false,
  wide = false,
  beside,
  children,
  ways,
  main,
  second,
  back = true,
  exit = true,
  status,
  foot,
}: PageProps) {
  const { snapshot, press } = useTerminal();
  const [overlay, setOverlay] = useState<'none' | 'help' | 'leave'>('none');
  const heading = useRef<HTMLHeadingElement>(null);
  const idle = snapshot.session?.idleSecondsLeft ?? null;
  const covered = overlay !== 'none' || idle !== null;
  useEffect(() => {
    if (!covered) heading.current?.focus({ preventScroll: true });
  }, [covered]);

  const somethingToLose = snapshot.step === 'form' || snapshot.step === 'confirm';
  const leave = (): void => (somethingToLose ? setOverlay('leave') : press({ type: 'exit' }));
  const body = children !== undefined && children !== null;
  return (
    <>
      <div className={styles.page} inert={covered}>
        <StatusStrip />
        <StepBar />
        <main
          className={classes(
            styles.stage,
            figure !== undefined && styles.withFigure,
            lowFigure && styles.lowFigure,
            moment && styles.moment,
            wide && styles.wide,
            beside !== undefined && styles.withBeside,
            !body && styles.withoutBody,
          )}
        >
          <div className={styles.head}>
            {mark}
            <div className={styles.words}>
              <h1 className={styles.title} tabIndex={-1} ref={heading}>
                <Phrases text={title} />
              </h1>
              {about === undefined && lead === undefined ? null : (
                <p className={styles.lead}>
                  {about === undefined ? null : (
                    <span className={styles.about}>
                      <Phrases text={about} />
                    </span>
                  )}
                  {about === undefined || lead === undefined ? null : ' '}
                  {lead === undefined ? null : <Phrases text={lead} />}
                </p>
              )}
              {foot === undefined ? null : <p className={styles.foot}>{foot}</p>}
            </div>
          </div>
          {figure === undefined ? null : <div className={styles.figure}>{figure}</div>}
          {beside === undefined ? null : <div className={styles.beside}>{beside}</div>}
          {body ? <div className={styles.body}>{children}</div> : null}
        </main>
        <ActionBar
          ways={ways}
          main={main}
          second={second}
          onBack={back ? () => press({ type: 'back' }) : undefined}
          onExit={exit ? leave : undefined}
          onHelp={() => setOverlay('help')}
        />
        <p className={styles.spoken} role="status">
          {status}
        </p>
      </div>
      {idle !== null ? (
        <IdleOverlay secondsLeft={idle} />
      ) : overlay === 'help' ? (
        <HelpOverlay onClose={() => setOverlay('none')} />
      ) : overlay === 'leave' ? (
        <LeaveOverlay onStay={() => setOverlay('none')} />
      ) : null}
    </>
  );
}
