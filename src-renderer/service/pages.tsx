import type { DiagnosticsView, ServiceAct } from '../../src-main/contract/diagnostics.ts';
import { unreachable } from '../format/unreachable.ts';
import { DevicePage } from './device-page.tsx';
import { ReadinessPage, SoakPage } from './long-pages.tsx';
import { ConfigurationPage, NetworkPage, RestartPage, StoragePage } from './machine-pages.tsx';
import { OverviewPage } from './overview-page.tsx';
import { LogsPage, RecordsPage, WorkOrdersPage } from './record-pages.tsx';
import { RefillPage } from './refill-page.tsx';
import { DisplayPage, TouchPage } from './screen-pages.tsx';
import { TestPage } from './test-page.tsx';

/** The page that is open. */
export function DiagnosticsPages({ view, act }: { view: DiagnosticsView; act: (act: ServiceAct) => void }) {
  const { page, role, pages } = view;
  const doing = { role, act, may: (name: (typeof pages)[number]) => pages.includes(name) };
  switch (page.page) {
    case 'overview':
      return <OverviewPage page={page} {...doing} />;
    case 'device':
      return <DevicePage page={page} {...doing} />;
    case 'test':
      return <TestPage page={page} {...doing} />;
    case 'refill':
      return <RefillPage page={page} {...doing} />;
    case 'network':
      return <NetworkPage page={page} {...doing} />;
    case 'storage':
      return <StoragePage page={page} {...doing} />;
    case 'records':
      return <RecordsPage page={page} {...doing} />;
    case 'logs':
      return <LogsPage page={page} {...doing} />;
    case 'configuration':
      return <ConfigurationPage page={page} {...doing} />;
    case 'workOrders':
      return <WorkOrdersPage page={page} {...doing} />;
    case 'soak':
      return <SoakPage page={page} {...doing} />;
    case 'readiness':
      return <ReadinessPage page={page} {...doing} />;
    case 'display':
      return <DisplayPage page={page} {...doing} />;
    case 'touch':
      return <TouchPage page={page} {...doing} />;
    case 'restart':
      return <RestartPage page={page} {...doing} />;
    default:
      return unreachable(page);
  }
}
