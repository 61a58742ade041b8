import { useTerminal } from '../connection/terminal-context.ts';
import { Icon } from '../drawings/icon.tsx';
import { Machine, type MachineAct, type MachineChip } from '../drawings/machine.tsx';
import { Countdown } from '../parts/countdown.tsx';
import { MovingLine } from '../parts/moving-line.tsx';
import { Note } from '../parts/note.tsx';
import { Page } from '../parts/page.tsx';
import { Phrases } from '../parts/phrases.tsx';
import { useWords } from '../words/use-words.ts';
import styles from './identify.module.css';
import type { ScreenProps } from './screen-props.ts';

type Identify = ScreenProps<'identify'>['screen'];
type Phase = Identify['phase'];

const acts: Record<Phase, MachineAct> = {
  waiting: 'layCard',
  seen: 'cardSeen',
  reading: 'cardReading',
  layAgain: 'layAgain',
  cardNotSupported: 'noCard',
  cardNotAccepted: 'noCard',
  otherPerson: 'noCard',
  readerUnavailable: 'readerDead',
  timedOut: 'still',
  insertAgain: 'still',
  notSocialSecurityCard: 'still',
  chipUnreadable: 'still',
  chipRefused: 'still',
  pullFirst: 'takeCard',
};
const chips: Record<Phase, MachineChip> = {
  waiting: 'insert',
  seen: 'seen',
  reading: 'reading',
  layAgain: 'waits',
  cardNotSupported: 'waits',
  cardNotAccepted: 'refused',
  otherPerson: 'refused',
  readerUnavailable: 'dead',
  timedOut: 'waits',
  insertAgain: 'again',
  notSocialSecurityCard: 'refused',
  chipUnreadable: 'again',
  chipRefused: 'refused',
  pullFirst: 'take',
};
/** The reader has stopped: it begins again when asked. */
const stopped: readonly Phase[] = [
  'cardNotSupported',
  'cardNotAccepted',
  'otherPerson',
  'readerUnavailable',
  'timedOut',
  'chipUnreadable',
];

/** The person has to choose another card. */
const refused: readonly Phase[] = ['cardNotSupported', 'cardNotAccepted'];

/** Both ways in one sentence where both are open; else the one that is. */
type Invitation = 'idCard' | 'socialSecurityCard' | 'either';
const invitation = ({ ways }: Identify): Invitation => (ways.length > 1 ? 'either' : (ways[0] ?? 'idCard'));

/** What each half of the drawing shows: the half whose card is not spoken of stands still. */
function drawn(screen: Identify): { act: MachineAct; chip: MachineChip } {
  const { phase, way, ways, waysDown } = screen;
  const takes = (one: 'idCard' | 'socialSecurityCard') => ways.includes(one) || way === one;
  const off = waysDown.includes('socialSecurityCard') ? 'dead' : 'none';
  if (phase === 'readerUnavailable') return { act: waysDown.includes('idCard') ? 'readerDead' : 'still', chip: off };
  if (way === null)
    return { act: takes('idCard') ? acts[phase] : 'still', chip: takes('socialSecurityCard') ? chips[phase] : off };
  if (way === 'idCard') return { act: acts[phase], chip: takes('socialSecurityCard') ? 'waits' : off };
  return { act: 'still', chip: chips[phase] };
}

/** The drawing says it, the title repeats it, both follow the readers live. */
export function Identify({ screen }: ScreenProps<'identify'>) {
  const { snapshot, press } = useTerminal();
  const { t } = useWords();
  const { phase, waysDown } = screen;
  const invited = invitation(screen);
  const title = t(titleOf(screen, invited));
  const lead = t(leadOf(screen, invited));
  const down = phase !== 'readerUnavailable' && waysDown[0];
  return (
    <Page
      title={title}
      lead={lead}
      status={title}
      figure={<Machine {...drawn(screen)} label={t(`drawing.${invited}`)} still={snapshot.elder} />}
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
            {down ? (
              <Note tone="attention">
                <Phrases text={t(`identify.down.${down}`)} />
              </Note>
            ) : null}
            {screen.secondsLeft === null ? null : (
              <Countdown text={t('identify.left', { count: screen.secondsLeft })} />
            )}
            {phase === 'otherPerson' || (snapshot.elder && !refused.includes(phase)) ? null : (
              <Accepted screen={screen} />
            )}
          </>
        )}
      </div>
    </Page>
  );
}

function titleOf({ phase, way }: Identify, invited: Invitation) {
  if (phase === 'waiting') return `identify.ask.${invited}` as const;
  if (phase === 'timedOut') return `identify.noneSeen.${invited}` as const;
  if (phase === 'reading' && way === 'socialSecurityCard') return 'identify.readingChip';
  if (phase === 'pullFirst' && way === 'idCard') return 'identify.liftFirst';
  return `identify.${phase}` as const;
}

function leadOf({ phase, way, purpose, anotherCard }: Identify, invited: Invitation) {
  if (phase === 'waiting' && anotherCard) return `identify.another.${invited}` as const;
  if (phase === 'waiting' && purpose === 'mine' && invited === 'idCard') return 'identify.mineLead';
  if (phase === 'waiting') return `identify.how.${invited}` as const;
  if (phase === 'seen' && way === 'socialSecurityCard') return 'identify.seenChipLead';
  if (phase === 'reading' && way === 'socialSecurityCard') return 'identify.readingChipLead';
  if (phase === 'pullFirst' && way === 'idCard') return 'identify.liftFirstLead';
  return `identify.${phase}Lead` as const;
}

function Accepted({ screen: { ways, acceptedCards } }: { screen: Identify }) {
  const { t } = useWords();
  const idCards = ways.includes('idCard') || ways.length === 0 ? acceptedCards : [];
  const all = ways.includes('socialSecurityCard') ? [...idCards, 'socialSecurityCard' as const] : idCards;
  return (
    <>
      <h2 className={styles.heading}>{t('identify.accepted')}</h2>
      <ul className={styles.cards}>
        {all.map((card) => (
          <li key={card}>
            <Icon name="card" size="small" />
            <Phrases text={t(`identify.${card}`)} />
          </li>
        ))}
      </ul>
    </>
  );
}
