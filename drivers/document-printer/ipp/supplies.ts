import type { DeviceStatus, Supply } from '../../contract/index.ts';
import type { Attributes } from './attributes.ts';
import type { PrinterFault } from './reasons.ts';

export type SupplyLevel = NonNullable<DeviceStatus['supplies']>[number];

export const SUPPLY_ATTRIBUTES = [
  'marker-names',
  'marker-types',
  'marker-levels',
  'marker-low-levels',
  'marker-high-levels',
  'printer-supply',
  'printer-input-tray',
  'printer-output-tray',
  'media-col-ready',
] as const;

/** `marker-types` and `type=` of `printer-supply` (RFC 3805 PrtMarkerSuppliesTypeTC), lower case, without hyphens. */
const KINDS = new Map<string, SupplyLevel['name']>(
  Object.entries({
    toner: 'toner',
    tonercartridge: 'toner',
    ink: 'ink',
    inkcartridge: 'ink',
    inkribbon: 'ribbon',
    opc: 'drum',
    wastetoner: 'wasteToner',
    wasteink: 'wasteToner',
  } as const),
);

/** Low when neither the printer nor its reasons say from where on. Percent. */
const LOW_PERCENT = 10;
const NEARLY_FULL_PERCENT = 90;
/** RFC 3805: -1 other, -2 unknown, -3 some remains. */
const SOME_REMAINS = -3;

/** `level` is what is left, percent, of a waste box the room left; below zero a word of RFC 3805. */
interface Marker {
  readonly name: SupplyLevel['name'];
  readonly level: number;
  readonly low: number;
  /** Which way round the number counts is not certain: no percentage to be shown. */
  readonly doubtful: boolean;
}

const kindOf = (word: string | undefined) => KINDS.get((word ?? '').replaceAll('-', '').toLowerCase());

function markersOf(printer: Attributes): Marker[] {
  const levels = printer.integers('marker-levels');
  const lows = printer.integers('marker-low-levels');
  const highs = printer.integers('marker-high-levels');
  const markers = printer.strings('marker-types').flatMap((type, index) => {
    const name = kindOf(type);
    const level = levels[index];
    if (name === undefined || level === undefined) return [];
    // CUPS tells of waste how full it is, and turns the number of the Printer MIB round for it.
    const { [index]: high = NEARLY_FULL_PERCENT } = highs;
    const isWaste = name === 'wasteToner';
    return [
      {
        name,
        level: isWaste && level >= 0 ? Math.max(0, 100 - level) : level,
        low: isWaste ? 100 - high : (lows[index] ?? LOW_PERCENT),
        doubtful: false,
      },
    ];
  });
  if (markers.length > 0) return markers;
  return printer.records('printer-supply').flatMap((record) => {
    const name = kindOf(record.get('type'));
    const level = Number(record.get('level') ?? Number.NaN);
    const most = Number(record.get('maxcapacity') ?? Number.NaN);
    if (name === undefined || Number.isNaN(level)) return [];
    const percent = level >= 0 && most > 0 ? Math.round((level * 100) / most) : level;
    return [{ name, level: percent, low: LOW_PERCENT, doubtful: name === 'wasteToner' }];
  });
}

/**
 * A level as supply word. `printer-supply` carries `prtMarkerSuppliesLevel`, "the remaining space if this supply is a
 * receptacle" (RFC 3805); ippeveprinter, ippserver and PAPPL count the same number up to 100 for full, and CUPS's own
 * reader leaves waste out because no two makers tell it alike. So there it goes by the standard, and no number at all does
 * more than warn of waste: only the printer's own words (`marker-waste-full`) call the box full.
 */
function levelOf({ name, level, low }: Marker): Supply {
  if (level === SOME_REMAINS) return 'full';
  if (level < 0) return 'unknown';
  if (level === 0 && name !== 'wasteToner') return 'out';
  return level <= low ? 'low' : 'full';
}

const WORST: readonly Supply[] = ['jammed', 'out', 'low', 'unknown', 'full'];
const worse = (one: SupplyLevel, other: SupplyLevel): SupplyLevel =>
  WORST.indexOf(other.level) < WORST.indexOf(one.level) ? other : one;

/** A fault word that speaks of a supply, and what it says of its level. */
const SAID: Readonly<Partial<Record<PrinterFault, Pick<SupplyLevel, 'name' | 'level'>>>> = {
  'supply-empty': { name: 'toner', level: 'out' },
  'supply-low': { name: 'toner', level: 'low' },
  'waste-full': { name: 'wasteToner', level: 'out' },
  'waste-near-full': { name: 'wasteToner', level: 'low' },
  'drum-end': { name: 'drum', level: 'out' },
  'drum-near-end': { name: 'drum', level: 'low' },
  'output-full': { name: 'outputTray', level: 'out' },
  'output-near-full': { name: 'outputTray', level: 'low' },
};

/**
 * One level for each kind of supply, the worst where there are several (four toners). What the reasons say wins over
 * the levels: they come from the printer's own thresholds.
 */
export function suppliesOf(printer: Attributes, faults: readonly PrinterFault[]): SupplyLevel[] {
  const byName = new Map<SupplyLevel['name'], SupplyLevel>();
  const add = (supply: SupplyLevel) => {
    const known = byName.get(supply.name);
    byName.set(supply.name, known ? worse(known, supply) : supply);
  };
  for (const marker of markersOf(printer)) {
    const { name, level, doubtful } = marker;
    const percent = level >= 0 && level <= 100 && !doubtful ? level : null;
    add({ name, level: levelOf(marker), percent });
  }
  for (const fault of faults) {
    const said = SAID[fault];
    if (!said) continue;
    // Ink printers say `marker-supply-low` as laser printers do.
    const name = said.name === 'toner' && byName.has('ink') ? 'ink' : said.name;
    const known = byName.get(name);
    const stronger = !known || WORST.indexOf(said.level) < WORST.indexOf(known.level);
    if (stronger) byName.set(name, { name, level: said.level, percent: known?.percent ?? null });
  }
  return [...byName.values()];
}

/** Names of trays are told as keywords in one place and as names in another: letters and digits are compared. */
const plain = (name: string | undefined): string => (name ?? '').toLowerCase().replace(/[^a-z0-9]/g, '');

/** Sheets `tray` is known to hold, all trays where there is none of that name; null when nothing is told. */
export function sheetsInTrays(printer: Attributes, tray: string | null): number | null {
  const all = printer.records('printer-input-tray');
  const ours = tray === null ? [] : all.filter((record) => plain(record.get('name')) === plain(tray));
  const levels = (ours.length > 0 ? ours : all)
    .map((record) => Number(record.get('level') ?? Number.NaN))
    .filter((level) => level >= 0);
  return levels.length === 0 ? null : levels.reduce((sum, level) => sum + level, 0);
}
