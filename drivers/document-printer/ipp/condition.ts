import type { DeviceStatus, Supply } from '../../contract/index.ts';
import type { Attributes } from './attributes.ts';
import { A4, MONOCHROME } from './description.ts';
import { lacksOnlyColour } from './markers.ts';
import { FAULTS, faultOf, inOrder, obstaclesIn, type PrinterFault } from './reasons.ts';
import { SUPPLY_ATTRIBUTES, sheetsInTrays, suppliesOf } from './supplies.ts';

/** Asked at every look. */
export const STATE_ATTRIBUTES = [
  'printer-state',
  'printer-state-reasons',
  'printer-is-accepting-jobs',
  'printer-up-time',
  'media-ready',
  ...SUPPLY_ATTRIBUTES,
] as const;

/** Asked at a glance: what changes when somebody opens, empties, fills or stops it. */
export const GLANCE_ATTRIBUTES = [
  'printer-state',
  'printer-state-reasons',
  'printer-is-accepting-jobs',
  'media-ready',
] as const;

/** What a glance shows, to be compared with what was seen before. */
export const glimpseOf = (printer: Attributes): string =>
  JSON.stringify([
    printer.integer('printer-state'),
    printer.strings('printer-state-reasons').toSorted(),
    printer.boolean('printer-is-accepting-jobs'),
    printer.strings('media-ready').toSorted(),
  ]);

/** `printer-state` (RFC 8011 §5.4.11). */
export const IDLE = 3;
export const PROCESSING = 4;
const STOPPED = 5;

/** What the printer says of itself now. */
export interface PrinterCondition {
  readonly state: number | null;
  readonly faults: readonly PrinterFault[];
  /** Seconds since it started; falls when it was switched off and on. */
  readonly upTime: number | null;
  readonly axes: Pick<DeviceStatus, 'device' | 'media' | 'paper' | 'action' | 'faults' | 'supplies' | 'evidence'>;
}

/** What one look at a printer does not show. */
export interface KnownOfTrays {
  /** The tray that plain jobs name; null where the printer chooses. */
  readonly tray: string | null;
  /** Its `printer-state-reasons` when it was last seen at rest. */
  readonly resting: ReadonlySet<string>;
}

const NOTHING_KNOWN: KnownOfTrays = { tray: null, resting: new Set() };

/** Reasons as faults, causes first. Unknown words count only when the printer is stopped and names nothing else. */
export function faultsOf(printer: Attributes, known: KnownOfTrays = NOTHING_KNOWN): PrinterFault[] {
  const state = printer.integer('printer-state');
  const faults = printer.strings('printer-state-reasons').flatMap((reason) => {
    const fault = faultOf(reason);
    if (fault === null) return [];
    if (fault === 'paper-end' && isAnotherTray(printer, state, reason, known)) return ['tray-empty' as const];
    return [fault === 'supply-empty' && isOnlyColour(printer, state, reason) ? ('colour-empty' as const) : fault];
  });
  if (noA4(printer)) faults.push('paper-end');
  if (printer.boolean('printer-is-accepting-jobs') === false) faults.push('not-accepting-jobs');
  const each = inOrder(faults);
  return state === STOPPED && obstaclesIn(each).length === 0 ? inOrder([...each, 'stopped']) : each;
}

/**
 * Office printers report `media-empty` for ever when the by-pass tray is empty, `input-tray-missing` while somebody fills
 * another one. That is no obstacle as long as the printer does not stop, does not call it an error or the paper needed,
 * and ours (any, where none is named) is known to hold some. What is new in mid-job is our paper: ippeveprinter calls that
 * `media-empty-warning` too, with a tray that holds 250 sheets.
 */
function isAnotherTray(printer: Attributes, state: number | null, reason: string, known: KnownOfTrays): boolean {
  if (state === STOPPED || !/^(media-empty|input-tray-missing)(-report|-warning)?$/.test(reason)) return false;
  if (state === PROCESSING && !known.resting.has(reason)) return false;
  const sheets = sheetsInTrays(printer, known.tray);
  return sheets !== null && sheets > 0 && !noA4(printer);
}

/**
 * `marker-supply-empty` is said of any of its supplies. One that has not stopped, does not call it an error, is known to
 * lack nothing but colours, and can be asked for black alone, is asked for that (`ticket.ts`).
 */
function isOnlyColour(printer: Attributes, state: number | null, reason: string): boolean {
  if (state === STOPPED || !/^(toner|marker-supply)-empty(-report|-warning)?$/.test(reason)) return false;
  return printer.strings('print-color-mode-supported').includes(MONOCHROME) && lacksOnlyColour(printer);
}

/** The printer says which paper is loaded, and A4 is not among it. */
const noA4 = (printer: Attributes): boolean => {
  const ready = printer.strings('media-ready');
  return ready.length > 0 && !ready.includes(A4);
};

function paperOf(faults: readonly PrinterFault[], told: boolean): Supply {
  if (faults.includes('paper-jam')) return 'jammed';
  if (faults.includes('paper-end')) return 'out';
  if (faults.includes('paper-near-end')) return 'low';
  return told ? 'full' : 'unknown';
}

/** The contract's axes for what the printer said. Pure. */
export function conditionOf(printer: Attributes, known: KnownOfTrays = NOTHING_KNOWN): PrinterCondition {
  const state = printer.integer('printer-state');
  const faults = faultsOf(printer, known);
  const [first] = obstaclesIn(faults);
  const [warning] = faults;
  const reasons = printer.strings('printer-state-reasons');
  const resting = state === PROCESSING ? 'deviceBusy' : state === null ? 'unknown' : 'online';
  return {
    state,
    faults,
    upTime: printer.integer('printer-up-time'),
    axes: {
      device: first === undefined || FAULTS[first].device === 'online' ? resting : FAULTS[first].device,
      // Nothing holds a sheet in a mouth here; a jam is a matter of the paper path.
      media: null,
      paper: paperOf(faults, reasons.length > 0),
      action: warning === undefined ? 'none' : FAULTS[first ?? warning].action,
      faults: [...faults],
      supplies: suppliesOf(printer, faults),
      // Reasons are keywords of the printer; cut so that a broken one cannot fill a log.
      evidence: `printer-state ${state ?? '?'}, ${reasons.join(' ').slice(0, 160) || 'no reasons'}`,
    },
  };
}
