import { Action } from '../parts/press.tsx';
import { useWords } from '../words/use-words.ts';
import { Line } from './line.tsx';
import { bytes, moment } from './moment.ts';
import type { PageProps } from './page-props.ts';
import { ServicePage } from './service-page.tsx';
import { TestLine } from './test-line.tsx';

/** What was tested and what staff did, the newest first. */
export function RecordsPage({ page }: PageProps<'records'>) {
  const { t, say, language } = useWords();
  return (
    <ServicePage
      title={t('service.page.records')}
      rows={[
        ...page.records.map((record) => ({ key: `test-${record.id}`, node: <TestLine record={record} /> })),
        ...page.audit.map((entry, index) => ({
          key: `act-${index}`,
          node: (
            <Line
              title={say(entry.title)}
              text={`${moment(entry.at, language)} · ${entry.by}`}
              small={`${entry.act} · ${entry.detail}`}
            />
          ),
        })),
      ]}
    />
  );
}

const LEVELS = ['info', 'warn', 'error'] as const;

/** The newest log lines; they hold no person by their types. */
export function LogsPage({ page, act }: PageProps<'logs'>) {
  const { t } = useWords();
  return (
    <ServicePage
      title={t('service.page.logs')}
      lead={
        page.exporting !== null
          ? page.exporting.bytes === null
            ? t('service.logs.packing')
            : t('service.logs.sending', { size: bytes(page.exporting.bytes), tries: page.exporting.tries })
          : page.exported !== null
            ? t(
                page.exported.ok
                  ? page.exported.to === 'usb'
                    ? 'service.logs.exported'
                    : 'service.logs.sent'
                  : page.exported.to === 'usb'
                    ? 'service.logs.notExported'
                    : 'service.logs.notSent',
                { evidence: page.exported.evidence },
              )
            : page.unreadable !== null
              ? t('service.logs.unreadable', { evidence: page.unreadable })
              : page.targets.includes('usb')
                ? undefined
                : t('service.logs.noTarget')
      }
      of={page.level}
      rows={page.lines.map((line, index) => ({
        key: `${line.at}-${index}`,
        node: (
          <Line
            tone={line.level === 'error' || line.level === 'fatal' ? 'now' : line.level === 'warn' ? 'soon' : 'plain'}
            mark={line.level}
            title={`${line.at} ${line.process} ${line.event}`}
            small={line.fields}
          />
        ),
      }))}
      actions={
        <>
          {LEVELS.map((level) => (
            <Action
              key={level}
              tone={level === page.level ? 'second' : 'quiet'}
              chosen={level === page.level}
              text={t(`service.logs.${level}`)}
              onPress={() => act({ act: 'logLevel', level })}
            />
          ))}
          {page.targets.map((to) => (
            <Action
              key={to}
              tone="main"
              text={t(page.exporting?.to === to ? 'service.logs.exporting' : `service.logs.${to}`)}
              isDisabled={page.exporting !== null}
              onPress={() => act({ act: 'exportLogs', to })}
            />
          ))}
        </>
      }
    />
  );
}

const REASONS = ['fault', 'maintenance', 'replacement', 'cleaning'] as const;

/** Repairs: opened for a part, closed by passing tests. */
export function WorkOrdersPage({ page, act }: PageProps<'workOrders'>) {
  const { t, say, language } = useWords();
  return (
    <ServicePage
      title={t('service.page.workOrders')}
      lead={page.refused === null ? t('service.orders.lead') : say(page.refused)}
      rows={[
        ...page.orders.map((order) => ({
          key: `order-${order.id}`,
          node: (
            <Line
              tone={order.closedAt === null ? 'soon' : 'fine'}
              mark={t(order.closedAt === null ? 'service.orders.open' : 'service.orders.closed')}
              title={`${order.id} · ${say(order.title)}`}
              text={`${t(`service.reason.${REASONS.find((reason) => reason === order.reason) ?? 'fault'}`)} · ${moment(order.openedAt, language)} · ${order.openedBy}`}
              small={
                order.deviceRemoved
                  ? t('service.orders.deviceRemoved')
                  : order.needs
                      .map(
                        ({ title, passedAt }) =>
                          `${say(title)} ${passedAt === null ? t('service.orders.needed') : '✓'}`,
                      )
                      .join(' · ')
              }
              action={
                order.closedAt === null ? (
                  <Action
                    tone="main"
                    text={t('service.orders.close')}
                    onPress={() => act({ act: 'closeWorkOrder', id: order.id })}
                  />
                ) : undefined
              }
            />
          ),
        })),
        ...page.parts.map((part) => ({
          key: `part-${part.id}`,
          node: (
            <Line
              title={say(part.title)}
              action={
                <Action
                  tone="second"
                  text={t('service.orders.new')}
                  onPress={() => act({ act: 'openWorkOrder', part: part.id, reason: 'fault' })}
                />
              }
            />
          ),
        })),
      ]}
    />
  );
}
