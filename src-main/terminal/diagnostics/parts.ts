import type { AuxiliariesSnapshot } from '../../../drivers/contract/auxiliaries.ts';
import type { DeviceClass, Health } from '../../../drivers/contract/status.ts';
import { deviceClassSchema } from '../../../drivers/contract/status.ts';
import type { PartLine, Severity } from '../../contract/diagnostics.ts';
import type { LocalizedText } from '../../contract/text.ts';
import { causeOf, fine } from './causes.ts';
import { platformCauses } from './causes-of-platform.ts';
import { storageCause } from './causes-of-storage.ts';
import { deviceTitles } from './device-titles.ts';
import { doorTitle } from './door-titles.ts';
import type { DiagnosticsServices } from './services.ts';
import { testsOfPart } from './tests.ts';

const severityOf: Readonly<Record<Health, Severity>> = {
  ok: 'fine',
  degraded: 'soon',
  attention: 'soon',
  unavailable: 'now',
  unknown: 'unknown',
};

/** Parts that are no device. */
const otherTitles = {
  platform: { 'zh-CN': '平台连接', en: 'Platform' },
  storage: { 'zh-CN': '存储', en: 'Storage' },
  screen: { 'zh-CN': '屏幕与触摸', en: 'Screen and touch' },
  cabinet: { 'zh-CN': '机柜', en: 'Cabinet' },
} satisfies Record<string, LocalizedText>;

const titles = new Map<string, LocalizedText>(Object.entries({ ...deviceTitles, ...otherTitles }));
export const partTitle = (id: string): LocalizedText => titles.get(id) ?? { 'zh-CN': id, en: id };

export const fittedOf = (services: Pick<DiagnosticsServices, 'devices'>): DeviceClass[] => {
  const view = services.devices.view();
  return deviceClassSchema.options.filter((deviceClass) => deviceClass in view);
};

/** Parts a work order can be about: those that a test can prove. */
export const repairableParts = (services: Pick<DiagnosticsServices, 'devices' | 'config' | 'cabinet'>) =>
  [...fittedOf(services), ...Object.keys(otherTitles)]
    .filter((id) => testsOfPart(id, services).length > 0)
    .map((id) => ({ id, title: partTitle(id) }));

/** A part that was a device of this machine and is none any more. */
export function isRemoved(part: string, services: Pick<DiagnosticsServices, 'devices' | 'config'>): boolean {
  const device = part === 'cabinet' ? 'auxiliaries' : part;
  if (Object.hasOwn(otherTitles, device) || fittedOf(services).some((one) => one === device)) return false;
  return !Object.entries(services.config.devices).some(([name, given]) => name === device && given !== undefined);
}

/** One device in one line. */
export function deviceLine(services: DiagnosticsServices, deviceClass: DeviceClass): PartLine {
  const seen = services.devices.view()[deviceClass];
  const health = seen?.health ?? 'unknown';
  const { cause, fixer, next } = causeOf(seen?.status ?? null, health);
  const since = services.since(deviceClass);
  return {
    id: deviceClass,
    title: deviceTitles[deviceClass],
    severity: severityOf[health],
    cause,
    since: since === null ? null : Math.round((services.wallMs() - (services.now() - since)) / 1000),
    fixer,
    nextAction: next,
    itemsAway: services.items.awayFor(deviceClass),
  };
}

function platformLine(services: DiagnosticsServices): PartLine {
  const [severity, { cause, fixer, next }] = platformCauses[services.platformTrouble()];
  return {
    id: 'platform',
    title: otherTitles.platform,
    severity,
    cause,
    since: null,
    fixer,
    nextAction: next,
    itemsAway: 0,
  };
}

function storageLine(services: DiagnosticsServices): PartLine {
  const acceptance = services.ledger.canAccept();
  const { cause, fixer, next } = acceptance.ok ? fine : storageCause(acceptance);
  return {
    id: 'storage',
    title: otherTitles.storage,
    severity: acceptance.ok ? 'fine' : 'now',
    cause,
    since: null,
    fixer,
    nextAction: next,
    itemsAway: acceptance.ok ? 0 : services.items.total(),
  };
}

/** What is wrong with the cabinet itself, the worst first; null while it is closed and has power. */
function cabinetCause({
  doors,
  tamper,
  ups,
}: AuxiliariesSnapshot): Pick<PartLine, 'cause' | 'severity' | 'nextAction'> | null {
  const forced = Object.entries(doors).find(([, state]) => state === 'tampered')?.[0];
  const open = Object.entries(doors).find(([, state]) => state === 'open')?.[0];
  const look = { 'zh-CN': '到现场查看，确认后关好锁好', en: 'Go and look, then close and lock it' };
  if (forced !== undefined || tamper === 'on')
    return {
      severity: 'now',
      cause:
        forced === undefined
          ? { 'zh-CN': '防拆开关报警', en: 'The tamper switch is on' }
          : { 'zh-CN': `${doorTitle(forced)['zh-CN']}被撬`, en: `The ${doorTitle(forced).en} was forced` },
      nextAction: look,
    };
  if (open !== undefined)
    return {
      severity: 'now',
      cause: { 'zh-CN': `${doorTitle(open)['zh-CN']}开着`, en: `The ${doorTitle(open).en} is open` },
      nextAction: look,
    };
  if (ups?.state === 'low' || ups?.state === 'engaged')
    return {
      severity: ups.state === 'low' ? 'now' : 'soon',
      cause:
        ups.state === 'low'
          ? { 'zh-CN': '正在用电池，快没电了', en: 'On battery, and nearly empty' }
          : { 'zh-CN': '停电，正在用电池', en: 'No mains: on battery' },
      nextAction: { 'zh-CN': '查电源和空气开关', en: 'Check the mains and the breaker' },
    };
  return null;
}

function cabinetLine(services: DiagnosticsServices): PartLine[] {
  const inputs = services.cabinet();
  if (inputs === null) return [];
  const wrong = cabinetCause(inputs);
  return [
    {
      id: 'cabinet',
      title: otherTitles.cabinet,
      severity: wrong?.severity ?? 'fine',
      cause: wrong?.cause ?? fine.cause,
      since: null,
      fixer: wrong === null ? 'nobody' : 'technician',
      nextAction: wrong?.nextAction ?? null,
      itemsAway: inputs.ups?.state === 'low' ? services.items.total() : 0,
    },
  ];
}

const order: readonly Severity[] = ['now', 'unknown', 'soon', 'fine'];

/** Every part of the machine, the worst first. */
export function parts(services: DiagnosticsServices): PartLine[] {
  const lines = [
    ...fittedOf(services).map((deviceClass) => deviceLine(services, deviceClass)),
    platformLine(services),
    storageLine(services),
    ...cabinetLine(services),
  ];
  return lines.sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
}
