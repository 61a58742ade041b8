import { readFile } from 'node:fs/promises';
import HID, { type Device } from 'node-hid';
import { fail, type HidIdentity, ok, type Result, type TransportError } from '../contract/index.ts';
import type { HidPort } from './hid-port.ts';

/** One interface the system lists. */
export interface FoundHid {
  readonly path: string;
  readonly device: Device;
}

const hex4 = (value: number): string => value.toString(16).padStart(4, '0');

export const identityOf = (device: Device): HidIdentity => ({
  vendorId: device.vendorId,
  productId: device.productId,
  serialNumber: device.serialNumber || null,
  manufacturer: device.manufacturer || null,
  product: device.product || null,
  release: device.release,
});

/** Linux shows the descriptor in sysfs; no other system lets node-hid see it. */
export async function descriptorOf(path: string): Promise<Uint8Array | null> {
  const name = /^\/dev\/(hidraw\d+)$/.exec(path)?.[1];
  if (process.platform !== 'linux' || name === undefined) return null;
  return readFile(`/sys/class/hidraw/${name}/device/report_descriptor`).then(
    (bytes) => Uint8Array.from(bytes),
    () => null,
  );
}

/** The one interface a configured port means. None, or more than one, is `notFound` with what a technician should know. */
export async function findHid(
  port: string,
  where: HidPort,
  usagePage: number | undefined,
): Promise<Result<FoundHid, TransportError>> {
  const all = await HID.devicesAsync().catch(() => []);
  const known = all.flatMap((device) => (device.path ? [{ path: device.path, device }] : []));
  if (where.kind === 'path') {
    const found = known.find(({ path }) => path === where.path);
    return found ? ok(found) : fail({ kind: 'notFound', message: `${port} does not exist` });
  }
  const same = known.filter(
    ({ device }) =>
      device.vendorId === where.vendorId &&
      device.productId === where.productId &&
      (where.serialNumber === null || device.serialNumber === where.serialNumber),
  );
  const fitting = same.filter(({ device }) => usagePage === undefined || device.usagePage === usagePage);
  // One interface is listed once for each of its top-level collections.
  const [first, ...more] = [...new Map(fitting.map((one) => [one.path, one])).values()];
  if (first && more.length === 0) return ok(first);
  if (first)
    return fail({
      kind: 'notFound',
      message: `${more.length + 1} interfaces are ${port}: name the serial number or the path`,
    });
  return fail(absenceOf(port, where, usagePage, known));
}

const GENERIC_DESKTOP = 0x01;

/** A scanner that a programming code made a keyboard has another usage page, or another product id and a keyboard's page. */
export function absenceOf(
  port: string,
  { vendorId, productId, serialNumber }: Extract<HidPort, { kind: 'ids' }>,
  usagePage: number | undefined,
  known: readonly FoundHid[],
): TransportError {
  const pages = (found: readonly FoundHid[]) =>
    [...new Set(found.map(({ device }) => hex4(device.usagePage ?? 0)))].join(', ');
  const kin = known.filter(({ device }) => device.vendorId === vendorId);
  const same = kin.filter(
    ({ device }) => device.productId === productId && (serialNumber === null || device.serialNumber === serialNumber),
  );
  if (same.length > 0)
    return {
      kind: 'notFound',
      message: `${port} is there with usage page ${pages(same)} and not ${hex4(usagePage ?? 0)}`,
      otherMode: true,
    };
  if (kin.length === 0) return { kind: 'notFound', message: `${port} is not plugged in` };
  const products = [...new Set(kin.map(({ device }) => hex4(device.productId)))].join(', ');
  const message = `${port} is not plugged in; its maker's ${products} is (usage page ${pages(kin)})`;
  // Another thing of the same maker may be plugged in as well; one that types was a scanner a moment ago.
  const typing = kin.some(
    ({ device }) =>
      device.usagePage === GENERIC_DESKTOP && (serialNumber === null || device.serialNumber === serialNumber),
  );
  return { kind: 'notFound', message, ...(typing && usagePage !== GENERIC_DESKTOP ? { otherMode: true } : {}) };
}
