import { consumables } from '../consumables.ts';
import type { OpenPage, PageContext } from '../page.ts';
import { parts } from '../parts.ts';
import { screenTitle } from '../screen-titles.ts';

/** How the machine is, the worst first; what runs out, and when; whether a citizen called for staff. */
export function overviewPage({ services, who }: PageContext): OpenPage {
  return {
    view() {
      const lines = parts(services);
      const served = services.items.served();
      const total = services.items.total();
      const newest = services.ledger.service.newestHelp();
      const call = newest.ok && newest.value?.acknowledgedAt === null ? newest.value : null;
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
        help:
          call === null
            ? null
            : { since: Math.round(call.askedAt / 1000), at: screenTitle(call.screen), times: call.times },
        version: services.version,
        upSeconds: Math.round(services.now() / 1000),
      };
    },
    act(act) {
      // The ledger writes the audit in the same transaction, and refuses where nobody called.
      if (act.act !== 'acknowledgeHelp' || !services.ledger.service.acknowledgeHelp(who.staff).ok) return false;
      services.log('service.act', { act: 'help', detail: 'acknowledged' });
      services.recorded();
      return true;
    },
  };
}
