import {
  type BarcodeReader,
  type Clock,
  fail,
  type HidTransport,
  ok,
  type Result,
  type Transport,
} from '../contract/index.ts';
import { createHidTransport, createTransport, isHidPort } from '../transports/index.ts';
import { SerialBarcodeReader } from './driver.ts';
import { FAMILY_NAMES, type FamilyName } from './families.ts';
import { HidPosBarcodeReader } from './hid-pos-driver.ts';
import { USAGE_PAGE_SCANNER } from './hid-pos-layout.ts';
import { SsiBarcodeReader } from './ssi-driver.ts';
import { parseSuffix } from './suffix-parser.ts';

/** Every way a scanner can be talked to, as a configuration names it. HID-POS needs no name: the port says it. */
export const SCANNER_FAMILIES = [...FAMILY_NAMES, 'ssi'] as const;
export type ScannerFamily = (typeof SCANNER_FAMILIES)[number];

export interface BarcodeReaderOptions {
  /** Serial path, `tcp://host:port`, `hid://vid:pid[/serial]` or a HID path. */
  readonly port: string;
  /** One of `SCANNER_FAMILIES`; not looked at for HID ports. */
  readonly family?: string;
  /** `CR`, `LF`, `CRLF`, `TAB`, `ETX`, `idle` or `idle(ms)`; only where a family ends codes with one. */
  readonly suffix?: string;
  readonly aimPrefix?: boolean;
  readonly baudRate?: number;
  /** Puts something between driver and byte stream: a recorder, a counter. `tapHid` is asked for HID ports. */
  readonly tap?: (transport: Transport) => Transport;
  readonly tapHid?: (transport: HidTransport) => HidTransport;
  readonly clock?: Clock;
}

const isSuffixFamily = (name: string): name is FamilyName => FAMILY_NAMES.some((family) => family === name);

/** Makes the closed reader for a configured scanner, or says which word of the configuration is wrong. */
export function createBarcodeReader(options: BarcodeReaderOptions): Result<BarcodeReader, string> {
  if (isHidPort(options.port)) {
    const hid = createHidTransport(options.port, { usagePage: USAGE_PAGE_SCANNER });
    const { tapHid = (inner) => inner } = options;
    return hid.ok ? ok(new HidPosBarcodeReader(tapHid(hid.value), options.clock)) : fail(hid.error.message);
  }
  const family = options.family ?? 'plain';
  if (family !== 'ssi' && !isSuffixFamily(family)) {
    return fail(`"${family}" is no scanner family: expected ${SCANNER_FAMILIES.join(', ')}`);
  }
  const suffix = parseSuffix(options.suffix ?? 'CR');
  if (!suffix.ok) return suffix;
  const transport = createTransport(options.port, { baudRate: options.baudRate ?? 9600 });
  if (!transport.ok) return fail(transport.error.message);
  const { aimPrefix = false, tap = (inner) => inner, clock } = options;
  if (family === 'ssi') return ok(new SsiBarcodeReader(tap(transport.value), clock));
  return ok(new SerialBarcodeReader(tap(transport.value), { family, suffix: suffix.value, aimPrefix }, clock));
}
