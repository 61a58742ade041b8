import type { SupplyName } from '../../contract/index.ts';
import type { Attributes } from './attributes.ts';

/** Asked for what `markersOf` reads. */
export const MARKER_ATTRIBUTES = [
  'marker-names',
  'marker-types',
  'marker-colors',
  'marker-levels',
  'marker-low-levels',
  'marker-high-levels',
  'printer-supply',
] as const;

/** `marker-types` and `type=` of `printer-supply` (RFC 3805 PrtMarkerSuppliesTypeTC), lower case, without hyphens. */
const KINDS = new Map<string, SupplyName>(
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
export const SOME_REMAINS = -3;

/** `level` is what is left, percent, of a waste box the room left; below zero a word of RFC 3805. */
export interface Marker {
  readonly name: SupplyName;
  readonly level: number;
  readonly low: number;
  /** Which way round the number counts is not certain: no percentage to be shown. */
  readonly doubtful: boolean;
  /** Null where nobody says. */
  readonly isBlack: boolean | null;
}

const kindOf = (word: string | undefined) => KINDS.get((word ?? '').replaceAll('-', '').toLowerCase());

/** `marker-colors` (CUPS: `#RRGGBB`, several for a cartridge of several) and `colorantname` of `printer-supply` (RFC 3805). */
function isBlack(colour: string | undefined): boolean | null {
  if (colour === undefined || !/^(#[0-9a-f]{6})+$|^[a-z]/i.test(colour)) return null;
  if (/^(none|other|unknown)$/i.test(colour)) return null;
  return /^#000000$|black/i.test(colour);
}

export function markersOf(printer: Attributes): Marker[] {
  const levels = printer.integers('marker-levels');
  const lows = printer.integers('marker-low-levels');
  const colours = printer.strings('marker-colors');
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
        isBlack: isBlack(colours[index]),
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
    return [
      {
        name,
        level: percent,
        low: LOW_PERCENT,
        doubtful: name === 'wasteToner',
        isBlack: isBlack(record.get('colorantname')),
      },
    ];
  });
}

const PRINTS: ReadonlySet<SupplyName> = new Set(['toner', 'ink']);

/** Only colours ran out: each of them is known, one at least is empty, and every black has some left. */
export function lacksOnlyColour(printer: Attributes): boolean {
  const prints = markersOf(printer).filter(({ name }) => PRINTS.has(name));
  const blacks = prints.filter((marker) => marker.isBlack === true);
  const isLeft = ({ level }: Marker) => level > 0 || level === SOME_REMAINS;
  return (
    prints.every((marker) => marker.isBlack !== null) &&
    blacks.length > 0 &&
    blacks.every(isLeft) &&
    prints.some((marker) => marker.isBlack === false && marker.level === 0)
  );
}
