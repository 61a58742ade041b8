import type { CodeAnswer, ForeignCode } from '../../src-main/contract/code-lookup.ts';
import { LivePicture } from '../camera/live-picture.tsx';
import { useTerminal } from '../connection/terminal-context.ts';
import type { IconName } from '../drawings/icon.tsx';
import { Machine, type MachineAct } from '../drawings/machine.tsx';
import { Mark, type MarkTone } from '../drawings/mark.tsx';
import { unreachable } from '../format/unreachable.ts';
import { formatDate } from '../format/value.ts';
import { CaseRow } from '../parts/case-row.tsx';
import { classes } from '../parts/classes.ts';
import { Countdown } from '../parts/countdown.tsx';
import { HelpPhone } from '../parts/help-phone.tsx';
import { MovingLine } from '../parts/moving-line.tsx';
import { Page } from '../parts/page.tsx';
import { Phrases } from '../parts/phrases.tsx';
import { useWords } from '../words/use-words.ts';
import styles from './plain.module.css';
import type { ScreenProps } from './screen-props.ts';

type Props = ScreenProps<'showCode'>;
type Trouble = NonNullable<Props['screen']['trouble']>;

const acts: Record<Trouble | 'none', MachineAct> = {
  none: 'showCode',
  timedOut: 'showCode',
  unreadable: 'showCode',
  notFitted: 'scannerDead',
  readerAway: 'scannerDead',
};

/** A code that somebody holds: waited for, looked up, and said what it is. */
export function ShowCode({ screen }: Props) {
  if (screen.answer !== null) return <Answered answer={screen.answer} />;
  return screen.phase === 'asking' ? <Asking slow={screen.slow} /> : <Reading screen={screen} />;
}

function Reading({ screen: { by, secondsLeft, trouble } }: Props) {
  const { snapshot, press } = useTerminal();
  const { t } = useWords();
  const title = trouble === null ? t(`code.title.${by}`) : t(`code.trouble.${trouble}`);
  return (
    <Page
      title={title}
      lead={trouble === null ? t('code.lead') : t(`code.troubleLead.${trouble}`)}
      status={title}
      figure={
        trouble === null && by === 'camera' ? (
          <LivePicture label={t('code.figure.camera')} />
        ) : (
          <Machine
            act={acts[trouble ?? 'none']}
            label={t('code.figure.scanner')}
            still={snapshot.elder || trouble !== null}
          />
        )
      }
      main={
        trouble === null
          ? undefined
          : { text: t('common.retry'), icon: 'undo', onPress: () => press({ type: 'retry' }) }
      }
    >
      {secondsLeft === null ? null : <Countdown text={t('code.left', { count: secondsLeft })} />}
    </Page>
  );
}

function Asking({ slow }: { slow: boolean }) {
  const { t } = useWords();
  return (
    <Page
      wide
      title={t('code.asking')}
      lead={t(slow ? 'code.askingSlow' : 'code.askingLead')}
      status={t('code.asking')}
    >
      <MovingLine />
    </Page>
  );
}

const marks: Record<'good' | 'no' | 'calm', { tone: MarkTone; icon: IconName }> = {
  good: { tone: 'good', icon: 'check' },
  no: { tone: 'attention', icon: 'attention' },
  calm: { tone: 'calm', icon: 'code' },
};

/** What to do with a code that nothing is done with here. */
const advice: Record<ForeignCode, 'notice' | 'damaged' | 'identity' | 'payment' | 'programming' | 'url' | 'other'> = {
  notice: 'notice',
  damaged: 'damaged',
  'health-card': 'identity',
  'medical-insurance-voucher': 'identity',
  'resident-id-number': 'identity',
  'wechat-pay-code': 'payment',
  'alipay-pay-code': 'payment',
  'unionpay-code': 'payment',
  programming: 'programming',
  url: 'url',
  digits: 'other',
  text: 'other',
};

function Answered({ answer }: { answer: CodeAnswer }) {
  const { snapshot, press } = useTerminal();
  const { t, say } = useWords();
  const { title, lead, mark, phone } = useSaid(answer);
  return (
    <Page
      moment
      mark={<Mark {...marks[mark]} />}
      title={title}
      lead={lead}
      status={title}
      back={false}
      second={{ text: t('code.again'), icon: 'code', onPress: () => press({ type: 'retry' }) }}
      main={{ text: t('common.home'), icon: 'home', onPress: () => press({ type: 'next' }) }}
    >
      {answer.kind === 'case' || answer.kind === 'paper' || answer.kind === 'noCase' || phone ? (
        <div className={styles.spread}>
          {answer.kind === 'case' ? <CaseRow of={answer} /> : null}
          {answer.kind === 'noCase' ? <Rows rows={[[t('code.caseNumber'), answer.caseNumber]]} /> : null}
          {answer.kind === 'paper' ? <PaperRows paper={{ ...answer, title: say(answer.title) }} /> : null}
          {phone ? <HelpPhone number={snapshot.site.helpPhone} /> : null}
        </div>
      ) : null}
    </Page>
  );
}

type Said = { title: string; lead: string; mark: keyof typeof marks; phone: boolean };

function useSaid(answer: CodeAnswer): Said {
  const { t, say } = useWords();
  switch (answer.kind) {
    case 'case':
      // No tick: what was decided may be a refusal.
      return { title: say(answer.state), lead: t('code.caseLead'), mark: 'calm', phone: false };
    case 'noCase':
      return { title: t('code.noCase'), lead: t('code.noCaseLead'), mark: 'no', phone: true };
    case 'paper': {
      const genuine = answer.status === 'genuine';
      return {
        title: t(`code.${answer.status}`),
        lead: t(genuine ? 'code.genuineLead' : 'code.withdrawnLead'),
        mark: genuine ? 'good' : 'no',
        phone: !genuine,
      };
    }
    case 'noPaper':
      return { title: t('code.noPaper'), lead: t('code.noPaperLead'), mark: 'no', phone: true };
    case 'noAnswer':
      return {
        title: t(`code.noAnswer.${answer.why}`),
        lead: t(`code.noAnswerLead.${answer.why}`),
        mark: 'no',
        phone: answer.why === 'refused',
      };
    case 'foreign':
      return {
        title: t(`code.foreign.${answer.code}`),
        lead: t(`code.foreignLead.${advice[answer.code]}`),
        mark: answer.code === 'damaged' ? 'no' : 'calm',
        phone: false,
      };
    default:
      return unreachable(answer);
  }
}

function PaperRows({ paper }: { paper: { title: string; holder: string; issuedOn: string; pages: number } }) {
  const { t, language } = useWords();
  return (
    <Rows
      rows={[
        [t('code.paper.title'), paper.title],
        [t('code.paper.holder'), paper.holder],
        [t('code.paper.issuedOn'), formatDate(paper.issuedOn, language)],
        [t('code.paper.pages'), t('code.paper.count', { count: paper.pages })],
      ]}
    />
  );
}

function Rows({ rows }: { rows: readonly (readonly [string, string])[] }) {
  return (
    <dl className={classes(styles.box, styles.rows)}>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>
            <Phrases text={name} />
          </dt>
          <dd>
            <Phrases text={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
