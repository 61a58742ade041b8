import { RETRACT_BIN_PAPERS } from '../../../drivers/contract/receipt.ts';
import type { DeviceClass, DeviceStatus, Supply } from '../../../drivers/contract/status.ts';
import { chinaDate } from '../../contract/china-time.ts';
import type { Config } from '../../contract/config.ts';
import type { Consumable, Severity } from '../../contract/diagnostics.ts';
import type { LocalizedText } from '../../contract/text.ts';
import { hasSpecialPaper } from '../devices/special-paper.ts';
import type { DiagnosticsServices } from './services.ts';

type Id = Consumable['id'];

interface Kind {
  readonly title: LocalizedText;
  readonly unit: Consumable['unit'];
  /** Of a new one, until a refill says otherwise. */
  readonly capacity: number;
  readonly device: DeviceClass;
  /** What may be put in, to choose from. */
  readonly amounts: readonly number[];
  /** What the device's sensor says of it. */
  readonly sensor: (status: Pick<DeviceStatus, 'paper' | 'supplies'>) => Supply | null;
}

const named =
  (name: string): Kind['sensor'] =>
  ({ supplies }) =>
    supplies?.find((supply) => supply.name === name)?.level ?? null;

/** What runs out on this machine. A thermal roll of 80 mm holds 80 m; an office tray 500 sheets. */
export const kinds: Readonly<Record<Id, Kind>> = {
  receiptPaper: {
    title: { 'zh-CN': '凭条纸', en: 'Receipt paper' },
    unit: 'centimetres',
    capacity: 8000,
    device: 'receiptPrinter',
    amounts: [3000, 5000, 8000],
    sensor: ({ paper }) => paper,
  },
  documentPaper: {
    title: { 'zh-CN': 'A4 纸', en: 'A4 paper' },
    unit: 'sheets',
    capacity: 500,
    device: 'documentPrinter',
    amounts: [100, 250, 500],
    sensor: ({ paper }) => paper,
  },
  specialPaper: {
    title: { 'zh-CN': '专用证明纸', en: 'Certificate paper' },
    unit: 'sheets',
    capacity: 100,
    device: 'documentPrinter',
    amounts: [5, 10, 20, 50, 100, 200],
    sensor: named('specialPaper'),
  },
  toner: {
    title: { 'zh-CN': '碳粉', en: 'Toner' },
    unit: 'sheets',
    capacity: 2500,
    device: 'documentPrinter',
    amounts: [1200, 2500, 6000],
    sensor: named('toner'),
  },
  ribbon: {
    title: { 'zh-CN': '色带', en: 'Ribbon' },
    unit: 'sheets',
    capacity: 500,
    device: 'documentPrinter',
    amounts: [250, 500],
    sensor: named('ribbon'),
  },
  retractBin: {
    title: { 'zh-CN': '回收盒', en: 'Retract bin' },
    unit: 'papers',
    // The driver draws nothing more back than this.
    capacity: RETRACT_BIN_PAPERS,
    device: 'receiptPrinter',
    amounts: [RETRACT_BIN_PAPERS],
    sensor: named('retractBin'),
  },
};

/** Of a new one; those of the retract bin and of the special tray are configured. */
export function capacityOf(id: Id, { devices }: Pick<Config, 'devices'>): number {
  const { receiptPrinter, documentPrinter } = devices;
  const special = documentPrinter && documentPrinter.kind !== 'file' ? documentPrinter.specialPaper : undefined;
  const configured =
    id === 'retractBin' ? receiptPrinter?.retractBinPapers : id === 'specialPaper' ? special?.capacity : 0;
  return configured || kinds[id].capacity;
}

/** What may be put in, to choose from; of counted stock also small packs, none above what fits. */
export function amountsOf(id: Id, config: Pick<Config, 'devices'>): readonly number[] {
  if (id === 'retractBin') return [capacityOf(id, config)];
  if (id !== 'specialPaper') return kinds[id].amounts;
  const full = capacityOf(id, config);
  return [...kinds[id].amounts.filter((amount) => amount < full), full];
}

