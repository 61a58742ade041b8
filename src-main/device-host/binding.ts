import path from 'node:path';
import { createAuxiliaries, profileOf } from '../../drivers/auxiliaries/index.ts';
import { createBarcodeReader } from '../../drivers/barcode-reader/index.ts';
import { PcscCardService, PcscSocialSecurityCardReader } from '../../drivers/card-reader/index.ts';
import { type Device, fail, type HidTransport, ok, type Result, type Transport } from '../../drivers/contract/index.ts';
import { FilePrinter, IppDocumentPrinter } from '../../drivers/document-printer/index.ts';
import { createIdCardReader, wrapperProfile } from '../../drivers/id-card-reader/index.ts';
import { EscPosReceiptPrinter, PrinterMemory } from '../../drivers/receipt-printer/index.ts';
import {
  maskAuxiliaries,
  type Recorder,
  recordCards,
  recordHid,
  recordIpp,
  recordStream,
  recordXfs,
} from '../../drivers/replay/index.ts';
import { createTransport, isHidPort } from '../../drivers/transports/index.ts';
import {
  XfsAuxiliaries,
  XfsBarcodeReader,
  XfsDocumentPrinter,
  XfsIdCardReader,
  XfsReceiptPrinter,
} from '../../drivers/xfs4iot/index.ts';
import { type DevicesConfig, WEDGE_PORT } from '../contract/config-devices.ts';
import type { Binding, Fitting } from './attached-devices.ts';
import type { DriverName, Gate } from './conformance-gate.ts';
import { trafficRing } from './traffic-ring.ts';

type Configured<C extends keyof DevicesConfig> = NonNullable<DevicesConfig[C]>;
type Bound<D extends Device> = Result<Fitting<D>, string>;
type FittingOf<C extends keyof Binding> = NonNullable<Binding[C]>;

const isService = (port: string): boolean => /^wss?:/.test(port);

/** A ring between driver and wire, whichever wire it is. */
const taken = (ring: Recorder) => ({
  tap: (inner: Transport) => recordStream(ring, inner),
  tapHid: (inner: HidTransport) => recordHid(ring, inner),
});

/** The driver is made once to learn whether it can be, then anew for each opening. */
function fitting<D extends Device>(
  physical: string,
  identity: string | null,
  make: () => Result<D, string>,
  /** Follows every driver that is made; null where there is no wire to follow. */
  traffic: Recorder | null,
): Bound<D> {
  const probe = make();
  if (!probe.ok) return probe;
  const create = () => {
    const made = make();
    if (!made.ok) throw new Error(made.error);
    return made.value;
  };
  return ok({ physical, identity, create, traffic });
}

async function idCardReader(
  configured: Configured<'idCardReader'>,
): Promise<Result<FittingOf<'idCardReader'>, string>> {
  const { port, baudRate, wrapper: wanted, identity } = configured;
  if (isService(port)) {
    const ring = trafficRing('idCardReader', 'xfs');
    return fitting(port, identity, () => ok(new XfsIdCardReader({ address: port, tap: recordXfs(ring) })), ring);
  }
  const wrapper = wanted === undefined ? undefined : await wrapperProfile(wanted);
  if (wrapper !== undefined && !wrapper.ok) return wrapper;
  const ring = trafficRing('idCardReader', 'stream');
  const tap = (inner: Transport) => recordStream(ring, inner);
  return fitting(port, identity, () => createIdCardReader({ port, baudRate, wrapper: wrapper?.value, tap }), ring);
}

function barcodeReader(configured: Configured<'barcodeReader'>): Result<FittingOf<'barcodeReader'>, string> {
  const { port, baudRate, family, suffix, identity } = configured;
  if (isService(port)) {
    const ring = trafficRing('barcodeReader', 'xfs');
    return fitting(port, identity, () => ok(new XfsBarcodeReader({ address: port, tap: recordXfs(ring) })), ring);
  }
  const ring = trafficRing('barcodeReader', isHidPort(port) ? 'hid' : 'stream');
  const taps = taken(ring);
  return fitting(port, identity, () => createBarcodeReader({ port, baudRate, family, suffix, ...taps }), ring);
}

function receiptPrinter(configured: Configured<'receiptPrinter'>): Result<FittingOf<'receiptPrinter'>, string> {
  const { port, baudRate, family, widthDots, exitSensor, identity } = configured;
  const exit = { takeWithinMs: configured.heldOutSeconds * 1000, binSheets: configured.retractBinPapers };
  if (isService(port)) {
    const ring = trafficRing('receiptPrinter', 'xfs');
    const tap = recordXfs(ring);
    const held = { takenMs: exit.takeWithinMs, binPapers: exit.binSheets, memory: new PrinterMemory() };
    const make = () => ok(new XfsReceiptPrinter({ address: port, method: 'raw', family, widthDots, tap, ...held }));
    return fitting(port, identity, make, ring);
  }
  // Outlives each driver: a strip broken off by an unplugging must not hang on the next person's receipt.
  const memory = new PrinterMemory();
  const ring = trafficRing('receiptPrinter', 'stream');
  const make = () => {
    const transport = createTransport(port, { baudRate });
    return transport.ok
      ? ok(
          new EscPosReceiptPrinter(recordStream(ring, transport.value), {
            family,
            widthDots,
            exitSensor,
            exit,
            memory,
          }),
        )
      : fail(transport.error.message);
  };
  return fitting(port, identity, make, ring);
}

