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
  isServicePlace,
  locatedPlace,
  XfsAuxiliaries,
  XfsBarcodeReader,
  XfsDocumentPrinter,
  XfsIdCardReader,
  XfsReceiptPrinter,
  XfsSocialSecurityCardReader,
} from '../../drivers/xfs4iot/index.ts';
import { type DevicesConfig, WEDGE_PORT } from '../contract/config-devices.ts';
import type { Binding, Fitting } from './attached-devices.ts';
import type { DriverName, Gate } from './conformance-gate.ts';
import { driverNames } from './driver-names.ts';
import type { Barred } from './host-words.ts';
import { type Misfit, misfit } from './misfit.ts';
import { serviceLink } from './service-link.ts';
import { trafficRing } from './traffic-ring.ts';

type Configured<C extends keyof DevicesConfig> = NonNullable<DevicesConfig[C]>;
/** A device and the driver that serves it, as reports name it. */
interface Fit<D extends Device> {
  readonly fitting: Fitting<D>;
  readonly driver: DriverName;
}
type Bound<D extends Device> = Result<Fit<D>, Misfit>;
type DeviceOf<C extends keyof Binding> = ReturnType<NonNullable<Binding[C]>['create']>;

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
  driver: DriverName,
): Bound<D> {
  const probe = make();
  if (!probe.ok) return misfit('port', probe.error);
  const create = () => {
    const made = make();
    if (!made.ok) throw new Error(made.error);
    return made.value;
  };
  // Whose serial number is its place is bound to it.
  const bound = identity ?? locatedPlace(physical)?.serialNumber ?? null;
  return ok({ fitting: { physical, identity: bound, create, traffic }, driver });
}

async function idCardReader(configured: Configured<'idCardReader'>): Promise<Bound<DeviceOf<'idCardReader'>>> {
  const { port, baudRate, wrapper: wanted, identity } = configured;
  if (isServicePlace(port)) {
    const link = await serviceLink(configured);
    if (!link.ok) return link;
    const ring = trafficRing('idCardReader', 'xfs');
    const driver = driverNames.idCardReader(configured, null);
    const tap = recordXfs(ring);
    return fitting(port, identity, () => ok(new XfsIdCardReader({ ...link.value, address: port, tap })), ring, driver);
  }
  if (isHidPort(port) && wanted === undefined)
    return misfit('wrapper', 'is missing; a HID card reader needs the name or the file of its wrapper');
  const wrapper = wanted === undefined ? undefined : await wrapperProfile(wanted);
  if (wrapper !== undefined && !wrapper.ok) return misfit('wrapper', wrapper.error);
  const driver = driverNames.idCardReader(configured, wrapper?.value ?? null);
  const ring = trafficRing('idCardReader', 'stream');
  const tap = (inner: Transport) => recordStream(ring, inner);
  const make = () => createIdCardReader({ port, baudRate, wrapper: wrapper?.value, tap });
  return fitting(port, identity, make, ring, driver);
}

async function barcodeReader(configured: Configured<'barcodeReader'>): Promise<Bound<DeviceOf<'barcodeReader'>>> {
  const { port, baudRate, family, suffix, aimPrefix, identity } = configured;
  const driver = driverNames.barcodeReader(configured);
  if (isServicePlace(port)) {
    const link = await serviceLink(configured);
    if (!link.ok) return link;
    const ring = trafficRing('barcodeReader', 'xfs');
    const tap = recordXfs(ring);
    return fitting(port, identity, () => ok(new XfsBarcodeReader({ ...link.value, address: port, tap })), ring, driver);
  }
  const ring = trafficRing('barcodeReader', isHidPort(port) ? 'hid' : 'stream');
  const taps = taken(ring);
  const make = () => createBarcodeReader({ port, baudRate, family, suffix, aimPrefix, ...taps });
  return fitting(port, identity, make, ring, driver);
}