/** Days of use a forecast looks back on, and the fewest of them it needs. */
export const LOOK_BACK_DAYS = 14;
const FEWEST_DAYS = 3;
/** Fewer days left than this: somebody should come soon. */
const SOON_DAYS = 3;
/** Little is left; also what a sensor that says `low` leaves, where no percentage is told. Ours: makers name no figure. */
const LOW_PERCENT = 10;

/**
 * Days until it is used up, from the mean of the days looked back on (days without use count). Null with fewer than
 * three days of record or no use at all. `days` counts from the first day of record to today.
 */
export function daysLeft(left: number, use: readonly { used: number }[], days: number): number | null {
  if (days < FEWEST_DAYS) return null;
  const total = use.reduce((sum, { used }) => sum + used, 0);
  return total === 0 ? null : Math.max(0, Math.floor(left / (total / days)));
}

/** The worse of what the sensor says and what is left. A full sensor does not outvote an empty count, nor the other way. */
export function severity(sensor: Supply | null, left: number, capacity: number, days: number | null): Severity {
  if (sensor === 'out' || sensor === 'jammed') return 'now';
  if (sensor === 'low' || left <= (capacity * LOW_PERCENT) / 100 || (days !== null && days < SOON_DAYS)) return 'soon';
  return sensor === 'unknown' ? 'unknown' : 'fine';
}

/** Per cent that the device itself says are left; null where it tells none. */
const percentOf = (id: Id, status: Pick<DeviceStatus, 'supplies'> | null): number | null =>
  status?.supplies?.find(({ name }) => name === id)?.percent ?? null;

/** The least that anybody says is left: our count, the device's percentage, its word that little or nothing is. */
function leastLeft(counted: number, capacity: number, percent: number | null, sensor: Supply | null): number {
  if (sensor === 'out') return 0;
  const most = percent ?? (sensor === 'low' ? LOW_PERCENT : 100);
  return Math.max(0, Math.min(counted, Math.floor((capacity * most) / 100)));
}

/** Of the machine as it is configured, whether or not it was used or told of yet. */
const alwaysThere = (id: Id, config: Pick<Config, 'devices'>): boolean =>
  id === 'receiptPaper' || (id === 'specialPaper' && hasSpecialPaper(config));

const DAY_MS = 86_400_000;
/** Use is summed up by days of China. */
const dayOf = (ms: number) => chinaDate(new Date(ms));

/** What this machine uses up: of its fitted devices, what has a sensor or was counted. */
export function consumables(services: DiagnosticsServices): Consumable[] {
  const rows = services.ledger.service.consumables();
  const view = services.devices.view();
  const now = services.wallMs();
  const from = dayOf(now - (LOOK_BACK_DAYS - 1) * DAY_MS);
  return (Object.keys(kinds) as Id[]).flatMap((id) => {
    const kind = kinds[id];
    const seen = view[kind.device];
    if (seen === undefined) return [];
    const heard = seen.health === 'unknown' ? null : seen.status;
    const sensor = heard === null ? 'unknown' : kind.sensor(heard);
    const percent = percentOf(id, heard);
    const row = rows.ok ? rows.value.find((one) => one.id === id) : undefined;
    const told = sensor !== null && sensor !== 'unknown';
    if (row === undefined && !told && !alwaysThere(id, services.config)) return [];
    const capacity =
      id === 'retractBin' ? capacityOf(id, services.config) : (row?.capacity ?? capacityOf(id, services.config));
    // Nobody ever counted any in: then none is there.
    const used = row?.used ?? (id === 'specialPaper' ? capacity : 0);
    const use = services.ledger.service.consumption(id, from);
    const first = use.ok ? use.value[0]?.day : undefined;
    const days = first === undefined ? 0 : Math.round((Date.parse(dayOf(now)) - Date.parse(first)) / DAY_MS) + 1;
    const left = leastLeft(capacity - used, capacity, percent, sensor);
    const lasts = daysLeft(left, use.ok ? use.value : [], days);
    return [
      {
        id,
        title: kind.title,
        sensor,
        percent,
        used,
        capacity,
        left,
        unit: kind.unit,
        daysLeft: lasts,
        refilledAt: row === undefined || row.refilledAt === null ? null : Math.round(row.refilledAt / 1000),
        severity: severity(sensor, left, capacity, lasts),
      },
    ];
  });
}
