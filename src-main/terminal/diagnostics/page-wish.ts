import type { ServiceAct } from '../../contract/diagnostics.ts';
import type { PageWish } from './page.ts';

/** Acts that open a page, whichever is open. */
export function wishOf(act: ServiceAct): PageWish | null {
  switch (act.act) {
    case 'open':
      return { page: act.page };
    case 'openDevice':
      return { page: 'device', device: act.device };
    case 'openRefill':
      return { page: 'refill', consumable: act.consumable };
    case 'check':
      return { page: 'test', device: act.device, level: act.level };
    default:
      return null;
  }
}

/** What was opened, as a machine word: `page.logs`, `device.idCardReader`, `test.camera.internal`. */
export function detailOf({ page, device, level, consumable }: PageWish): string {
  const about = [device, level, consumable].filter((word) => word !== undefined);
  return [...(about.length === 0 ? ['page'] : []), page, ...about].join('.');
}
