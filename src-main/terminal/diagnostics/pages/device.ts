import type { DeviceClass, DeviceStatus } from '../../../../drivers/contract/status.ts';
import type { HealthCheckLevel, TrafficView } from '../../../contract/device-messages.ts';
import type { LocalizedText } from '../../../contract/text.ts';
import { consumables, kinds } from '../consumables.ts';
import { placeOf } from '../device-places.ts';
import type { OpenPage, PageContext } from '../page.ts';
import { deviceLine } from '../parts.ts';
import type { DiagnosticsServices } from '../services.ts';
import { asRecord } from '../test-record.ts';
import { levelsNotOffered, testsOfDevice } from '../tests.ts';

const LAST_TESTS = 10;
const LOOK_THROUGH = 300;

/** Everything known about one device, as axes and evidence; never what it read. */
export function devicePage(deviceClass: DeviceClass, { services, audit, changed }: PageContext): OpenPage {
  let traffic: TrafficView | null = null;
  // Only while this page is open does the device host tell what passes over the wire.
  const close = services.devices.watchTraffic(deviceClass, (now) => {
    traffic = now;
    changed();
  });
  return {
    close,
    view() {
      const seen = services.devices.view()[deviceClass];
      const status = seen?.status ?? null;
      const now = services.now();
      const tests = services.ledger.service.tests(LOOK_THROUGH);
      const own = (tests.ok ? tests.value : []).filter(({ what }) => what.startsWith(`${deviceClass}.`));
      return {
        page: 'device',
        deviceClass,
        line: deviceLine(services, deviceClass),
        ...axes(status),
        health: seen?.health ?? 'unknown',
        port: placeOf(services.config, deviceClass) ?? '',
        ageSeconds: status === null ? null : Math.max(0, (now - status.observedAt) / 1000),
        counters: counters(services, deviceClass),
        traffic,
        events: services.events
          .of(deviceClass)
          .map(({ name, detail, at }) => ({ name, detail, agoSeconds: Math.max(0, Math.round((now - at) / 1000)) })),
        checks: testsOfDevice(deviceClass, services).flatMap(({ level }): HealthCheckLevel[] =>
          level === null ? [] : [level],
        ),
        notOffered: levelsNotOffered(deviceClass, services),
        lastTests: own.slice(0, LAST_TESTS).map(asRecord),
      };
    },
    act(act) {
      if (act.act !== 'restartDevice' || act.device !== deviceClass) return false;
      audit('device-restarted', deviceClass);
      // How it went shows in the status; a restart itself has no other answer.
      void services.devices.request('device.restart', { deviceClass }).then(changed);
      return true;
    },
  };
}

const axes = (status: DeviceStatus | null) => ({
  device: status?.device ?? ('unknown' as const),
  media: status?.media ?? null,
  paper: status?.paper ?? null,
  supplies: [...(status?.supplies ?? [])],
  action: status?.action ?? ('none' as const),
  faults: [...(status?.faults ?? [])],
  evidence: status?.evidence ?? '',
  identity: status?.identity ?? null,
  model: status?.model ?? '',
  firmware: status?.firmware ?? null,
  lifecycle: status?.lifecycle ?? null,
  activity: status?.activity ?? null,
  attachment: status?.attachment ?? null,
  source: status?.source ?? null,
});

const paperTitles: Readonly<Record<string, LocalizedText>> = {
  printed: { 'zh-CN': '已印出', en: 'Printed' },
  saved: { 'zh-CN': '已存成文件', en: 'Saved as file' },
  failed: { 'zh-CN': '未印出', en: 'Not printed' },
  unknown: { 'zh-CN': '结果不明', en: 'Outcome unknown' },
};
/** Other programs of the machine that were lent the printer. */
const forGuests: LocalizedText = { 'zh-CN': '为其他程序：', en: 'For other programs: ' };
const toldLater: LocalizedText = {
  'zh-CN': '（先不明，后由打印机查明）',
  en: ' (unknown first, then told by the printer)',
};
const titleOf = (before: LocalizedText | null, name: LocalizedText, after: LocalizedText | null): LocalizedText => ({
  'zh-CN': `${before?.['zh-CN'] ?? ''}${name['zh-CN']}${after?.['zh-CN'] ?? ''}`,
  en: `${before?.en ?? ''}${name.en}${after?.en ?? ''}`,
});
const outcomeTitles = {
  passed: { 'zh-CN': '测试通过', en: 'Tests passed' },
  failed: { 'zh-CN': '测试未通过', en: 'Tests failed' },
  canceled: { 'zh-CN': '测试取消', en: 'Tests called off' },
} as const;

function counters(services: DiagnosticsServices, deviceClass: DeviceClass): { name: LocalizedText; value: number }[] {
  const { service } = services.ledger;
  const kind = deviceClass === 'receiptPrinter' ? 'receipt' : deviceClass === 'documentPrinter' ? 'document' : null;
  const papers = service.paperCounts();
  const tests = service.testCounts(deviceClass);
  const used = consumables(services).filter(({ id }) => kinds[id].device === deviceClass);
  return [
    ...(papers.ok ? papers.value : []).flatMap(({ kind: of, origin, state, count, provedLater }) => {
      const name = paperTitles[state];
      if (of !== kind || name === undefined) return [];
      const titled = (more: LocalizedText | null) => titleOf(origin === 'guest' ? forGuests : null, name, more);
      const later = provedLater === 0 ? [] : [{ name: titled(toldLater), value: provedLater }];
      return [{ name: titled(null), value: count }, ...later];
    }),
    ...used.map(({ title, used: value, unit }) => ({ name: usedTitle(title, unit), value })),
    ...(tests.ok ? tests.value : []).map(({ outcome, count }) => ({ name: outcomeTitles[outcome], value: count })),
  ];
}

const units: Readonly<Record<string, LocalizedText>> = {
  sheets: { 'zh-CN': '张', en: 'sheets' },
  centimetres: { 'zh-CN': '厘米', en: 'cm' },
  percent: { 'zh-CN': '%', en: '%' },
  papers: { 'zh-CN': '张', en: 'papers' },
};

const usedTitle = (title: LocalizedText, unit: string): LocalizedText => ({
  'zh-CN': `${title['zh-CN']}已用（${units[unit]?.['zh-CN'] ?? unit}）`,
  en: `${title.en} used (${units[unit]?.en ?? unit})`,
});
