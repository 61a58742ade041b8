import type { DiagnosticsPage, ServiceAccess } from '../../contract/diagnostics.ts';
import type { ServiceScreen } from '../../contract/screens.ts';
import { drawnPages } from './pages.ts';
import { pagesOf } from './roles.ts';
import type { DiagnosticsServices } from './services.ts';
import type { Visit } from './staff-visit.ts';

/** What stands on the screen for somebody on such a visit: the door, or their page with what their role may open. */
export function serviceScreen(
  visit: Visit,
  shown: {
    readonly door: ServiceAccess;
    readonly page: DiagnosticsPage | null;
    readonly unrecorded: number;
    readonly services: DiagnosticsServices;
  },
): ServiceScreen {
  const { door, page, unrecorded, services } = shown;
  if (visit.at === 'sill')
    return { name: 'serviceAccess', access: { ...door, phase: 'waiting', challenge: null, wrong: false } };
  if (visit.at !== 'inside' || page === null) return { name: 'serviceAccess', access: door };
  if (visit.attended === 'proving') return { name: 'serviceAccess', access: { ...door, badgeReader: false } };
  const { staff, role } = visit.who;
  const drawn = drawnPages(services);
  return {
    name: 'diagnostics',
    view: {
      staff,
      role,
      pages: pagesOf[role].filter((name) => drawn.includes(name)),
      idleSecondsLeft: visit.idle,
      unattended: visit.attended === 'no',
      unrecorded,
      page,
    },
  };
}
