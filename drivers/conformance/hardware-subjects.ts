import { createAuxiliaries, type Profile } from '../auxiliaries/index.ts';
import { createBarcodeReader } from '../barcode-reader/index.ts';
import { PcscCardService, PcscSocialSecurityCardReader } from '../card-reader/index.ts';
import {
  type Clock,
  type Device,
  fail,
  type HidTransport,
  ok,
  type Result,
  systemClock,
  type Transport,
} from '../contract/index.ts';
import { IppDocumentPrinter, pinProblem } from '../document-printer/index.ts';
import { createIdCardReader, type HidWrapperProfile } from '../id-card-reader/index.ts';
import { EscPosReceiptPrinter, familyNames, PrinterMemory } from '../receipt-printer/index.ts';
import { createTransport, isHidPort } from '../transports/index.ts';
import {
  XfsAuxiliaries,
  XfsBarcodeReader,
  XfsDocumentPrinter,
  XfsIdCardReader,
  XfsReceiptPrinter,
  XfsSocialSecurityCardReader,
} from '../xfs4iot/index.ts';
import { isIppUri, isServiceUri, peerBehind, transportKind } from './bench-port.ts';
import type { Check, Direction, Peer, Stage } from './check.ts';
import { Holdings } from './counting.ts';
import type { Report } from './report.ts';
import { type CheckResult, runChecks } from './run.ts';
import { type SuiteClass, type SuiteDevices, suites } from './suites.ts';
import { boardVariant, wrapperVariant } from './variant.ts';

/** What is on the bench, as a technician names it. */
export interface BenchOptions {
  /** Whatever the class's driver takes: serial path, `tcp://…`, `hid://…`, `usb://…`, `ws://…`, `pcsc:<reader>`. */
  readonly port: string;
  readonly baudRate?: number;
  readonly family?: string;
  readonly suffix?: string;
  /** Scanners over a byte stream: set up to send AIM identifiers. */
  readonly aimPrefix?: boolean;
  readonly widthDots?: number;
  readonly wrapper?: HidWrapperProfile;
  /** What a board is, where it is no service. */
  readonly profile?: Profile;
  /** SHA-256 of an `ipps` printer's own certificate. */
  readonly fingerprint256?: string;
  /** XFS4IoT: the secret of a facade, the only authority to trust, the lights that are fitted, the native format's name. */
  readonly bearer?: string;
  readonly certificateAuthority?: string;
  readonly lights?: readonly string[];
  readonly osPrinter?: string;
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
  readonly transport: Report['transport'];
  /** Some ports tell by themselves that a simulator answers, others only by who it says it is. */
  peer(device: Report['device']): Promise<Peer>;
  run(stage: Stage, onResult: (result: CheckResult) => void): Promise<readonly CheckResult[]>;
  /** Opens the device once and says who it is. */
  who(): Promise<Report['device']>;
  /** Why there is nothing to be tried, null when the device opens. */
  absent(): Promise<string | null>;
}

interface Making {
  readonly tap: (transport: Transport) => Transport;
  readonly tapHid: (transport: HidTransport) => HidTransport;
  readonly holdings: Holdings;
  readonly clock: Clock;
}

interface Driver {
  readonly name: string;
  readonly variant?: string;
  readonly lacks?: readonly Direction[];
}

function bench<C extends SuiteClass>(
  deviceClass: C,
  driver: Driver,
  options: BenchOptions,
  make: (making: Making) => Result<SuiteDevices[C], string>,
): Result<Bench, string> {
  const holdings = new Holdings();
  const making: Making = {
    tap: (transport) => holdings.transport(transport),
    tapHid: (transport) => holdings.hid(transport),
    holdings,
    clock: holdings.clock(systemClock),
  };
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
    variant: driver.variant ?? '',
    transport: transportKind(options.port),
    peer: ({ identity }) => peerBehind(options.port, identity),
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
          lacks: driver.lacks ?? [],
          cycles: options.cycles ?? 20,
          settleMs: options.settleMs ?? 1_000,
        },
        checks,
        onResult,
      ),
    absent: async () => {
      const device: Device = create();
      const opened = await device.open();
      await device.close();
      return opened.ok ? null : opened.error.message;
    },
    who: async () => {
      const device: Device = create();
      await device.open();
      const { identity, model } = device.status();
      await device.close();
      return { identity, model };
    },
  });
}

/** Only a HID port has a wrapper around the protocol. */
const sdtDriver = ({ port, wrapper }: BenchOptions): Driver => ({
  name: 'SdtIdCardReader',
  variant: isHidPort(port) && wrapper !== undefined ? wrapperVariant(wrapper) : '',
});

function scannerDriver({ port, family = 'plain' }: BenchOptions): Driver {
  if (isHidPort(port)) return { name: 'HidPosBarcodeReader' };
  return family === 'ssi' ? { name: 'SsiBarcodeReader' } : { name: 'SerialBarcodeReader', variant: family };
}

