import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serialPortIdentity, usbIdentity } from './usb-identity.ts';

let room = '';
beforeEach(() => {
  room = mkdtempSync(path.join(os.tmpdir(), 'usb-identity-'));
});
afterEach(() => rmSync(room, { recursive: true, force: true }));

/** A tty as sysfs shows it: `ttyUSB0/device` leads to an interface's port, two folders below the USB device. */
function plug(attributes: Readonly<Record<string, string>>): { port: string; sys: string } {
  const device = path.join(room, 'devices/usb1/1-2');
  const below = path.join(device, '1-2:1.0/ttyUSB0');
  const sys = path.join(room, 'class/tty');
  mkdirSync(below, { recursive: true });
  mkdirSync(path.join(sys, 'ttyUSB0'), { recursive: true });
  symlinkSync(below, path.join(sys, 'ttyUSB0/device'));
  for (const [name, value] of Object.entries(attributes)) writeFileSync(path.join(device, name), `${value}\n`);
  // The hub above is a USB device, too, and must never stand in for one below it.
  writeFileSync(path.join(room, 'devices/usb1/idVendor'), '1d6b\n');
  mkdirSync(path.join(room, 'dev/serial'), { recursive: true });
  writeFileSync(path.join(room, 'dev/ttyUSB0'), '');
  symlinkSync(path.join(room, 'dev/ttyUSB0'), path.join(room, 'dev/serial/by-id'));
  return { port: path.join(room, 'dev/ttyUSB0'), sys };
}

describe.skipIf(process.platform !== 'linux')('a serial port on Linux (others have no sysfs)', () => {
  it('is known by the USB device behind it, by whatever name it is opened', async () => {
    const { port, sys } = plug({ idVendor: '0403', idProduct: '6001', serial: 'A50285BI' });
    expect(await serialPortIdentity(port, sys)).toBe('0403:6001/A50285BI');
    expect(await serialPortIdentity(path.join(room, 'dev/serial/by-id'), sys)).toBe('0403:6001/A50285BI');
  });

  it('has no identity without a serial number, without a plug, and when it is not there', async () => {
    const { port, sys } = plug({ idVendor: '1a86', idProduct: '7523' });
    expect(await serialPortIdentity(port, sys)).toBeNull();
    expect(await serialPortIdentity('/dev/null', sys)).toBeNull();
    expect(await serialPortIdentity(path.join(room, 'none'), sys)).toBeNull();
    expect(await serialPortIdentity('tcp://192.0.2.1:1', sys)).toBeNull();
  });
});

it('is written as hid:// ports are', () => {
  expect(usbIdentity({ vendorId: '0C2E', productId: '0901', serialNumber: 'x Y' })).toBe('0c2e:0901/x Y');
  expect(usbIdentity({ vendorId: '0c2e', productId: '0901', serialNumber: null })).toBeNull();
  expect(usbIdentity({ vendorId: '0c2e', productId: '0901', serialNumber: '' })).toBeNull();
});
