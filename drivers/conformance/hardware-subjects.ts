import { realpathSync } from 'node:fs';
import path from 'node:path';
import { FAMILY_NAMES, parseSuffix, SerialBarcodeReader, type Suffix } from '../barcode-reader/index.ts';
import { type Device, fail, ok, type Result, systemClock, type Transport } from '../contract/index.ts';
import { SdtIdCardReader } from '../id-card-reader/index.ts';
import { EscPosReceiptPrinter, familyNames, PrinterMemory } from '../receipt-printer/index.ts';
import { createTransport, parsePort } from '../transports/index.ts';
import type { Check, Peer, Stage, Subject } from './check.ts';
import { Holdings } from './counting.ts';
import type { Report } from './report.ts';
import { runChecks } from './run.ts';
import { type SuiteClass, type SuiteDevices, suites } from './suites.ts';

/** What is on the bench, as a technician names it. */
export interface BenchOptions {
  /** Serial path or `tcp://host:port`. */
  readonly port: string;
  readonly baudRate?: number;
  readonly family?: string;
  readonly suffix?: string;
  readonly widthDots?: number;
  readonly cycles?: number;
}

/** A run that only waits to be started, whatever its class. */
export interface Bench {
  readonly deviceClass: SuiteClass;
  readonly driverName: string;
  /** The source file whose imports make the driver's version. */
  readonly entry: string;
  readonly variant: string;
  readonly peer: Peer;
  readonly transport: Report['transport'];
  run(stage: Stage, onResult: Parameters<typeof runChecks>[2]): ReturnType<typeof runChecks>;
  /** Opens the device once and says who it is. */
  who(): Promise<Report['device']>;
}

const driverFile = (folder: string): string => path.join(import.meta.dirname, '..', folder, 'driver.ts');

/** A pty and this machine's own loopback are simulators, whatever the technician believes. */
export function peerAt(port: string): Peer {
  const parsed = parsePort(port);
  if (!parsed.ok) return 'simulator';
  if (parsed.value.kind === 'tcp') {
    return /^(localhost|127\.|::1$|0\.)/.test(parsed.value.host) ? 'simulator' : 'hardware';
  }
  try {
    return /^\/dev\/(pts\/|tty[p-za-e][0-9a-f]$)/.test(realpathSync(parsed.value.path)) ? 'simulator' : 'hardware';
  } catch {
    // Not there yet, or a Windows name such as COM3.
    return 'hardware';
  }
}

function bench<C extends SuiteClass>(
  deviceClass: C,
  names: { driverName: string; folder: string; variant: string },
  options: BenchOptions,
  baudRate: number,
  make: (transport: Transport, clock: Subject<Device>['clock']) => SuiteDevices[C],
): Result<Bench, string> {
  const parsed = parsePort(options.port);
  if (!parsed.ok) return fail(parsed.error.message);
  const holdings = new Holdings();
  const clock = holdings.clock(systemClock);
  const create = (): SuiteDevices[C] => {
    const transport = createTransport(options.port, { baudRate: options.baudRate ?? baudRate });
    // The port was parsed before: it can be named.
    if (!transport.ok) throw new Error('the port cannot be named');
    return make(holdings.transport(transport.value), clock);
  };
  const peer = peerAt(options.port);
  const checks: readonly Check<SuiteDevices[C]>[] = suites[deviceClass];
  return ok({
    deviceClass,
    driverName: names.driverName,
    entry: driverFile(names.folder),
    variant: names.variant,
    peer,
    transport: parsed.value.kind,
    run: (stage, onResult) =>
      runChecks(
        {
          deviceClass,
          // What only a simulator can be made to do is not asked of a wire either.
          peer: 'hardware',
          stage,
          clock: systemClock,
          create,
          held: () => holdings.count(),
          cycles: options.cycles ?? 20,
          settleMs: 1_000,
        },
        checks,
        onResult,
      ),
    who: async () => {
      const device = create();
      await device.open();
      const { identity, model } = device.status();
      await device.close();
      return { identity, model };
    },
  });
}

/** The classes a technician can test, by the words of the command line. */
export const benches: Readonly<
  Record<'id-card' | 'scanner' | 'receipt', (options: BenchOptions) => Result<Bench, string>>
> = {
  'id-card': (options) =>
    bench(
      'idCardReader',
      { driverName: 'SdtIdCardReader', folder: 'id-card-reader', variant: '' },
      options,
      115_200,
      (transport, clock) => new SdtIdCardReader(transport, clock),
    ),
  scanner: (options) => {
    const family = FAMILY_NAMES.find((name) => name === (options.family ?? 'plain'));
    if (!family) return fail(`unknown family: use one of ${FAMILY_NAMES.join(', ')}`);
    const suffix: Result<Suffix, string> = parseSuffix(options.suffix ?? 'CR');
    if (!suffix.ok) return suffix;
    return bench(
      'barcodeReader',
      { driverName: 'SerialBarcodeReader', folder: 'barcode-reader', variant: family },
      options,
      9_600,
      (transport, clock) => new SerialBarcodeReader(transport, { family, suffix: suffix.value }, clock),
    );
  },
  receipt: (options) => {
    const family = familyNames.find((name) => name === (options.family ?? 'epson'));
    if (!family) return fail(`unknown family: use one of ${familyNames.join(', ')}`);
    const widthDots = options.widthDots ?? 576;
    if (widthDots !== 576 && widthDots !== 384) return fail('the width is 576 or 384 dots');
    const memory = new PrinterMemory();
    return bench(
      'receiptPrinter',
      { driverName: 'EscPosReceiptPrinter', folder: 'receipt-printer', variant: family },
      options,
      115_200,
      (transport, clock) => new EscPosReceiptPrinter(transport, { family, widthDots, clock, memory }),
    );
  },
};
export type BenchName = keyof typeof benches;
export const isBenchName = (name: string): name is BenchName => Object.hasOwn(benches, name);
