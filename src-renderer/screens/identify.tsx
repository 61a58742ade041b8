import { useTerminal } from '../connection/terminal-context.ts';
import { Icon } from '../drawings/icon.tsx';
import { Machine, type MachineAct } from '../drawings/machine.tsx';
import { MovingLine } from '../parts/moving-line.tsx';
import { Page } from '../parts/page.tsx';
import { useWords } from '../words/use-words.ts';
import styles from './identify.module.css';
import type { ScreenProps } from './screen-props.ts';

type Phase = ScreenProps<'identify'>['screen']['phase'];

const acts: Record<Phase, MachineAct> = {
  waiting: 'layCard',
  seen: 'cardSeen',
  reading: 'cardReading',
  layAgain: 'layAgain',
  cardNotSupported: 'noCard',
  cardNotAccepted: 'noCard',
  readerUnavailable: 'readerDead',
  timedOut: 'still',
};
/** The reader has stopped: it begins again when asked. */
const stopped: readonly Phase[] = ['cardNotSupported', 'cardNotAccepted', 'readerUnavailable', 'timedOut'];

/** The person has to choose another card. */
const refused: readonly Phase[] = ['cardNotSupported', 'cardNotAccepted'];

/** The drawing says it, the title repeats it, both follow the reader live. */
export function Identify({ screen }: ScreenProps<'identify'>) {
  const { snapshot, press } = useTerminal();
  const { t } = useWords();
  const { phase } = screen;
  const title = t(`identify.${phase}`);
  const lead = phase === 'waiting' && screen.purpose === 'mine' ? t('identify.mineLead') : t(`identify.${phase}Lead`);
  return (
    <Page
      title={title}
      lead={lead}
      status={title}
      figure={<Machine act={acts[phase]} label={t('drawing.card')} still={snapshot.elder} />}
      main={
        stopped.includes(phase)
          ? { text: t('common.retry'), icon: 'undo', onPress: () => press({ type: 'retry' }) }
          : undefined
      }
    >
      <div className={styles.below}>
        {phase === 'seen' || phase === 'reading' ? (
          <MovingLine />
        ) : (
          <>
            {screen.secondsLeft === null ? null : (
              <p className={styles.left}>
                <Icon name="clock" />
                {t('identify.left', { count: screen.secondsLeft })}
              </p>
            )}
            {snapshot.elder && !refused.includes(phase) ? null : (
              <>
                <h2 className={styles.heading}>{t('identify.accepted')}</h2>
                <ul className={styles.cards}>
                  {screen.acceptedCards.map((card) => (
                    <li key={card}>
                      <Icon name="card" size="small" />
                      {t(`identify.${card}`)}
                    </li>
                  ))}
                </ul>
              </>
            )}
          </>
        )}
      </div>
    </Page>
  );
}
