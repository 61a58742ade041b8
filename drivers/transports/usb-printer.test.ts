import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTransport } from './port.ts';
import { UsbPrinterTransport } from './usb-printer.ts';
import { findUsbPrinter, isUsbPrinterPort, parseUsbPrinterPort, usbPrinterIdentity } from './usb-printer-port.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'usblp-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** `/sys/class/usbmisc/lpN` as Linux 6.1 lays it out: a link to the class device, whose `device` is the USB interface. */
function plugged(name: string, whose: Record<string, string>): void {
  const usb = path.join(folder, 'devices', name);
  const own = path.join(usb, 'interface', 'usbmisc', name);
  mkdirSync(own, { recursive: true });
  symlinkSync('../..', path.join(own, 'device'));
  const { ieee1284_id, ...ofDevice } = whose;
  for (const [file, text] of Object.entries(ofDevice)) writeFileSync(path.join(usb, file), `${text}\n`);
  if (ieee1284_id !== undefined) writeFileSync(path.join(usb, 'interface', 'ieee1284_id'), ieee1284_id);
  mkdirSync(path.join(folder, 'class'), { recursive: true });
  symlinkSync(path.join('../devices', name, 'interface/usbmisc', name), path.join(folder, 'class', name));
}
const sysfs = () => path.join(folder, 'class');
const find = (port: string) => {
  const parsed = parseUsbPrinterPort(port);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return findUsbPrinter(port, parsed.value, sysfs());
};

describe('USB printers by whose they are', () => {
  it('reads ports, and leaves what is none of its own to others', () => {
    for (const port of ['/dev/usb/lp0', '/dev/usblp12', 'usblp://0416:5011', 'USBLP://0416:5011/P0001'])
      expect(isUsbPrinterPort(port), port).toBe(true);
    for (const port of ['/dev/ttyUSB0', '/dev/usb/hiddev0', 'usb://0416:5011', '/dev/lp0'])
      expect(isUsbPrinterPort(port), port).toBe(false);
    expect(parseUsbPrinterPort('usblp://416:5011')).toMatchObject({ ok: false });
    expect(createTransport('usblp://0416:5011', { baudRate: 9600 })).toMatchObject({ ok: true });
    expect(createTransport('usblp://x', { baudRate: 9600 })).toMatchObject({ ok: false });
  });

  it('is found under whatever number it came back with, and refused where two fit', async () => {
    const own = { serial: 'P0001', manufacturer: 'Example', bcdDevice: '0110' };
    const printer = { idVendor: '0416', idProduct: '5011', ...own };
    plugged('lp3', { ...printer, ieee1284_id: 'MFG:Example;MDL:Printer;CMD:ESCPOS;' });
    plugged('lp4', { idVendor: '04b8', idProduct: '0202' });
    expect(await find('usblp://0416:5011')).toEqual({ ok: true, value: '/dev/usb/lp3' });
    expect(await usbPrinterIdentity('/dev/usb/lp3', sysfs())).toEqual({
      ...{ vendorId: 0x0416, productId: 0x5011, serialNumber: 'P0001', manufacturer: 'Example', product: null },
      deviceId: 'MFG:Example;MDL:Printer;CMD:ESCPOS;',
      release: 0x0110,
    });
    plugged('lp5', { ...printer, serial: 'P0002' });
    expect(await find('usblp://0416:5011')).toMatchObject({
      error: { message: expect.stringContaining('2 printers') },
    });
    expect(await find('usblp://0416:5011/P0002')).toEqual({ ok: true, value: '/dev/usb/lp5' });
    expect(await find('usblp://0416:5012')).toMatchObject({ ok: false, error: { kind: 'notFound' } });
  });

  it('says what keeps it from opening', async () => {
    const at = (file: string) => new UsbPrinterTransport('/dev/usb/lp0', { kind: 'path', path: file }).open();
    expect(await at(path.join(folder, 'none'))).toEqual({
      ok: false,
      error: { kind: 'notFound', message: '/dev/usb/lp0 does not exist' },
    });
    const file = path.join(folder, 'file');
    writeFileSync(file, '');
    expect(await at(file)).toEqual({ ok: false, error: { kind: 'io', message: '/dev/usb/lp0 is not a printer' } });
  });
});
