import {
  type Action,
  type DeviceState,
  type DeviceStatus,
  type Media,
  type Supply,
  unreachable,
} from '../contract/index.ts';
import { NO_PAPER, type PaperSources, paperOf, WORST_FIRST, wrongSources } from './paper-sources.ts';
import type { XfsStatus } from './payloads/common.ts';

export type XfsInterface = 'Printer' | 'BarcodeReader' | 'CardReader' | 'Auxiliaries';

export type Axes = Pick<DeviceStatus, 'device' | 'media' | 'paper' | 'action' | 'faults'> & {
  readonly supplies?: NonNullable<DeviceStatus['supplies']>;
};

/** A service that never told `device` is not known to be fine. */
function deviceOf(status: XfsStatus): { state: DeviceState; faults: readonly string[] } {
  const word = status.common?.device ?? 'unknown';
  switch (word) {
    case 'potentialFraud':
      return { state: word, faults: ['potential-fraud'] };
    case 'fraudAttempt':
      return { state: word, faults: ['fraud-attempt'] };
    case 'hardwareError':
      return { state: word, faults: ['hardware-error'] };
    case 'userError':
      return { state: word, faults: ['user-error'] };
    case 'online':
    case 'offline':
    case 'powerOff':
    case 'noDevice':
    case 'deviceBusy':
    case 'starting':
    case 'unknown':
      return { state: word, faults: [] };
    default:
      return unreachable(word);
  }
}

/** Bins fill where supplies run out: an empty bin is `full` of room, a full one is `out` of it. */
export const ROOM_IN_BIN = { ok: 'full', high: 'low', full: 'out', missing: 'out', unknown: 'unknown' } as const;

function suppliesOf({ printer }: XfsStatus): NonNullable<DeviceStatus['supplies']> {
  const bins = printer?.retractBins?.flatMap(({ state }) => (state ? [ROOM_IN_BIN[state]] : [])) ?? [];
  const bin = WORST_FIRST.find((level) => bins.some((state) => state === level));
  return [
    ...(printer?.toner ? [{ name: 'toner' as const, level: printer.toner, percent: null }] : []),
    ...(printer?.ink ? [{ name: 'ink' as const, level: printer.ink, percent: null }] : []),
    ...(bin ? [{ name: 'retractBin' as const, level: bin, percent: null }] : []),
  ];
}

/** Parts that are broken although the device as a whole calls itself online. */
function brokenParts(status: XfsStatus): string[] {
  const { common, cardReader, barcodeReader, printer } = status;
  return [
    ...(common?.devicePosition === 'notInPosition' ? ['not-in-position'] : []),
    ...(common?.antiFraudModule === 'deviceDetected' ? ['foreign-device-detected'] : []),
    ...(common?.antiFraudModule === 'inoperable' ? ['anti-fraud-inoperable'] : []),
    ...(barcodeReader?.scanner === 'inoperative' ? ['scanner-inoperative'] : []),
    ...(cardReader?.chipModule === 'inoperable' ? ['chip-module-inoperable'] : []),
    ...(printer?.lamp === 'inop' ? ['lamp-inoperable'] : []),
  ];
}

/** What makes the device useless for us though it is reachable. */
const STOPS: readonly string[] = ['scanner-inoperative', 'chip-module-inoperable'];

function mediaOf(status: XfsStatus, of: XfsInterface): Media | null {
  switch (of) {
    case 'Printer':
      return status.printer?.media ?? null;
    case 'CardReader':
      return status.cardReader?.media ?? null;
    case 'BarcodeReader':
    case 'Auxiliaries':
      return null;
    default:
      return unreachable(of);
  }
}

const WRONG_SOURCE = 'wrong-paper-source';

function actionFor(state: DeviceState, paper: Supply | null, media: Media | null, faults: readonly string[]): Action {
  if (paper === 'out' || paper === 'jammed' || media === 'jammed' || state === 'userError') return 'clear';
  if (state === 'offline' || state === 'powerOff' || state === 'noDevice') return 'maintenance';
  if (state === 'hardwareError' || state === 'fraudAttempt' || state === 'potentialFraud') return 'maintenance';
  const others = faults.filter((fault) => fault !== 'paper-near-end');
  if (others.length > 0) return others.every((fault) => fault === WRONG_SOURCE) ? 'configuration' : 'maintenance';
  return paper === 'low' ? 'clear' : 'none';
}

export interface AxesOptions {
  /** Which of the service's paper sources is ours; null for the worst of all. */
  readonly paperSource?: string | null;
  /** Every source that the configuration names; the one that is ours unless told. */
  readonly configuredSources?: readonly string[];
  readonly fitted?: PaperSources | null;
  /** The `action` of the service's last `Common.ErrorEvent`; it counts while something is wrong. */
  readonly told?: Action | null;
}

/** The contract's axes for a service's status. */
export function axesOf(status: XfsStatus, of: XfsInterface, options: AxesOptions = {}): Axes {
  const { paperSource = null, told = null } = options;
  const fitted = options.fitted ?? {};
  const configured = options.configuredSources ?? (paperSource === null ? [] : [paperSource]);
  const { state, faults: said } = deviceOf(status);
  const parts = brokenParts(status);
  const { level: paper, emptySource } = of === 'Printer' ? paperOf(status, paperSource, fitted) : NO_PAPER;
  const isMisnamed = of === 'Printer' && wrongSources(configured, status, fitted).length > 0;
  const media = mediaOf(status, of);
  const stopped = state === 'online' && parts.some((part) => STOPS.includes(part));
  // Something foreign over a card slot may copy cards: nobody puts one in before somebody looked.
  const foreign = state === 'online' && parts.includes('foreign-device-detected');
  const device = foreign ? 'potentialFraud' : stopped ? 'hardwareError' : state;
  const faults = [
    ...said,
    ...parts,
    ...(media === 'jammed' ? ['media-jam'] : []),
    ...(paper === 'jammed' ? ['paper-jam'] : []),
    ...(paper === 'out' ? ['paper-end'] : []),
    ...(paper === 'low' ? ['paper-near-end'] : []),
    ...(emptySource ? ['tray-empty'] : []),
    ...(isMisnamed ? [WRONG_SOURCE] : []),
  ];
  const own = actionFor(device, paper, media, faults);
  const supplies = of === 'Printer' ? suppliesOf(status) : [];
  return {
    device,
    media,
    paper,
    action: own === 'none' ? 'none' : (told ?? own),
    faults,
    ...(supplies.length > 0 ? { supplies } : {}),
  };
}

/** The line a technician reads: only words of the standard, never a vendor's text. */
export function evidenceOf(status: XfsStatus): string {
  const { common, printer, barcodeReader, cardReader } = status;
  return [
    `device=${common?.device ?? 'untold'}`,
    ...(printer?.media ? [`media=${printer.media}`] : []),
    ...Object.entries(printer?.paper ?? {}).flatMap(([source, level]) =>
      level && /^[A-Za-z0-9]{1,20}$/.test(source) ? [`paper.${source}=${level}`] : [],
    ),
    ...(barcodeReader?.scanner ? [`scanner=${barcodeReader.scanner}`] : []),
    ...(cardReader?.media ? [`media=${cardReader.media}`] : []),
    ...(cardReader?.chipPower ? [`chipPower=${cardReader.chipPower}`] : []),
  ].join(' ');
}
