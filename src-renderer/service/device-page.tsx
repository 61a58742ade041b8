import { useState } from 'react';
import { Action } from '../parts/press.tsx';
import { useWords } from '../words/use-words.ts';
import { axesOf, markOf } from './axes.ts';
import { Line } from './line.tsx';
import { moment } from './moment.ts';
import type { PageProps } from './page-props.ts';
import { ServicePage } from './service-page.tsx';
import { TestLine } from './test-line.tsx';
import { WirePage } from './wire-page.tsx';

type Device = PageProps<'device'>['page'];

/** `external` is something else to the eye for each class. */
function wordOf(device: Device['deviceClass'], level: Device['checks'][number]) {
  if (level === 'interactive') return device === 'auxiliaries' ? 'hands' : level;
  if (level === 'internal') return level;
  switch (device) {
    case 'camera':
      return 'picture';
    case 'idCardReader':
    case 'cardReader':
      return 'anew';
    case 'barcodeReader':
    case 'auxiliaries':
      return 'light';
    default:
      return level;
  }
}

/** One device: what it says of itself, what it did lately, and what can be tried. */
export function DevicePage({ page, act }: PageProps<'device'>) {
  const { t, say, language } = useWords();
  const [wire, setWire] = useState(false);
  const { line } = page;
  const { says, kept } = axesOf(page, t);
  if (wire) return <WirePage page={page} onBack={() => setWire(false)} />;
  return (
    <ServicePage
      title={say(line.title)}
      lead={`${page.model} · ${page.identity ?? t('service.device.noIdentity')} · ${page.port}`}
      of={page.deviceClass}
      rows={[
        {
          key: 'line',
          node: (
            <Line
              tone={line.severity}
              mark={markOf(line, { t, say })}
              title={say(line.cause)}
              text={line.nextAction === null ? undefined : `${t(`service.fixer.${line.fixer}`)}${say(line.nextAction)}`}
              small={line.since === null ? undefined : t('service.since', { when: moment(line.since, language) })}
            />
          ),
        },
        {
          key: 'axes',
          node: (
            <Line
              title={t('service.device.says')}
              text={says.join(' · ')}
              small={
                page.ageSeconds === null
                  ? page.evidence
                  : `${page.evidence} · ${t('service.device.age', { count: Math.round(page.ageSeconds) })}`
              }
            />
          ),
        },
        ...(kept.length === 0
          ? []
          : [{ key: 'kept', node: <Line title={t('service.device.kept')} text={kept.join(' · ')} /> }]),
        {
          key: 'firmware',
          node: (
            <Line title={t('service.device.firmware')} text={page.firmware ?? t('service.device.firmwareUntold')} />
          ),
        },
        ...page.supplies.map((supply) => ({
          key: supply.name,
          node: (
            <Line
              title={t(`service.named.${supply.name}`)}
              text={`${t(`service.level.${supply.level}`)}${supply.percent === null ? '' : ` · ${supply.percent} %`}`}
            />
          ),
        })),
        ...(page.counters.length === 0
          ? []
          : [
              {
                key: 'counters',
                node: (
                  <Line
                    title={t('service.device.counters')}
                    text={page.counters.map(({ name, value }) => `${say(name)} ${value}`).join(' · ')}
                  />
                ),
              },
            ]),
        ...page.notOffered.map(({ level, why }) => ({
          key: `none-${level}`,
          node: (
            <Line
              mark={t('service.device.notOffered')}
              title={t(`service.check.${wordOf(page.deviceClass, level)}`)}
              text={say(why)}
            />
          ),
        })),
        ...page.lastTests.map((record) => ({ key: `test-${record.id}`, node: <TestLine record={record} /> })),
        ...page.events.map((event, index) => ({
          key: `event-${index}`,
          node: (
            <Line
              title={event.name}
              text={event.detail}
              small={t('service.device.ago', { count: Math.round(event.agoSeconds) })}
            />
          ),
        })),
      ]}
      actions={
        <>
          {page.checks.map((level) => (
            <Action
              key={level}
              tone="second"
              text={t(`service.check.${wordOf(page.deviceClass, level)}`)}
              onPress={() => act({ act: 'check', device: page.deviceClass, level })}
            />
          ))}
          <Action tone="quiet" text={t('service.device.wire')} onPress={() => setWire(true)} />
          <Action
            tone="quiet"
            text={t('service.device.restart')}
            onPress={() => act({ act: 'restartDevice', device: page.deviceClass })}
          />
          <Action
            tone="quiet"
            icon="back"
            text={t('common.back')}
            onPress={() => act({ act: 'open', page: 'overview' })}
          />
        </>
      }
    />
  );
}
