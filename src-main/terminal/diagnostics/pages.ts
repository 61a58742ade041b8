import { type DiagnosticsPageName, diagnosticsPageNames } from '../../contract/diagnostics.ts';
import type { OpenPage, PageContext, PageWish } from './page.ts';
import { configurationPage } from './pages/configuration.ts';
import { devicePage } from './pages/device.ts';
import { logsPage } from './pages/logs.ts';
import { networkPage } from './pages/network.ts';
import { overviewPage } from './pages/overview.ts';
import { readinessPage } from './pages/readiness.ts';
import { recordsPage } from './pages/records.ts';
import { refillPage } from './pages/refill.ts';
import { restartPage } from './pages/restart.ts';
import { screenTestPage } from './pages/screen-test.ts';
import { soakPage } from './pages/soak.ts';
import { storagePage } from './pages/storage.ts';
import { testPage } from './pages/test.ts';
import { workOrdersPage } from './pages/work-orders.ts';
import type { Machine } from './test-lacks.ts';
import { deviceTest, soundTestOf } from './tests.ts';

/** Null where the wish lacks its subject, or the machine does not have it. */
type Make = (wish: PageWish, context: PageContext) => OpenPage | null;

const pages: Readonly<Record<DiagnosticsPageName, Make>> = {
  overview: (_wish, context) => overviewPage(context),
  device: ({ device }, context) =>
    device === undefined || !(device in context.services.devices.view()) ? null : devicePage(device, context),
  test: ({ device, level }, context) => {
    if (device === undefined || level === undefined || !(device in context.services.devices.view())) return null;
    const kind = deviceTest(device, level, context.services);
    return kind === null ? null : testPage(kind, context);
  },
  refill: ({ consumable }, context) => (consumable === undefined ? null : refillPage(consumable, context)),
  network: (_wish, context) => networkPage(context),
  storage: (_wish, context) => storagePage(context),
  workOrders: (_wish, context) => workOrdersPage(context),
  readiness: (_wish, context) => readinessPage(context),
  records: (_wish, context) => recordsPage(context),
  logs: (_wish, context) => logsPage(context),
  configuration: (_wish, context) => configurationPage(context),
  soak: (_wish, context) => soakPage(context),
  restart: (_wish, context) => restartPage(context),
  display: (_wish, context) => screenTestPage('display', context),
  touch: (_wish, context) => screenTestPage('touch', context),
  sound: (_wish, context) => {
    const kind = soundTestOf(context.services);
    return kind === null ? null : testPage(kind, context);
  },
};

/** The page that is wished for; null for one this machine cannot show. */
export const openPage = (wish: PageWish, context: PageContext): OpenPage | null => pages[wish.page](wish, context);

/** Pages this machine has. */
export const drawnPages = (machine: Machine): readonly DiagnosticsPageName[] =>
  diagnosticsPageNames.filter((name) => name !== 'sound' || soundTestOf(machine) !== null);
