import type { Consumable, DiagnosticsPage, PartLine } from '../../src-main/contract/diagnostics.ts';
import { Action } from '../parts/press.tsx';
import { useWords } from '../words/use-words.ts';
import { markOf } from './axes.ts';
import { Line } from './line.tsx';
import { moment } from './moment.ts';
import type { PageProps } from './page-props.ts';
import { ServicePage } from './service-page.tsx';

const DEVICES = [
  'idCardReader',
  'barcodeReader',
  'receiptPrinter',
  'documentPrinter',
  'cardReader',
  'camera',
  'auxiliaries',
] as const;
/** The cabinet speaks through its board. */
const deviceOf = (id: string) => (id === 'cabinet' ? 'auxiliaries' : DEVICES.find((device) => device === id));

/** The whole machine at a glance, the worst first: cause, since when, who can mend it, what to do. */
export function OverviewPage({ page, may, act }: PageProps<'overview'>) {
  const { t } = useWords();
  return (
    <ServicePage
      title={t(`service.readiness.${page.readiness}`)}
      lead={`${t('service.items', { served: page.itemsServed, total: page.itemsTotal })}${
        page.openWorkOrders === 0 ? '' : ` · ${t('service.openOrders', { count: page.openWorkOrders })}`
      } · ${t('service.version', { version: page.version })}`}
      rows={[
        ...(page.help === null ? [] : [{ key: 'help', node: <Call help={page.help} act={act} /> }]),
        ...page.parts.map((part) => ({ key: part.id, node: <Part part={part} may={may} act={act} /> })),
        ...page.consumables.map((supply) => ({ key: supply.id, node: <Supply supply={supply} may={may} act={act} /> })),
      ]}
    />
  );
}

type Doing = Pick<PageProps<DiagnosticsPage['page']>, 'may' | 'act'>;

/** A citizen waits for somebody: before everything else. */
function Call({ help, act }: { help: NonNullable<PageProps<'overview'>['page']['help']> } & Pick<Doing, 'act'>) {
  const { t, say, language } = useWords();
  const told = { at: say(help.at), when: moment(help.since, language), count: help.times };
  return (
    <Line
      tone="now"
      mark={t('service.severity.now')}
      title={t('service.help.title')}
      text={t('service.help.text', told)}
      action={
        <Action tone="main" text={t('service.help.acknowledge')} onPress={() => act({ act: 'acknowledgeHelp' })} />
      }
    />
  );
}

function Part({ part, may, act }: { part: PartLine } & Doing) {
  const { t, say, language } = useWords();
  const device = deviceOf(part.id);
  const open =
    device !== undefined && may('device')
      ? () => act({ act: 'openDevice', device })
      : (part.id === 'platform' && may('network') && (() => act({ act: 'open', page: 'network' }))) ||
        (part.id === 'storage' && may('storage') && (() => act({ act: 'open', page: 'storage' }))) ||
        undefined;
  const told = [
    // Under a mark that says the same word it would stand there twice.
    markOf(part, { t, say }) === undefined ? '' : say(part.cause),
    part.since === null || part.severity === 'fine' ? '' : t('service.since', { when: moment(part.since, language) }),
    part.itemsAway === 0 ? '' : t('service.itemsAway', { count: part.itemsAway }),
  ].filter((words) => words !== '');
  return (
    <Line
      tone={part.severity}
      mark={t(`service.severity.${part.severity}`)}
      title={say(part.title)}
      text={told.join(' · ')}
      small={part.nextAction === null ? undefined : `${t(`service.fixer.${part.fixer}`)}${say(part.nextAction)}`}
      onPress={open}
    />
  );
}

function Supply({ supply, may, act }: { supply: Consumable } & Doing) {
  const { t, say } = useWords();
  const used = t('service.supply.used', {
    used: supply.used,
    capacity: supply.capacity,
    unit: t(`service.unit.${supply.unit}`),
  });
  const told = [
    supply.daysLeft === null ? '' : t('service.supply.days', { count: supply.daysLeft }),
    used,
    supply.percent === null ? '' : t('service.supply.told', { percent: supply.percent }),
  ].filter((words) => words !== '');
  return (
    <Line
      tone={supply.severity}
      mark={t(`service.severity.${supply.severity}`)}
      title={say(supply.title)}
      text={told.join(' · ')}
      onPress={may('refill') ? () => act({ act: 'openRefill', consumable: supply.id }) : undefined}
    />
  );
}
