import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';

const BY_IDS = /^(hid|usb|usblp):\/\/([0-9a-f]{4}):([0-9a-f]{4})(?:\/(.+))?$/;

/** A HID node lies in its interface, and that in its box. */
const boxOf = ({ at }: Seen): string => path.dirname(path.dirname(at));

interface Seen {
  readonly ids: string;
  readonly serial: string;
  /** Where the kernel holds it. */
  readonly at: string;
}

/**
 * Where the kernel holds what `hid://…`, `usb://…`, `usblp://…`, `/dev/hidrawN` or `/dev/usb/lpN` means now, so that one box
 * under two such names is one place. Null where it is not plugged in, where several fit (then its driver asks for the serial
 * number), and where there is no sysfs: Linux only.
 */
export function usbPlace(place: string, sys = '/sys'): string | null {
  const file = /^\/dev\/(?:usb\/)?(hidraw|usblp|lp)(\d{1,4})$/.exec(place);
  if (file !== null) {
    const isHid = file[1] === 'hidraw';
    const at = realOf(
      path.join(sys, 'class', isHid ? 'hidraw' : 'usbmisc', `${isHid ? 'hidraw' : 'lp'}${file[2]}`, 'device'),
    );
    return at === null ? null : `${isHid ? 'hid' : 'usblp'} ${at}`;
  }
  const [, kind, vendor, product, serial] = BY_IDS.exec(place) ?? [];
  if (kind === undefined) return null;
  const fitting = listed(kind, sys).filter(
    (one) => one.ids === `${vendor}:${product}` && (serial === undefined || unescaped(serial) === one.serial),
  );
  const [only, ...more] = fitting;
  if (only === undefined) return null;
  if (more.length === 0) return `${kind} ${only.at}`;
  // Several interfaces of one box; which of them it is, its driver finds by what they are for.
  return more.every((one) => one.serial === only.serial && boxOf(one) === boxOf(only))
    ? `${kind} ${boxOf(only)}`
    : null;
}

function listed(kind: string, sys: string): Seen[] {
  const [folder, seen] =
    kind === 'hid'
      ? (['class/hidraw', hidAt] as const)
      : kind === 'usblp'
        ? (['class/usbmisc', printerAt] as const)
        : (['bus/usb/devices', usbAt] as const);
  return namesIn(path.join(sys, folder)).flatMap((name) => seen(path.join(sys, folder, name)) ?? []);
}

/** `HID_ID=0003:00000C2E:00000B61`, also of what is on no bus. */
function hidAt(node: string): Seen | null {
  const at = realOf(path.join(node, 'device'));
  const told = at === null ? '' : textOf(path.join(at, 'uevent'));
  const [, vendor, product] = /^HID_ID=[0-9A-F]+:0{4}([0-9A-F]{4}):0{4}([0-9A-F]{4})$/m.exec(told) ?? [];
  if (at === null || vendor === undefined) return null;
  const serial = /^HID_UNIQ=(.*)$/m.exec(told)?.[1] ?? '';
  return { ids: `${vendor}:${product}`.toLowerCase(), serial, at };
}

/** `device` leads to the interface; what it is of lies around it. */
function printerAt(node: string): Seen | null {
  const at = realOf(path.join(node, 'device'));
  const whose = at === null ? null : usbAt(path.dirname(at));
  return at === null || whose === null ? null : { ...whose, at };
}

function usbAt(folder: string): Seen | null {
  const at = realOf(folder);
  if (at === null) return null;
  const of = (name: string) => textOf(path.join(at, name)).trim();
  return of('idVendor') === '' ? null : { ids: `${of('idVendor')}:${of('idProduct')}`, serial: of('serial'), at };
}

const unescaped = (serial: string): string | null => {
  try {
    return decodeURIComponent(serial);
  } catch {
    return null;
  }
};

/** Nothing there is nothing to read: what is plugged out meanwhile, or no such system. */
const orElse = <T>(read: () => T, otherwise: T): T => {
  try {
    return read();
  } catch {
    return otherwise;
  }
};
const realOf = (file: string) => orElse<string | null>(() => realpathSync(file), null);
const textOf = (file: string) => orElse(() => readFileSync(file, 'utf8'), '');
const namesIn = (folder: string) => orElse(() => readdirSync(folder), []);
