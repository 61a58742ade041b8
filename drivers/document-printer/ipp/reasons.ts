import type { Action, DeviceState } from '../../contract/index.ts';

/** Neutral fault words of a document printer; README.md lists them. */
export type PrinterFault =
  | 'cover-open'
  | 'paper-jam'
  | 'paper-end'
  | 'supply-empty'
  | 'waste-full'
  | 'drum-end'
  | 'output-full'
  | 'output-missing'
  | 'fuser-temperature'
  | 'memory-full'
  | 'paused'
  | 'offline'
  | 'stopped'
  | 'not-accepting-jobs'
  | 'paper-near-end'
  | 'colour-empty'
  | 'supply-low'
  | 'waste-near-full'
  | 'drum-near-end'
  | 'output-near-full'
  | 'tray-empty';

interface FaultMeaning {
  /** `warning`: it prints; `passing`: wait, nobody has to come; `obstacle`: it does not print. */
  readonly severity: 'obstacle' | 'passing' | 'warning';
  readonly device: DeviceState;
  readonly action: Action;
}

/**
 * What each fault means, causes first: a person closes the door before looking for the jam behind it, and a printer
 * that is `paused` or `stopped` because of its empty tray names the tray.
 */
export const FAULTS: Readonly<Record<PrinterFault, FaultMeaning>> = {
  'cover-open': { severity: 'obstacle', device: 'userError', action: 'clear' },
  'paper-jam': { severity: 'obstacle', device: 'hardwareError', action: 'clear' },
  // The paper axis says it; the device itself is well.
  'paper-end': { severity: 'obstacle', device: 'online', action: 'clear' },
  'supply-empty': { severity: 'obstacle', device: 'hardwareError', action: 'maintenance' },
  'waste-full': { severity: 'obstacle', device: 'hardwareError', action: 'maintenance' },
  'drum-end': { severity: 'obstacle', device: 'hardwareError', action: 'maintenance' },
  'output-full': { severity: 'obstacle', device: 'userError', action: 'clear' },
  'output-missing': { severity: 'obstacle', device: 'userError', action: 'clear' },
  'fuser-temperature': { severity: 'passing', device: 'deviceBusy', action: 'none' },
  'memory-full': { severity: 'passing', device: 'deviceBusy', action: 'none' },
  paused: { severity: 'obstacle', device: 'offline', action: 'reset' },
  offline: { severity: 'obstacle', device: 'offline', action: 'maintenance' },
  stopped: { severity: 'obstacle', device: 'hardwareError', action: 'maintenance' },
  'not-accepting-jobs': { severity: 'obstacle', device: 'offline', action: 'reset' },
  'paper-near-end': { severity: 'warning', device: 'online', action: 'maintenance' },
  // Asked for in black, it prints.
  'colour-empty': { severity: 'warning', device: 'online', action: 'maintenance' },
  'supply-low': { severity: 'warning', device: 'online', action: 'maintenance' },
  'waste-near-full': { severity: 'warning', device: 'online', action: 'maintenance' },
  'drum-near-end': { severity: 'warning', device: 'online', action: 'maintenance' },
  'output-near-full': { severity: 'warning', device: 'online', action: 'clear' },
  'tray-empty': { severity: 'warning', device: 'online', action: 'maintenance' },
};

/**
 * `printer-state-reasons` by stem: RFC 8011 §5.4.12, PWG 5100.9 and the IANA registry. The same stem comes with and
 * without a severity, and ippeveprinter reports a jam as `media-jam-report` while `printer-state` stays idle: the stem
 * decides. Words that are not here are no faults unless the printer is stopped.
 */
export const STEMS: Readonly<Record<string, PrinterFault>> = {
  'cover-open': 'cover-open',
  'door-open': 'cover-open',
  'interlock-open': 'cover-open',
  'media-jam': 'paper-jam',
  'media-empty': 'paper-end',
  'media-needed': 'paper-end',
  'input-tray-missing': 'paper-end',
  'toner-empty': 'supply-empty',
  'marker-supply-empty': 'supply-empty',
  'developer-empty': 'supply-empty',
  'marker-waste-full': 'waste-full',
  'marker-waste-ink-receptacle-full': 'waste-full',
  'marker-waste-toner-receptacle-full': 'waste-full',
  'waste-receptacle-full': 'waste-full',
  'opc-life-over': 'drum-end',
  'output-area-full': 'output-full',
  'output-tray-missing': 'output-missing',
  'fuser-over-temp': 'fuser-temperature',
  'fuser-under-temp': 'fuser-temperature',
  'spool-area-full': 'memory-full',
  'interpreter-resource-unavailable': 'memory-full',
  paused: 'paused',
  'moving-to-paused': 'paused',
  stopping: 'paused',
  'stopped-partly': 'paused',
  offline: 'offline',
  'connecting-to-device': 'offline',
  shutdown: 'offline',
  'timed-out': 'offline',
  'media-low': 'paper-near-end',
  'toner-low': 'supply-low',
  'marker-supply-low': 'supply-low',
  'developer-low': 'supply-low',
  'marker-waste-almost-full': 'waste-near-full',
  'marker-waste-ink-receptacle-almost-full': 'waste-near-full',
  'marker-waste-toner-receptacle-almost-full': 'waste-near-full',
  'waste-receptacle-almost-full': 'waste-near-full',
  'opc-near-eol': 'drum-near-end',
  'output-area-almost-full': 'output-near-full',
};

const ORDER = Object.keys(FAULTS) as PrinterFault[];

/** Without `-report`, `-warning`, `-error`. */
export const stemOf = (reason: string): string => reason.replace(/-(report|warning|error)$/, '');

/** Each fault once, causes first. */
export const inOrder = (faults: Iterable<PrinterFault>): PrinterFault[] => {
  const present = new Set(faults);
  return ORDER.filter((fault) => present.has(fault));
};

/** What keeps the printer from printing. */
export const obstaclesIn = (faults: readonly PrinterFault[]): PrinterFault[] =>
  faults.filter((fault) => FAULTS[fault].severity !== 'warning');

/** True when all that is in the way goes away by itself. */
export const passesByItself = (faults: readonly PrinterFault[]): boolean =>
  obstaclesIn(faults).every((fault) => FAULTS[fault].severity === 'passing');

/** What a reason means; null for words that are not in the table. */
export function faultOf(reason: string): PrinterFault | null {
  const stem = stemOf(reason);
  return Object.hasOwn(STEMS, stem) ? (STEMS[stem] ?? null) : null;
}
