import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { PhysicalDevices } from './physical-device.ts';

/** A sysfs with one scanner, one card reader and one printer, and two keypads that are alike. */
const sys = mkdtempSync(path.join(os.tmpdir(), 'sysfs-'));
afterAll(() => rmSync(sys, { recursive: true }));

function put(folder: string, files: Record<string, string>): string {
  const at = path.join(sys, folder);
  mkdirSync(at, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(at, name), text);
  return at;
}
function link(from: string, to: string): void {
  mkdirSync(path.dirname(path.join(sys, from)), { recursive: true });
  symlinkSync(to, path.join(sys, from));
}
const hid = (node: string, ids: string, serial: string) =>
  link(`class/hidraw/${node}/device`, put(`devices/${node}`, { uevent: `HID_ID=0003:${ids}\nHID_UNIQ=${serial}\n` }));

hid('hidraw0', '00000C2E:00000B61', 'S1');
hid('hidraw1', '00000483:00005750', 'K1');
hid('hidraw2', '00000483:00005750', 'K2');
for (const [node, at] of Object.entries({ hidraw3: '1-3/1-3:1.0/a', hidraw4: '1-3/1-3:1.1/b' }))
  link(`class/hidraw/${node}/device`, put(`devices/${at}`, { uevent: 'HID_ID=0003:00001234:00005678\nHID_UNIQ=C1\n' }));
const reader = put('devices/1-1', { idVendor: '0400\n', idProduct: 'c35a\n', serial: 'R 7\n' });
link('bus/usb/devices/1-1', reader);
put('devices/1-2', { idVendor: '04b8\n', idProduct: '0202\n', serial: 'P1\n' });
link('class/usbmisc/lp0/device', put('devices/1-2/1-2:1.0', {}));

it.each([
  ['hid://0c2e:0b61', 'hid://0c2e:0b61/S1'],
  ['hid://0c2e:0b61', '/dev/hidraw0'],
  ['hid://0483:5750/K2', '/dev/hidraw2'],
  // Two interfaces of one box.
  ['hid://1234:5678', 'hid://1234:5678/C1'],
  ['usb://0400:c35a', 'usb://0400:C35A/R%207'],
  ['usblp://04b8:0202', '/dev/usb/lp0'],
  ['usblp://04b8:0202/P1', '/dev/usblp0'],
])('%s and %s are one box: the second is refused while the first is open', (one, other) => {
  const boxes = new PhysicalDevices(sys);
  const free = boxes.at(one).occupy();
  expect(boxes.at(other).occupy()).toEqual({
    ok: false,
    error: `${other} is the same place as ${one}, which another device of this machine uses`,
  });
  if (free.ok) free.value();
  expect(boxes.at(other).occupy().ok).toBe(true);
});

it.each([
  ['hid://0483:5750/K1', 'hid://0483:5750/K2'],
  ['hid://0483:5750/K1', '/dev/hidraw2'],
  ['hid://0c2e:0b61', 'usb://0c2e:0b61'],
  ['hid://0c2e:0b61/S1', 'hid://0c2e:0b61/S2'],
  // Two fit: the driver refuses it and asks for the serial number.
  ['hid://0483:5750', 'hid://0483:5750/K1'],
  // Not plugged in: only the name is known.
  ['hid://1111:2222', 'hid://1111:2222/X'],
])('%s and %s are two', (one, other) => {
  const boxes = new PhysicalDevices(sys);
  expect([boxes.at(one).occupy().ok, boxes.at(other).occupy().ok]).toEqual([true, true]);
});
