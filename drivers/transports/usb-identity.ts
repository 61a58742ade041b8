import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { SerialPort } from 'serialport';

/** Interface, configuration, hub ports: a USB device is at most so far above its tty in sysfs. */
const LEVELS = 6;

/**
 * Which unit it is, wherever it is plugged in: `vid:pid/serial`, small hexadecimal digits, as a `hid://` port names it. Null for
 * one without a serial number: all of its kind are the same to the system then.
 */
export function usbIdentity(whose: {
  readonly vendorId: string;
  readonly productId: string;
  readonly serialNumber: string | null;
}): string | null {
  const { vendorId, productId, serialNumber } = whose;
  if (!serialNumber) return null;
  return `${vendorId.toLowerCase()}:${productId.toLowerCase()}/${serialNumber}`;
}

/**
 * The USB device behind a serial port; null where it has none, or none with a serial number. On Linux from sysfs (`idVendor`,
 * `idProduct`, `serial` of usb_device, Documentation/ABI/testing/sysfs-bus-usb), so that names below `/dev/serial/by-id` need
 * not be there; elsewhere as the system lists its ports. `sys` in tests.
 */
export async function serialPortIdentity(port: string, sys = '/sys/class/tty'): Promise<string | null> {
  if (process.platform !== 'linux') return listedIdentity(port);
  // Sockets and what lies in memory have no plug.
  if (!path.isAbsolute(port)) return null;
  const tty = await realpath(port).catch(() => null);
  const device = tty && (await realpath(path.join(sys, path.basename(tty), 'device')).catch(() => null));
  let folder = device ?? '/';
  for (let level = 0; level < LEVELS && folder !== '/'; level += 1) {
    const vendorId = await attribute(folder, 'idVendor');
    const productId = await attribute(folder, 'idProduct');
    if (vendorId && productId)
      return usbIdentity({ vendorId, productId, serialNumber: await attribute(folder, 'serial') });
    folder = path.dirname(folder);
  }
  return null;
}

const attribute = (folder: string, name: string): Promise<string | null> =>
  readFile(path.join(folder, name), 'utf8').then(
    (text) => text.trim().slice(0, 126),
    () => null,
  );

async function listedIdentity(port: string): Promise<string | null> {
  const all = await SerialPort.list().catch(() => []);
  const found = all.find(({ path: name }) => name === port);
  if (!found?.vendorId || !found.productId) return null;
  const { vendorId, productId, serialNumber } = found;
  return usbIdentity({ vendorId, productId, serialNumber: serialNumber ?? null });
}
