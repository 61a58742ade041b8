import { readdir, readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { fail, ok, type Result, type TransportError } from '../contract/index.ts';
import { type UsbIds, usbIdsOf } from './usb-ids.ts';

/** Where a printer of USB printer class is: the kernel's file, or whose it is. `serialNumber` null takes any. */
export type UsbPrinterPort = { readonly kind: 'path'; readonly path: string } | ({ readonly kind: 'ids' } & UsbIds);

/** What Linux says of one such printer. `deviceId` is its IEEE 1284 device id, e.g. `MFG:…;MDL:…;CMD:…;`. */
export interface UsbPrinterIdentity extends UsbIds {
  readonly manufacturer: string | null;
  readonly product: string | null;
  readonly deviceId: string | null;
  readonly release?: number | null;
}

const PATH = /^\/dev\/(?:usb\/lp|usblp)\d{1,3}$/;
const IDS = /^usblp:\/\/([0-9a-f]{4}):([0-9a-f]{4})(?:\/([^/?#\s%]{1,126}))?$/i;
/** Where the driver `usblp` shows what is plugged in (Documentation/ABI; `ieee1284_id` is an attribute of the interface). */
const CLASS = '/sys/class/usbmisc';

/** True for what only `usblp` can open; everything else belongs to `parsePort`. */
export const isUsbPrinterPort = (text: string): boolean => /^usblp:/i.test(text.trim()) || PATH.test(text.trim());

/** Reads `/dev/usb/lp0` or `usblp://vid:pid[/serial]`, four hex digits each. */
export function parseUsbPrinterPort(text: string): Result<UsbPrinterPort, TransportError> {
  const port = text.trim();
  if (PATH.test(port)) return ok({ kind: 'path', path: port });
  const match = IDS.exec(port);
  if (!match)
    return fail({ kind: 'notFound', message: `"${port}" is neither usblp://vid:pid[/serial] nor /dev/usb/lp0` });
  return ok({ kind: 'ids', ...usbIdsOf(match) });
}

const textOf = (file: string): Promise<string | null> =>
  readFile(file, 'utf8').then(
    (text) => text.trim() || null,
    () => null,
  );

/**
 * What the kernel knows of `/dev/usb/lpN` without asking the printer: node has no ioctl for LPGETDEVICEID, and the kernel
 * asked it when the plug went in. Null where there is no such printer or no sysfs.
 */
export async function usbPrinterIdentity(device: string, sysfs: string = CLASS): Promise<UsbPrinterIdentity | null> {
  // A link to the interface; the device is the folder that really holds it.
  const own = await realpath(path.join(sysfs, path.basename(device).replace(/^usblp/, 'lp'), 'device')).catch(
    () => null,
  );
  if (own === null) return null;
  const usb = (name: string) => textOf(path.join(path.dirname(own), name));
  const [vendorId, productId] = [await usb('idVendor'), await usb('idProduct')];
  if (vendorId === null || productId === null) return null;
  return {
    vendorId: Number.parseInt(vendorId, 16),
    productId: Number.parseInt(productId, 16),
    serialNumber: await usb('serial'),
    manufacturer: await usb('manufacturer'),
    product: await usb('product'),
    deviceId: await textOf(path.join(own, 'ieee1284_id')),
    release: Number.parseInt((await usb('bcdDevice')) ?? '', 16) || null,
  };
}

/** The kernel's file of a port now. Two printers that fit are refused: which of them is meant, only a serial number says. */
export async function findUsbPrinter(
  text: string,
  port: UsbPrinterPort,
  sysfs: string = CLASS,
): Promise<Result<string, TransportError>> {
  if (port.kind === 'path') return ok(port.path);
  const names = await readdir(sysfs).catch(() => []);
  const fitting: string[] = [];
  for (const name of names.filter((one) => /^lp\d+$/.test(one))) {
    const file = `/dev/usb/${name}`;
    const found = await usbPrinterIdentity(file, sysfs);
    const ours = found?.vendorId === port.vendorId && found.productId === port.productId;
    if (ours && (port.serialNumber === null || port.serialNumber === found.serialNumber)) fitting.push(file);
  }
  const [only, another] = fitting;
  if (only === undefined) return fail({ kind: 'notFound', message: `${text} is not plugged in` });
  if (another !== undefined) {
    return fail({ kind: 'notFound', message: `${text} fits ${fitting.length} printers; add the serial number` });
  }
  return ok(only);
}
