import { realpathSync } from 'node:fs';
import { createBarcodeReader } from '../barcode-reader/index.ts';
import { type Clock, type Device, fail, ok, type Result, systemClock, type Transport } from '../contract/index.ts';
import { IppDocumentPrinter } from '../document-printer/index.ts';
import { createIdCardReader, type HidWrapperProfile } from '../id-card-reader/index.ts';
import { EscPosReceiptPrinter, familyNames, PrinterMemory } from '../receipt-printer/index.ts';
import { createTransport, isHidPort, isUsbPort, parsePort } from '../transports/index.ts';
import type { Check, Peer, Stage } from './check.ts';
import { Holdings } from './counting.ts';
import type { Report } from './report.ts';
import { type CheckResult, runChecks } from './run.ts';
import { type SuiteClass, type SuiteDevices, suites } from './suites.ts';

/** What is on the bench, as a technician names it. */
export interface BenchOptions {
  /** Whatever the class's driver takes: serial path, `tcp://host:port`, `hid://…`, `usb://…`. */
  readonly port: string;
  readonly baudRate?: number;
  readonly family?: string;
  readonly suffix?: string;
  readonly widthDots?: number;
  readonly wrapper?: HidWrapperProfile;
  /** SHA-256 of an `ipps` printer's own certificate. */
  readonly fingerprint256?: string;
  readonly cycles?: number;
  /** What ends by itself this soon was not left behind; 1 s unless told. */
  readonly settleMs?: number;
}

/** A run that only waits to be started, whatever its class. */
export interface Bench {
  readonly deviceClass: SuiteClass;
  /** A key of `driverEntries`. */
  readonly driverName: string;
  readonly variant: string;
  readonly peer: Peer;
  readonly transport: Report['transport'];
  run(stage: Stage, onResult: (result: CheckResult) => void): Promise<readonly CheckResult[]>;
  /** Opens the device once and says who it is. */
  who(): Promise<Report['device']>;
}

const isIppUri = (port: string): boolean => /^ipps?:\/\//i.test(port) && URL.canParse(port.replace(/^ipp/i, 'http'));

/** A pty and this machine's own loopback are simulators, whatever the technician believes. */
export function peerAt(port: string): Peer {
  if (isHidPort(port) || isUsbPort(port)) return 'hardware';
  const loopback = (host: string): Peer => (/^(localhost|127\.|\[?::1\]?$|0\.)/.test(host) ? 'simulator' : 'hardware');
  if (isIppUri(port)) return loopback(new URL(port.replace(/^ipp/i, 'http')).hostname);
  const parsed = parsePort(port);
  if (!parsed.ok) return 'simulator';
  if (parsed.value.kind === 'tcp') return loopback(parsed.value.host);
  try {
    // Unix98 and BSD names of pseudo-terminals.
    return /^\/dev\/(pts\/|tty[p-za-e][0-9a-f]$)/.test(realpathSync(parsed.value.path)) ? 'simulator' : 'hardware';
  } catch {
    // Not there yet, or a Windows name such as COM3.
    return 'hardware';
  }
}

function transportKind(port: string): Report['transport'] {
  if (isHidPort(port)) return 'hid';
  if (isUsbPort(port)) return 'usb';
  if (isIppUri(port)) return 'ipp';
  return /^tcp:/i.test(port.trim()) ? 'tcp' : 'serial';
}

interface Making {
  readonly tap: (transport: Transport) => Transport;
  readonly clock: Clock;
}

function bench<C extends SuiteClass>(
  deviceClass: C,
  driver: { readonly name: string; readonly variant: string },
  options: BenchOptions,
  make: (making: Making) => Result<SuiteDevices[C], string>,
): Result<Bench, string> {
  const holdings = new Holdings();
  const making: Making = { tap: (transport) => holdings.transport(transport), clock: holdings.clock(systemClock) };
  const tried = make(making);
  if (!tried.ok) return tried;
  const create = (): SuiteDevices[C] => {
    const made = make(making);
    // It could be made a moment ago.
    if (!made.ok) throw new Error('the driver cannot be made any more');
    return made.value;
  };
  const checks: readonly Check<SuiteDevices[C]>[] = suites[deviceClass];
  return ok({
    deviceClass,
    driverName: driver.name,
    variant: driver.variant,
    peer: peerAt(options.port),
    transport: transportKind(options.port),
    run: (stage, onResult) =>
      runChecks(
        {
          deviceClass,
          // What only a simulator can be made to do is asked of no wire.
          peer: 'hardware',
          stage,
          clock: systemClock,
          create,
          held: () => holdings.count(),
          cycles: options.cycles ?? 20,
          settleMs: options.settleMs ?? 1_000,
        },
        checks,
        onResult,
      ),
    who: async () => {
      const device: Device = create();
      await device.open();
      const { identity, model } = device.status();
      await device.close();
      return { identity, model };
    },
  });
}

function scannerDriver({ port, family = 'plain' }: BenchOptions) {
  if (isHidPort(port)) return { name: 'HidPosBarcodeReader', variant: '' };
  if (family === 'ssi') return { name: 'SsiBarcodeReader', variant: '' };
  return { name: 'SerialBarcodeReader', variant: family };
}

/** The classes a technician can test, by the words of the command line. */
export const benches = {
  'id-card': (options: BenchOptions) =>
    bench('idCardReader', { name: 'SdtIdCardReader', variant: '' }, options, (making) =>
      createIdCardReader({ ...options, ...making }),
    ),
  scanner: (options: BenchOptions) =>
    bench('barcodeReader', scannerDriver(options), options, (making) => createBarcodeReader({ ...options, ...making })),
  receipt: (options: BenchOptions) => {
    const family = familyNames.find((name) => name === (options.family ?? 'epson'));
    if (!family) return fail(`unknown family: use one of ${familyNames.join(', ')}`);
    const widthDots = options.widthDots ?? 576;
    if (widthDots !== 576 && widthDots !== 384) return fail('the width is 576 or 384 dots');
    const memory = new PrinterMemory();
    const driver = { name: 'EscPosReceiptPrinter', variant: family };
    return bench('receiptPrinter', driver, options, ({ tap, clock }) => {
      const transport = createTransport(options.port, { baudRate: options.baudRate ?? 115_200 });
      if (!transport.ok) return fail(transport.error.message);
      return ok(new EscPosReceiptPrinter(tap(transport.value), { family, widthDots, clock, memory }));
    });
  },
  /** A CUPS queue on this machine counts as a simulator too: nobody can tell what stands behind it. */
  document: (options: BenchOptions) => {
    if (!isIppUri(options.port)) return fail('the port is ipp://host:631/ipp/print or ipps://…');
    const driver = { name: 'IppDocumentPrinter', variant: '' };
    const { port, fingerprint256 } = options;
    return bench('documentPrinter', driver, options, ({ clock }) =>
      ok(new IppDocumentPrinter({ uri: port, clock, ...(fingerprint256 === undefined ? {} : { fingerprint256 }) })),
    );
  },
} satisfies Record<string, (options: BenchOptions) => Result<Bench, string>>;
export type BenchName = keyof typeof benches;
export const isBenchName = (name: string): name is BenchName => Object.hasOwn(benches, name);
