import type { DeviceStatus, Supply } from '../../contract/index.ts';
import type { Attributes } from './attributes.ts';
import { MARKER_ATTRIBUTES, type Marker, markersOf, SOME_REMAINS } from './markers.ts';
import type { PrinterFault } from './reasons.ts';

export type SupplyLevel = NonNullable<DeviceStatus['supplies']>[number];

export const SUPPLY_ATTRIBUTES = [
  ...MARKER_ATTRIBUTES,
  'printer-input-tray',
  'printer-output-tray',
  'media-col-ready',
] as const;

/**
 * A level as supply word. A number alone does no more than warn, at zero too: it is an estimate, printers go on far behind
 * it and say themselves when they do not (`marker-supply-empty`), one empty colour leaves black, and of a waste box nobody
 * knows which way round it counts. `printer-supply` carries `prtMarkerSuppliesLevel`, "the remaining space if this supply is
 * a receptacle" (RFC 3805); ippeveprinter, ippserver and PAPPL count the same number up to 100 for full, and CUPS's own
 * reader leaves waste out because no two makers tell it alike. So there it goes by the standard.
 */
function levelOf({ level, low }: Marker): Supply {
  if (level === SOME_REMAINS) return 'full';
  if (level < 0) return 'unknown';
  return level === 0 || level <= low ? 'low' : 'full';
}

const WORST: readonly Supply[] = ['jammed', 'out', 'low', 'unknown', 'full'];
const worse = (one: SupplyLevel, other: SupplyLevel): SupplyLevel =>
  WORST.indexOf(other.level) < WORST.indexOf(one.level) ? other : one;

/** A fault word that speaks of a supply, and what it says of its level. */
const SAID: Readonly<Partial<Record<PrinterFault, Pick<SupplyLevel, 'name' | 'level'>>>> = {
  'supply-empty': { name: 'toner', level: 'out' },
  'supply-low': { name: 'toner', level: 'low' },
  'colour-empty': { name: 'toner', level: 'low' },
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
