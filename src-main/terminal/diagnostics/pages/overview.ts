import { consumables } from '../consumables.ts';
import type { OpenPage, PageContext } from '../page.ts';
import { parts } from '../parts.ts';

/** How the machine is, the worst first; what runs out, and when. */
export function overviewPage({ services }: PageContext): OpenPage {
  const begun = services.now();
  return {
    view() {
      const lines = parts(services);
      const { served, total } = { served: services.items.served(), total: services.items.total() };
      const orders = services.ledger.service.workOrders(100);
      return {
        page: 'overview',
        readiness:
          served === 0
            ? 'notReady'
            : served < total || lines.some(({ severity }) => severity !== 'fine')
              ? 'limited'
              : 'ready',
        itemsServed: served,
        itemsTotal: total,
        parts: lines,
        consumables: consumables(services),
        openWorkOrders: orders.ok ? orders.value.filter(({ closedAt }) => closedAt === null).length : 0,
        version: services.version,
        upSeconds: Math.round(Math.max(services.now(), begun) / 1000),
      };
    },
  };
}
