import { Action } from '../parts/press.tsx';
import { useWords } from '../words/use-words.ts';
import { Line } from './line.tsx';
import { bytes, moment } from './moment.ts';
import type { PageProps } from './page-props.ts';
import { ServicePage } from './service-page.tsx';
import { stepRows } from './steps.tsx';

/** DNS, TLS, the platform's answer and clock. */
export function NetworkPage({ page, act }: PageProps<'network'>) {
  const { t } = useWords();
  return (
    <ServicePage
      title={t('service.page.network')}
      lead={
        page.clockOffsetMs === null ? undefined : t('service.network.offset', { count: Math.round(page.clockOffsetMs) })
      }
      rows={stepRows(page.steps)}
      actions={
        <Action
          tone="main"
          text={page.running ? t('service.test.running') : t('service.test.start')}
          isDisabled={page.running}
          onPress={() => act({ act: 'run', what: 'network' })}
        />
      }
    />
  );
}

/** The ledger and its disk: numbers and times, never what was written. */
export function StoragePage({ page, act }: PageProps<'storage'>) {
  const { t, language } = useWords();
  return (
    <ServicePage
      title={t('service.page.storage')}
      lead={`${page.freeBytes === null ? '' : `${t('service.storage.free', { size: bytes(page.freeBytes) })} · `}${page.epoch}`}
      rows={[
        ...stepRows(page.steps),
        ...page.lanes.map((lane) => ({
          key: `lane-${lane.lane}`,
          node: (
            <Line
              tone={lane.parked > 0 ? 'soon' : 'plain'}
              mark={lane.parked > 0 ? t('service.storage.parked') : undefined}
              title={t(`service.lane.${lane.lane}`)}
              text={t('service.storage.waiting', { count: lane.waiting, parked: lane.parked })}
              small={lane.oldestAt === null ? undefined : t('service.since', { when: moment(lane.oldestAt, language) })}
            />
          ),
        })),
        ...page.parked.map((row) => ({
          key: `parked-${row.seq}`,
          node: (
            <Line
              tone="soon"
              mark={t(row.returned ? 'service.storage.returned' : 'service.storage.parked')}
              title={`${row.seq} · ${row.kind}`}
              text={`${moment(row.at, language)} · ${t('service.storage.parkedBy', {
                when: moment(row.parkedAt, language),
                by: row.by,
              })}`}
              small={row.reason}
              action={
                row.returned ? undefined : (
                  <Action
                    tone="second"
                    text={t('service.storage.putBack')}
                    label={t('service.storage.putBackRow', { seq: row.seq })}
                    onPress={() => act({ act: 'putBack', seq: row.seq })}
                  />
                )
              }
            />
          ),
        })),
        ...page.pending.map((row) => ({
          key: `row-${row.seq}`,
          node: (
            <Line
              title={`${row.seq} · ${row.kind}`}
              text={moment(row.at, language)}
              small={`${t('service.storage.tries', { count: row.tries })} ${row.lastAnswer}`}
              action={
                row.mayPark ? (
                  <Action
                    tone="second"
                    text={t('service.storage.park')}
                    label={t('service.storage.parkRow', { seq: row.seq })}
                    onPress={() => act({ act: 'park', seq: row.seq })}
                  />
                ) : undefined
              }
            />
          ),
        })),
      ]}
      actions={
        <>
          <Action
            tone="main"
            text={page.running ? t('service.test.running') : t('service.test.start')}
            isDisabled={page.running}
            onPress={() => act({ act: 'run', what: 'storage' })}
          />
          <Action tone="second" text={t('service.storage.sendNow')} onPress={() => act({ act: 'sendNow' })} />
        </>
      }
    />
  );
}

/** The configuration as it is, secrets masked, and a try of it as it lies on the disk. */
export function ConfigurationPage({ page, act }: PageProps<'configuration'>) {
  const { t } = useWords();
  return (
    <ServicePage
      title={t('service.page.configuration')}
      lead={page.changedSinceStart ? `${page.file} · ${t('service.configuration.changed')}` : page.file}
      rows={[
        ...page.problems.map((problem) => ({
          key: problem,
          node: <Line tone="now" mark={t('service.severity.now')} title={problem} />,
        })),
        ...stepRows(page.dryRun),
        ...page.rows.map((row) => ({
          key: row.field,
          node: <Line title={row.field} text={row.secret ? t('service.configuration.secret') : row.value} />,
        })),
      ]}
      actions={
        <Action
          tone="main"
          text={page.running ? t('service.test.running') : t('service.configuration.dryRun')}
          isDisabled={page.running}
          onPress={() => act({ act: 'run', what: 'dryRun' })}
        />
      }
    />
  );
}

/** What may be started anew; what is not sent yet stays. */
export function RestartPage({ page, act }: PageProps<'restart'>) {
  const { t, say } = useWords();
  return (
    <ServicePage
      title={t('service.page.restart')}
      lead={page.refused === null ? t('service.restart.unsent', { count: page.unsent }) : say(page.refused)}
      rows={page.may.map((what) => ({
        key: what,
        node: (
          <Line
            title={t(`service.restart.${what}`)}
            text={t(`service.restart.${what}Text`)}
            action={
              <Action
                tone="stop"
                text={t(page.going === what ? 'service.restart.going' : 'service.page.restart')}
                label={t(`service.restart.${what}`)}
                isDisabled={page.going !== null}
                onPress={() => act({ act: 'restart', what })}
              />
            }
          />
        ),
      }))}
    />
  );
}
