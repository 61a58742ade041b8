import { Action } from '../parts/press.tsx';
import { useWords } from '../words/use-words.ts';
import { Line } from './line.tsx';
import type { PageProps } from './page-props.ts';
import { ServicePage } from './service-page.tsx';
import { TestLine } from './test-line.tsx';

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
  const { t, say } = useWords();
  return (
    <ServicePage
      title={t(page.ready ? 'service.report.ready' : 'service.report.notReady')}
      lead={`${t(`service.report.${page.printed}`)}${page.saved === null ? '' : ` · ${page.saved}`}${
        page.parked === 0 ? '' : ` · ${t('service.report.parked', { count: page.parked })}`
      }`}
      rows={page.rows.map((row) => ({
        key: row.what,
        node:
          row.newest === null ? (
            <Line tone="soon" mark={t('service.report.missing')} title={say(row.title)} />
          ) : row.state === 'old' ? (
            <Line
              tone="soon"
              mark={t('service.report.old', { count: page.validDays })}
              title={say(row.title)}
              small={row.newest.evidence}
            />
          ) : (
            <TestLine record={row.newest} />
          ),
      }))}
      actions={
        <>
          <Action tone="main" text={t('service.report.print')} onPress={() => act({ act: 'report', to: 'printer' })} />
          <Action tone="second" text={t('service.report.save')} onPress={() => act({ act: 'report', to: 'file' })} />
        </>
      }
    />
  );
}