async function receiptPrinter(configured: Configured<'receiptPrinter'>): Promise<Bound<DeviceOf<'receiptPrinter'>>> {
  const driver = driverNames.receiptPrinter(configured);
  const { port, baudRate, family, widthDots, exitSensor, identity } = configured;
  const exit = { takeWithinMs: configured.heldOutSeconds * 1000, binSheets: configured.retractBinPapers };
  if (isServicePlace(port)) {
    const link = await serviceLink(configured);
    if (!link.ok) return link;
    const ring = trafficRing('receiptPrinter', 'xfs');
    const tap = recordXfs(ring);
    const held = { takenMs: exit.takeWithinMs, binPapers: exit.binSheets, memory: new PrinterMemory() };
    const place = { ...link.value, address: port, tap };
    const source = sourceOf(configured);
    const make = () => ok(new XfsReceiptPrinter({ ...place, method: 'raw', family, widthDots, ...held, ...source }));
    return fitting(port, identity, make, ring, driver);
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
  return fitting(port, identity, make, ring, driver);
}

async function documentPrinter(configured: Configured<'documentPrinter'>): Promise<Bound<DeviceOf<'documentPrinter'>>> {
  const driver = driverNames.documentPrinter(configured);
  switch (configured.kind) {
    case 'file': {
      const { directory, keep } = configured;
      return fitting(`file:${directory}`, null, () => ok(new FilePrinter({ directory, keep })), null, driver);
    }
    case 'ipp': {
      const { uri, fingerprint256, spooler, identity } = configured;
      const ring = trafficRing('documentPrinter', 'ipp');
      const tap = recordIpp(ring);
      const special = specialPaperOf(configured);
      const make = () => ok(new IppDocumentPrinter({ uri, fingerprint256, spooler, tap, ...special() }));
      return fitting(uri, identity, make, ring, driver);
    }
    default: {
      const { port, osPrinter, identity } = configured;
      const link = await serviceLink(configured);
      if (!link.ok) return link;
      const ring = trafficRing('documentPrinter', 'xfs');
      const tap = recordXfs(ring);
      const special = specialPaperOf(configured);
      const place = { ...link.value, address: port, tap, ...sourceOf(configured) };
      const make = () => ok(new XfsDocumentPrinter({ ...place, osPrinter, ...special() }));
      return fitting(port, identity, make, ring, driver);
    }
  }
}

const sourceOf = ({ paperSource }: { readonly paperSource?: string | undefined }) =>
  paperSource === undefined ? {} : { paperSource };

/** The count outlives each driver; the terminal says at every coming of the printer what it is. */
function specialPaperOf({ specialPaper }: Exclude<Configured<'documentPrinter'>, { kind: 'file' }>) {
  if (specialPaper === undefined) return () => ({});
  const { trays: sources, capacity, lowAt } = specialPaper;
  let counted: number | null = null;
  const onChange = ({ sheets }: { sheets: number }) => {
    counted = sheets;
  };
  return () => ({ specialPaper: { sheets: counted, capacity, lowAt, sources, onChange } });
}

async function cardReader(configured: Configured<'cardReader'>): Promise<Bound<DeviceOf<'cardReader'>>> {
  const { port, reader, identity } = configured;
  const driver = driverNames.cardReader(configured);
  if (port !== undefined) {
    const link = await serviceLink(configured);
    if (!link.ok) return link;
    const ring = trafficRing('cardReader', 'xfs');
    const tap = recordXfs(ring);
    const make = () => ok(new XfsSocialSecurityCardReader({ ...link.value, address: port, tap }));
    return fitting(port, identity, make, ring, driver);
  }
  const ring = trafficRing('cardReader', 'apdu');
  const named = reader === null ? {} : { reader };
  const make = () => ok(new PcscSocialSecurityCardReader(recordCards(ring, new PcscCardService()), named));
  return fitting(`pcsc:${reader ?? ''}`, identity, make, ring, driver);
}

async function auxiliaries(configured: Configured<'auxiliaries'>): Promise<Bound<DeviceOf<'auxiliaries'>>> {
  const { port, profile: wanted, lights, identity } = configured;
  if (isServicePlace(port)) {
    const link = await serviceLink(configured);
    if (!link.ok) return link;
    const ring = trafficRing('auxiliaries', 'xfs');
    const driver = driverNames.auxiliaries(configured, null);
    const tap = recordXfs(ring);
    return fitting(
      port,
      identity,
      () => ok(new XfsAuxiliaries({ ...link.value, address: port, lights, tap })),
      ring,
      driver,
    );
  }
  if (wanted === undefined) return misfit('profile', 'is missing; it says which board this is');
  const profile = await profileOf(wanted);
  if (!profile.ok) return misfit('profile', profile.error);
  const medium = profile.value.link.kind === 'hid' ? 'hid' : 'stream';
  const ring = trafficRing('auxiliaries', medium, { mask: maskAuxiliaries(profile.value) });
  const make = () => createAuxiliaries({ port, profile: profile.value, ...taken(ring) });
  return fitting(port, identity, make, ring, driverNames.auxiliaries(configured, profile.value));
}

/**
 * Which driver serves which configured device. One that cannot be served as it is configured is barred with the field and
 * what is wrong with it; every other one works.
 */
export async function fitDevices(
  devices: DevicesConfig,
  /** Why a driver may not run here, or null. Left out, all may (not in production). */
  gate: Gate = () => null,
): Promise<Binding> {
  const serve = async <T, D extends Device>(
    name: keyof Binding,
    configured: T | undefined,
    bind: (configured: T) => Bound<D> | Promise<Bound<D>>,
  ): Promise<Fitting<D> | undefined> => {
    if (configured === undefined) return undefined;
    const bound = await bind(configured);
    if (!bound.ok) return barredFitting(name, bound.error);
    const why = gate(bound.value.driver);
    return { ...bound.value.fitting, barred: why === null ? null : { fault: 'no-conformance-report', why } };
  };
  const { barcodeReader: scanner } = devices;
  return {
    idCardReader: await serve('idCardReader', devices.idCardReader, idCardReader),
    // A keyboard wedge has no wire of its own: the shell sees its keys first (src-main/shell/wedge-framer.ts).
    barcodeReader: await serve('barcodeReader', scanner?.port === WEDGE_PORT ? undefined : scanner, barcodeReader),
    receiptPrinter: await serve('receiptPrinter', devices.receiptPrinter, receiptPrinter),
    documentPrinter: await serve('documentPrinter', devices.documentPrinter, documentPrinter),
    cardReader: await serve('cardReader', devices.cardReader, cardReader),
    auxiliaries: await serve('auxiliaries', devices.auxiliaries, auxiliaries),
  };
}

/** Stands for the class, so that its absence is said; nothing is ever made of it. */
function barredFitting<D extends Device>(name: keyof Binding, { field, why }: Misfit): Fitting<D> {
  const barred: Barred = { fault: 'misconfigured', why: `devices.${name}.${field}: ${why}` };
  const create = (): D => {
    throw new Error(barred.why);
  };
  return { physical: `misconfigured:${name}`, identity: null, create, traffic: null, barred };
}

/** The same, or the first device that cannot be served: for those who need all of them. */
export async function bindDevices(devices: DevicesConfig, gate?: Gate): Promise<Result<Binding, string>> {
  const binding = await fitDevices(devices, gate);
  const wrong = Object.values(binding).find((fitting) => fitting?.barred?.fault === 'misconfigured');
  return wrong?.barred ? fail(wrong.barred.why) : ok(binding);
}
