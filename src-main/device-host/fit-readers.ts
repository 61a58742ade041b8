import { createBarcodeReader } from '../../drivers/barcode-reader/index.ts';
import { PcscCardService, PcscSocialSecurityCardReader } from '../../drivers/card-reader/index.ts';
import { ok, type Transport } from '../../drivers/contract/index.ts';
import { createIdCardReader, wrapperProfile } from '../../drivers/id-card-reader/index.ts';
import { recordCards, recordStream } from '../../drivers/replay/index.ts';
import { isHidPort } from '../../drivers/transports/index.ts';
import {
  isServicePlace,
  XfsBarcodeReader,
  XfsIdCardReader,
  XfsSocialSecurityCardReader,
} from '../../drivers/xfs4iot/index.ts';
import { driverNames } from './driver-names.ts';
import { type Configured, type FitOf, fitDriver, fitService } from './fit-driver.ts';
import { misfit } from './misfit.ts';
import { tapsOf, trafficRing } from './traffic-ring.ts';

export async function fitIdCardReader(configured: Configured<'idCardReader'>): FitOf<'idCardReader'> {
  const { port, baudRate, wrapper: wanted, identity } = configured;
  if (isServicePlace(port)) {
    const driver = driverNames.idCardReader(configured, null);
    return fitService('idCardReader', driver, configured, (place) => new XfsIdCardReader(place));
  }
  if (isHidPort(port) && wanted === undefined)
    return misfit('wrapper', 'is missing; a HID card reader needs the name or the file of its wrapper');
  const wrapper = wanted === undefined ? undefined : await wrapperProfile(wanted);
  if (wrapper !== undefined && !wrapper.ok) return misfit('wrapper', wrapper.error);
  const driver = driverNames.idCardReader(configured, wrapper?.value ?? null);
  const ring = trafficRing('idCardReader', 'stream');
  const tap = (inner: Transport) => recordStream(ring, inner);
  const make = () => createIdCardReader({ port, baudRate, wrapper: wrapper?.value, tap });
  return fitDriver({ driver, physical: port, identity, ring, make });
}

export async function fitBarcodeReader(configured: Configured<'barcodeReader'>): FitOf<'barcodeReader'> {
  const { port, baudRate, family, suffix, aimPrefix, identity } = configured;
  const driver = driverNames.barcodeReader(configured);
  if (isServicePlace(port))
    return fitService('barcodeReader', driver, configured, (place) => new XfsBarcodeReader(place));
  const ring = trafficRing('barcodeReader', isHidPort(port) ? 'hid' : 'stream');
  const make = () => createBarcodeReader({ port, baudRate, family, suffix, aimPrefix, ...tapsOf(ring) });
  return fitDriver({ driver, physical: port, identity, ring, make });
}

export async function fitCardReader(configured: Configured<'cardReader'>): FitOf<'cardReader'> {
  const { port, reader, identity } = configured;
  const driver = driverNames.cardReader(configured);
  if (port !== undefined) {
    const service = { ...configured, port };
    return fitService('cardReader', driver, service, (place) => new XfsSocialSecurityCardReader(place));
  }
  const ring = trafficRing('cardReader', 'apdu');
  const named = reader === null ? {} : { reader };
  const make = () => ok(new PcscSocialSecurityCardReader(recordCards(ring, new PcscCardService()), named));
  return fitDriver({ driver, physical: `pcsc:${reader ?? ''}`, identity, ring, make });
}
