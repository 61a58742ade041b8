import type { Paper } from '../../src-main/contract/snapshot.ts';
import { useTerminal } from '../connection/terminal-context.ts';
import type { IconName } from '../drawings/icon.tsx';
import { Machine, type MachineAct } from '../drawings/machine.tsx';
import { Mark, type MarkTone } from '../drawings/mark.tsx';
import { formatDate, groupCaseNumber, unbroken } from '../format/value.ts';
import { Page } from '../parts/page.tsx';
import { Paged } from '../parts/paged.tsx';
import { PaperRow, paperWords } from '../parts/paper-row.tsx';
import { Phrases } from '../parts/phrases.tsx';
import { useWords } from '../words/use-words.ts';
import styles from './result.module.css';
import type { ScreenProps } from './screen-props.ts';

type Outcome = ScreenProps<'result'>['screen']['outcome'];

const marks: Record<Outcome, { tone: MarkTone; icon: IconName }> = {
  approved: { tone: 'good', icon: 'check' },
  filed: { tone: 'good', icon: 'check' },
  accepted: { tone: 'calm', icon: 'clock' },
  refused: { tone: 'attention', icon: 'attention' },
  savedOffline: { tone: 'calm', icon: 'saved' },
  collected: { tone: 'good', icon: 'printer' },
};

const drawings = {
  receiptHeld: 'drawing.receiptHeld',
  receiptComing: 'drawing.receipt',
  receiptReady: 'drawing.receipt',
  documentComing: 'drawing.document',
  documentReady: 'drawing.document',
  receiptDoubtful: 'drawing.receiptDoubtful',
  documentDoubtful: 'drawing.documentDoubtful',
} as const satisfies Partial<Record<MachineAct, string>>;

/**
 * What the drawing of the machine shows: the paper to take now, the one that moves, the outlet to look at, else the
 * most important paper.
 */
function act(papers: readonly Paper[]): keyof typeof drawings | null {
  if (papers.some((paper) => paper.state === 'presented')) return 'receiptHeld';
  const blocked = papers.find((paper) => paper.state === 'blocked');
  if (blocked !== undefined) return blocked.kind === 'receipt' ? 'receiptHeld' : 'documentReady';
  const moving = papers.find((paper) => paper.state === 'printing');
  if (moving?.toFile === true) return null;
  if (moving !== undefined) return moving.kind === 'receipt' ? 'receiptComing' : 'documentComing';
  const doubtful = papers.find((paper) => paper.state === 'unknown' && paper.toFile !== true);
  if (doubtful !== undefined) return doubtful.kind === 'receipt' ? 'receiptDoubtful' : 'documentDoubtful';
  const ready = papers.filter((paper) => paper.state === 'printed');
  if (ready.length === 0) return null;
  return ready.some((paper) => paper.kind === 'document') ? 'documentReady' : 'receiptReady';
}

/** A moment: the mark, the case number, the paper and where it comes out, what happens next. */
export function ResultPage({ screen }: ScreenProps<'result'>) {
  const { snapshot, press } = useTerminal();
  const { t, say, language } = useWords();
  const shown = act(screen.papers);
  const next = [
    ...(screen.dueDate === null ? [] : [t('result.due', { date: formatDate(screen.dueDate, language) })]),
    t('result.nextTrack', { office: say(screen.owner.office), phone: unbroken(screen.owner.phone) }),
  ];
  // Waiting for a hand, that takes it or what is in its way, or drawn back from one that did not come: nothing matters more
  // now, so it stands first.
  const filing = screen.papers.some(({ state, toFile }) => state === 'printing' && toFile === true);
  const held = screen.papers.find((paper) => paper.state === 'presented');
  const blocked = screen.papers.find((paper) => paper.state === 'blocked');
  const first = held ?? blocked ?? screen.papers.find((paper) => paper.state === 'retracted');
  const others = screen.papers.filter((paper) => paper !== first);
  // A refusal is about its reasons; whoever got what they came for looks for the paper.
  const refused = screen.outcome === 'refused';
  const reasons =
    screen.reasons.length === 0
      ? []
      : [
          {
            key: 'reasons',
            node: (
              <section className={refused ? styles.reasons : styles.next}>
                <h2>{t(refused ? 'result.reasons' : 'result.checked')}</h2>
                {screen.reasons.map((reason) => (
                  <p key={reason['zh-CN']}>
                    <Phrases text={say(reason)} />
                  </p>
                ))}
              </section>
            ),
          },
        ];
  const rows = [
    ...(first === undefined ? [] : [{ key: first.id, node: <PaperRow paper={first} /> }]),
    ...(refused ? reasons : []),
    {
      key: 'number',
      node: (
        <section className={styles.number}>
          <h2>{t('result.caseNumber')}</h2>
          <p>{groupCaseNumber(screen.caseNumber)}</p>
        </section>
      ),
    },
    ...others.map((paper) => ({ key: paper.id, node: <PaperRow paper={paper} /> })),
    ...(screen.papers.length === 0
      ? [
          {
            key: 'none',
            node: (
              <p>
                <Phrases text={t('result.noPaper')} />
              </p>
            ),
          },
        ]
      : []),
    ...(refused ? [] : reasons),
    {
      key: 'next',
      node: (
        <section className={styles.next}>
          <h2>{t('result.next')}</h2>
          {next.map((line) => (
            <p key={line}>
              <Phrases text={line} />
            </p>
          ))}
        </section>
      ),
    },
  ];
  const mark = marks[screen.outcome];
  return (
    <Page
      mark={<Mark tone={mark.tone} icon={mark.icon} />}
      title={t(`result.${screen.outcome}`)}
      about={snapshot.elder ? undefined : say(screen.item.name)}
      lead={t(screen.busy ? (filing ? 'result.filingLead' : 'result.busyLead') : `result.${screen.outcome}Lead`)}
      status={screen.papers.map((paper) => `${say(paper.title)} ${paperWords(paper, t)}`).join(' · ')}
      back={false}
      exit={!screen.busy}
      lowFigure
      {...(shown === null
        ? {}
        : {
            figure: (
              <Machine
                view="front"
                act={shown}
                label={t(held === undefined && blocked !== undefined ? 'drawing.blocked' : drawings[shown])}
                still={snapshot.elder}
              />
            ),
          })}
      second={{ text: t('result.another'), isDisabled: screen.busy, onPress: () => press({ type: 'moreItems' }) }}
      main={{
        text: t(
          !screen.busy
            ? screen.outcome === 'collected'
              ? 'result.backToMine'
              : 'result.finish'
            : held !== undefined
              ? 'result.takeFirst'
              : blocked !== undefined
                ? 'result.clearFirst'
                : screen.papers.some(({ state }) => state === 'fetching')
                  ? 'result.fetching'
                  : filing
                    ? 'result.filing'
                    : 'result.busy',
        ),
        isDisabled: screen.busy,
        onPress: () => press({ type: 'next' }),
      }}
    >
      <Paged items={rows} />
    </Page>
  );
}
