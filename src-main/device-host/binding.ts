import { type Device, fail, ok, type Result } from '../../drivers/contract/index.ts';
import { type DevicesConfig, WEDGE_PORT } from '../contract/config-devices.ts';
import type { Binding, Fitting } from './attached-devices.ts';
import type { Gate } from './conformance-gate.ts';
import { fitAuxiliaries } from './fit-auxiliaries.ts';
import type { Fit } from './fit-driver.ts';
import { fitDocumentPrinter, fitReceiptPrinter } from './fit-printers.ts';
import { fitBarcodeReader, fitCardReader, fitIdCardReader } from './fit-readers.ts';
import type { Barred } from './host-words.ts';
import type { Misfit } from './misfit.ts';

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
    bind: (configured: T) => Promise<Result<Fit<D>, Misfit>>,
  ): Promise<Fitting<D> | undefined> => {
    if (configured === undefined) return undefined;
    const bound = await bind(configured);
    if (!bound.ok) return barredFitting(name, bound.error);
    const why = gate(bound.value.driver);
    return { ...bound.value.fitting, barred: why === null ? null : { fault: 'no-conformance-report', why } };
  };
  const { barcodeReader: scanner } = devices;
  // A keyboard wedge has no wire of its own: the shell sees its keys first (src-main/shell/wedge-framer.ts).
  const wired = scanner?.port === WEDGE_PORT ? undefined : scanner;
  return {
    idCardReader: await serve('idCardReader', devices.idCardReader, fitIdCardReader),
    barcodeReader: await serve('barcodeReader', wired, fitBarcodeReader),
    receiptPrinter: await serve('receiptPrinter', devices.receiptPrinter, fitReceiptPrinter),
    documentPrinter: await serve('documentPrinter', devices.documentPrinter, fitDocumentPrinter),
    cardReader: await serve('cardReader', devices.cardReader, fitCardReader),
    auxiliaries: await serve('auxiliaries', devices.auxiliaries, fitAuxiliaries),
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
