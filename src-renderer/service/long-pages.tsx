import { Action } from '../parts/press.tsx';
import { useWords } from '../words/use-words.ts';
import { markOf } from './axes.ts';
import { Line } from './line.tsx';
import type { PageProps } from './page-props.ts';
import { ServicePage } from './service-page.tsx';
import { beginning, TestLine } from './test-line.tsx';

const ROUNDS = [10, 100, 1000] as const;

/** The same tests over and over, to find what fails once in a hundred. */
export function SoakPage({ page, act }: PageProps<'soak'>) {
  const { t, say } = useWords();
  return (
    <ServicePage
      title={t('service.page.soak')}
      lead={
        page.rounds === 0
          ? t('service.soak.lead')
          : t('service.soak.progress', {
              round: page.round,
              rounds: page.rounds,
              failures: page.failures,
              minutes: Math.round(page.seconds / 60),
            })
      }
      rows={page.parts.map((part) => ({
        key: part.what,
        node: (
          <Line
            tone={part.failed > 0 ? 'now' : 'plain'}
            mark={part.failed > 0 ? t('service.outcome.failed') : undefined}
            title={say(part.title)}
            text={[
              t('service.soak.part', { passed: part.passed, failed: part.failed }),
              ...(part.empty === 0 ? [] : [t('service.soak.empty', { count: part.empty })]),
              ...(part.medianMs === null ? [] : [t('service.soak.median', { count: Math.round(part.medianMs) })]),
            ].join(' · ')}
          />
        ),
      }))}
      actions={
        page.running ? (
          <Action tone="stop" text={t('service.test.cancel')} onPress={() => act({ act: 'cancel' })} />
        ) : (
          ROUNDS.map((rounds) => (
            <Action
              key={rounds}
              tone="second"
              text={t('service.soak.start', { count: rounds })}
              onPress={() => act({ act: 'soak', rounds })}
            />
          ))
        )
      }
    />
  );
}

/** May this machine serve? The newest result of every test it should have. */
export function ReadinessPage({ page, act }: PageProps<'readiness'>) {
  const { t } = useWords();
  return (
    <ServicePage
      title={t(page.ready ? 'service.report.ready' : 'service.report.notReady')}
      lead={`${t(`service.report.${page.printed}`)}${page.saved === null ? '' : ` · ${page.saved}`}${
        page.parked === 0 ? '' : ` · ${t('service.report.parked', { count: page.parked })}`
      }`}
      rows={[
        ...page.present
          .filter(({ severity }) => severity !== 'fine')
          .map((part) => ({ key: `now.${part.id}`, node: <PresentLine part={part} /> })),
        ...page.rows.map((row) => ({ key: row.what, node: <ReadinessLine row={row} validDays={page.validDays} /> })),
      ]}
      actions={
        <>
          <Action tone="main" text={t('service.report.print')} onPress={() => act({ act: 'report', to: 'printer' })} />
          <Action tone="second" text={t('service.report.save')} onPress={() => act({ act: 'report', to: 'file' })} />
        </>
      }
    />
  );
}

type Readiness = PageProps<'readiness'>['page'];

/** A part that is not fine now, before everything that was tested earlier. */
function PresentLine({ part }: { part: Readiness['present'][number] }) {
  const { t, say } = useWords();
  return (
    <Line
      tone={part.severity}
      mark={t(`service.severity.${part.severity}`)}
      title={say(part.title)}
      text={markOf(part, { t, say }) === undefined ? undefined : say(part.cause)}
      small={part.nextAction === null ? undefined : `${t(`service.fixer.${part.fixer}`)}${say(part.nextAction)}`}
    />
  );
}

/** A test this machine should have passed; an old one, or one of another or an unknown unit, says so instead of how it went. */
function ReadinessLine({ row, validDays }: { row: Readiness['rows'][number]; validDays: number }) {
  const { t, say } = useWords();
  const { state, newest, title } = row;
  if (newest === null) return <Line tone="soon" mark={t('service.report.missing')} title={say(title)} />;
  if (state === 'old')
    return (
      <Line
        tone="soon"
        mark={t('service.report.old', { count: validDays })}
        title={say(title)}
        small={beginning(newest.evidence)}
      />
    );
  if (state === 'otherUnit' || state === 'unknownUnit')
    return (
      <Line
        tone="soon"
        mark={t(`service.report.${state}`)}
        title={say(title)}
        text={t(state === 'otherUnit' ? 'service.report.testAgain' : 'service.report.unitUnknown')}
        small={newest.identity ?? beginning(newest.evidence)}
      />
    );
  return <TestLine record={newest} />;
}