function documentPrinter(configured: Configured<'documentPrinter'>): Result<FittingOf<'documentPrinter'>, string> {
  switch (configured.kind) {
    case 'file': {
      const { directory, keep } = configured;
      return fitting(`file:${directory}`, null, () => ok(new FilePrinter({ directory, keep })), null);
    }
    case 'ipp': {
      const { uri, fingerprint256, spooler, identity } = configured;
      const ring = trafficRing('documentPrinter', 'ipp');
      const tap = recordIpp(ring);
      return fitting(uri, identity, () => ok(new IppDocumentPrinter({ uri, fingerprint256, spooler, tap })), ring);
    }
    default: {
      const { port, osPrinter, identity } = configured;
      const ring = trafficRing('documentPrinter', 'xfs');
      const tap = recordXfs(ring);
      return fitting(port, identity, () => ok(new XfsDocumentPrinter({ address: port, osPrinter, tap })), ring);
    }
  }
}

function cardReader({ reader }: Configured<'cardReader'>): Result<FittingOf<'cardReader'>, string> {
  const ring = trafficRing('cardReader', 'apdu');
  const named = reader === null ? {} : { reader };
  const make = () => ok(new PcscSocialSecurityCardReader(recordCards(ring, new PcscCardService()), named));
  return fitting(`pcsc:${reader ?? ''}`, null, make, ring);
}

async function auxiliaries(configured: Configured<'auxiliaries'>): Promise<Result<FittingOf<'auxiliaries'>, string>> {
  const { port, profile: wanted, lights } = configured;
  if (isService(port)) {
    const ring = trafficRing('auxiliaries', 'xfs');
    return fitting(port, null, () => ok(new XfsAuxiliaries({ address: port, lights, tap: recordXfs(ring) })), ring);
  }
  if (wanted === undefined) return fail('profile is missing; it says which board this is');
  const profile = await profileOf(wanted);
  if (!profile.ok) return profile;
  const medium = profile.value.link.kind === 'hid' ? 'hid' : 'stream';
  const ring = trafficRing('auxiliaries', medium, { mask: maskAuxiliaries(profile.value) });
  return fitting(port, null, () => createAuxiliaries({ port, profile: profile.value, ...taken(ring) }), ring);
}

/** Each configured device's driver by its class name and variant, as conformance reports name them. */
export const driverNames: {
  readonly [C in Exclude<keyof DevicesConfig, 'camera'>]-?: (configured: Configured<C>) => DriverName;
} = {
  idCardReader: ({ port }) => ({ name: isService(port) ? 'XfsIdCardReader' : 'SdtIdCardReader', variant: '' }),
  barcodeReader: ({ port, family }) => {
    if (isService(port)) return { name: 'XfsBarcodeReader', variant: '' };
    if (port.startsWith('hid:')) return { name: 'HidPosBarcodeReader', variant: '' };
    return family === 'ssi'
      ? { name: 'SsiBarcodeReader', variant: '' }
      : { name: 'SerialBarcodeReader', variant: family };
  },
  receiptPrinter: ({ port, family }) =>
    isService(port) ? { name: 'XfsReceiptPrinter', variant: '' } : { name: 'EscPosReceiptPrinter', variant: family },
  documentPrinter: ({ kind }) => ({
    name: { file: 'FilePrinter', ipp: 'IppDocumentPrinter', xfs4iot: 'XfsDocumentPrinter' }[kind],
    variant: '',
  }),
  cardReader: () => ({ name: 'PcscSocialSecurityCardReader', variant: '' }),
  auxiliaries: ({ port, profile }) =>
    isService(port)
      ? { name: 'XfsAuxiliaries', variant: '' }
      : // A file is called as the profile in it.
        { name: 'ProfiledAuxiliaries', variant: path.basename(profile ?? '', '.json') },
};

/** Which driver serves which configured device. The error names the device and what is wrong with its place. */
export async function bindDevices(
  devices: DevicesConfig,
  /** Why a driver may not run here, or null. Left out, all may (not in production). */
  gate: Gate = () => null,
): Promise<Result<Binding, string>> {
  const problems: string[] = [];
  const bound = async <T, D extends Device>(
    name: keyof DevicesConfig,
    configured: T | undefined,
    make: (configured: T) => Bound<D> | Promise<Bound<D>>,
    driver: (configured: T) => DriverName,
  ): Promise<Fitting<D> | undefined> => {
    if (configured === undefined) return undefined;
    const made = await make(configured);
    if (made.ok) return { ...made.value, barred: gate(driver(configured)) };
    problems.push(`devices.${name}: ${made.error}`);
    return undefined;
  };
  const binding: Binding = {
    idCardReader: await bound('idCardReader', devices.idCardReader, idCardReader, driverNames.idCardReader),
    // A keyboard wedge has no wire of its own: the shell sees its keys first (src-main/shell/wedge-framer.ts).
    barcodeReader: await bound(
      'barcodeReader',
      devices.barcodeReader?.port === WEDGE_PORT ? undefined : devices.barcodeReader,
      barcodeReader,
      driverNames.barcodeReader,
    ),
    receiptPrinter: await bound('receiptPrinter', devices.receiptPrinter, receiptPrinter, driverNames.receiptPrinter),
    documentPrinter: await bound(
      'documentPrinter',
      devices.documentPrinter,
      documentPrinter,
      driverNames.documentPrinter,
    ),
    cardReader: await bound('cardReader', devices.cardReader, cardReader, driverNames.cardReader),
    auxiliaries: await bound('auxiliaries', devices.auxiliaries, auxiliaries, driverNames.auxiliaries),
  };
  return problems.length > 0 ? fail(problems.join('; ')) : ok(binding);
}