const service = ({ port, bearer, certificateAuthority }: BenchOptions, { clock }: Making) => ({
  address: port,
  clock,
  ...(bearer === undefined ? {} : { bearer }),
  ...(certificateAuthority === undefined ? {} : { certificateAuthority }),
});

/** The classes a technician can test, by the words of the command line. A service's address puts the class behind XFS4IoT. */
export const benches = {
  'id-card': (options: BenchOptions) =>
    isServiceUri(options.port)
      ? bench('idCardReader', { name: 'XfsIdCardReader' }, options, (making) =>
          ok(new XfsIdCardReader(service(options, making))),
        )
      : bench('idCardReader', sdtDriver(options), options, (making) => createIdCardReader({ ...options, ...making })),
  scanner: (options: BenchOptions) =>
    isServiceUri(options.port)
      ? bench('barcodeReader', { name: 'XfsBarcodeReader' }, options, (making) =>
          ok(new XfsBarcodeReader(service(options, making))),
        )
      : bench('barcodeReader', scannerDriver(options), options, (making) =>
          createBarcodeReader({ ...options, ...making }),
        ),
  receipt: (options: BenchOptions) => {
    const family = familyNames.find((name) => name === (options.family ?? 'epson'));
    if (!family) return fail(`unknown family: use one of ${familyNames.join(', ')}`);
    const widthDots = options.widthDots ?? 576;
    if (widthDots !== 576 && widthDots !== 384) return fail('the width is 576 or 384 dots');
    if (isServiceUri(options.port)) {
      return bench('receiptPrinter', { name: 'XfsReceiptPrinter', variant: family }, options, (making) =>
        ok(new XfsReceiptPrinter({ ...service(options, making), method: 'raw', family, widthDots, takenMs: 30_000 })),
      );
    }
    const memory = new PrinterMemory();
    return bench('receiptPrinter', { name: 'EscPosReceiptPrinter', variant: family }, options, ({ tap, clock }) => {
      const transport = createTransport(options.port, { baudRate: options.baudRate ?? 115_200 });
      if (!transport.ok) return fail(transport.error.message);
      return ok(new EscPosReceiptPrinter(tap(transport.value), { family, widthDots, clock, memory }));
    });
  },
  /** A CUPS queue on this machine counts as a simulator too: nobody can tell what stands behind it. */
  document: (options: BenchOptions) => {
    const { port, fingerprint256, osPrinter } = options;
    if (isServiceUri(port)) {
      if (osPrinter === undefined) return fail('say what the service calls PDF: --native <name>');
      return bench('documentPrinter', { name: 'XfsDocumentPrinter' }, options, (making) =>
        ok(new XfsDocumentPrinter({ ...service(options, making), osPrinter })),
      );
    }
    if (!isIppUri(port)) return fail('the port is ipp://host:631/ipp/print, ipps://… or a service’s ws://…');
    const unpinned = pinProblem(port, fingerprint256);
    if (unpinned !== null) return fail(unpinned);
    return bench('documentPrinter', { name: 'IppDocumentPrinter' }, options, ({ clock }) =>
      ok(new IppDocumentPrinter({ uri: port, clock, ...(fingerprint256 === undefined ? {} : { fingerprint256 }) })),
    );
  },
  /** The port is `pcsc:` and the reader's name or a part of it, or a service's. */
  'smart-card': (options: BenchOptions) => {
    if (isServiceUri(options.port)) {
      return bench('cardReader', { name: 'XfsSocialSecurityCardReader' }, options, (making) =>
        ok(new XfsSocialSecurityCardReader(service(options, making))),
      );
    }
    const wanted = options.port.slice('pcsc:'.length);
    return bench('cardReader', { name: 'PcscSocialSecurityCardReader' }, options, ({ holdings, clock }) => {
      const cards = holdings.cards(new PcscCardService());
      return ok(new PcscSocialSecurityCardReader(cards, wanted === '' ? {} : { reader: wanted }, clock));
    });
  },
  auxiliaries: (options: BenchOptions) => {
    const { port, profile, baudRate, lights } = options;
    if (isServiceUri(port)) {
      // The class has no keys.
      const driver: Driver = { name: 'XfsAuxiliaries', lacks: ['press-enter'] };
      return bench('auxiliaries', driver, options, (making) =>
        ok(new XfsAuxiliaries({ ...service(options, making), lights: lights ?? [] })),
      );
    }
    if (profile === undefined) return fail('say which board it is: --profile <name | file.json>');
    const keys = profile.inputs.some((row) => row.input === 'keypad' && Object.values(row.keys).includes('enter'));
    const driver: Driver = {
      name: 'ProfiledAuxiliaries',
      variant: boardVariant(profile),
      lacks: keys ? [] : ['press-enter'],
    };
    return bench('auxiliaries', driver, options, ({ tap, tapHid, clock }) =>
      createAuxiliaries({ port, profile, tap, tapHid, ...(baudRate === undefined ? {} : { baudRate }) }, clock),
    );
  },
} satisfies Record<string, (options: BenchOptions) => Result<Bench, string>>;
export type BenchName = keyof typeof benches;
export const isBenchName = (name: string): name is BenchName => Object.hasOwn(benches, name);
