import type { WorkOrder } from '../../../contract/diagnostics.ts';
import type { LocalizedText } from '../../../contract/text.ts';
import type { WorkOrderRow } from '../../ledger/service.ts';
import type { OpenPage, PageContext } from '../page.ts';
import { isRemoved, partTitle, repairableParts } from '../parts.ts';
import type { DiagnosticsServices } from '../services.ts';
import { unitThere } from '../test-record.ts';
import { testsOfPart } from '../tests.ts';

const SHOWN = 50;
const testsMissing: LocalizedText = {
  'zh-CN': '不能关闭：维修后的测试还没有全部通过',
  en: 'Not closed: the tests after the repair have not all passed',
};
const deviceAway: LocalizedText = {
  'zh-CN': '不能关闭：设备现在连不上，不知道装着的是哪一台',
  en: 'Not closed: the device is away now, and nobody knows which one is fitted',
};
const nothingProves: LocalizedText = {
  'zh-CN': '不能关闭：这个部件现在没有可做的测试。请把设备配置回来，或由工程师按“设备已拆除”结单',
  en: 'Not closed: no test of this part can be made now; put its device back into the configuration, or have an engineer close it as removed',
};
const alreadyOpen: LocalizedText = { 'zh-CN': '这个部件已有未关闭的工单', en: 'This part has an open order already' };
const notWritten: LocalizedText = { 'zh-CN': '账本没有记下，请再试', en: 'The ledger did not take it; try again' };

/** Repairs: an order closes only once every test of the part has passed after it was opened. */
export function workOrdersPage({ services, who }: PageContext): OpenPage {
  let refused: LocalizedText | null = null;
  return {
    view() {
      const orders = read(services);
      const busy = orders.filter(({ closedAt }) => closedAt === null).map(({ part }) => part);
      const parts = repairableParts(services).filter(({ id }) => !busy.includes(id));
      return { page: 'workOrders', orders, parts, refused };
    },
    act(act) {
      const { service } = services.ledger;
      if (act.act === 'openWorkOrder') {
        if (!repairableParts(services).some(({ id }) => id === act.part)) return false;
        const opened = service.openWorkOrder({ part: act.part, reason: act.reason, staff: who.staff });
        refused = opened.ok ? null : opened.error.code === 'refused' ? alreadyOpen : notWritten;
        if (opened.ok) services.log('service.act', { act: 'work-order.opened', detail: act.part });
        return true;
      }
      if (act.act !== 'closeWorkOrder') return false;
      const order = read(services).find(({ id, closedAt }) => id === act.id && closedAt === null);
      if (order === undefined) return false;
      if (order.deviceRemoved && who.role === 'engineer') {
        const closed = service.closeWorkOrder({ id: order.id, staff: who.staff, needs: 'deviceRemoved' });
        refused = closed.ok ? null : notWritten;
        if (closed.ok) services.log('service.act', { act: 'work-order.device-removed', detail: order.part });
        return true;
      }
      // With the unit that is there now: what passed on another one proves nothing of this one.
      const needs = order.needs.flatMap(({ what }) => {
        const identity = unitThere(services, what);
        return identity === undefined ? [] : [{ what, identity }];
      });
      if (needs.length < order.needs.length) {
        refused = deviceAway;
        services.log('service.act', { act: 'work-order.refused', detail: order.part });
        return true;
      }
      const closed = service.closeWorkOrder({ id: order.id, staff: who.staff, needs });
      const missing = needs.length === 0 ? nothingProves : testsMissing;
      refused = closed.ok ? null : closed.error.code === 'refused' ? missing : notWritten;
      services.log('service.act', { act: closed.ok ? 'work-order.closed' : 'work-order.refused', detail: order.part });
      return true;
    },
  };
}

function read(services: DiagnosticsServices): WorkOrder[] {
  const rows = services.ledger.service.workOrders(SHOWN);
  return (rows.ok ? rows.value : []).map((row) => asOrder(row, services));
}

function asOrder(row: WorkOrderRow, services: DiagnosticsServices): WorkOrder {
  // A closed order had what it needed; later tests are no longer about it.
  const deviceRemoved = row.closedAt === null ? isRemoved(row.part, services) : row.deviceRemoved;
  const passed = row.closedAt === null ? services.ledger.service.passedSince(row.id) : null;
  return {
    id: row.id,
    part: row.part,
    title: partTitle(row.part),
    openedAt: Math.round(row.openedAt / 1000),
    openedBy: row.openedBy,
    reason: row.reason,
    needs: (deviceRemoved ? [] : testsOfPart(row.part, services)).map(({ what, title }) => {
      const unit = unitThere(services, what);
      const found = passed?.ok ? passed.value.find((one) => one.what === what && one.identity === unit)?.at : undefined;
      const at = row.closedAt ?? found;
      return { what, title, passedAt: at === undefined ? null : Math.round(at / 1000) };
    }),
    closedAt: row.closedAt === null ? null : Math.round(row.closedAt / 1000),
    deviceRemoved,
  };
}
