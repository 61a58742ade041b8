import { fail, ok, type Result, type TransportError } from '../contract/index.ts';
import { type UsbIds, usbIdsOf } from './usb-ids.ts';

/** Where a HID interface is: the system's path, or whose it is. `serialNumber` null takes any. */
export type HidPort = { readonly kind: 'path'; readonly path: string } | ({ readonly kind: 'ids' } & UsbIds);

/** What systems call a HID interface: hidraw on Linux, `\\?\hid#…` on Windows, DevSrvsID or IOService on macOS. */
const PATH = /^(?:\/dev\/hidraw\d{1,4}|\\\\\?\\hid#.+|DevSrvsID:\d+|IOService:.+)$/i;
const IDS = /^hid:\/\/([0-9a-f]{4}):([0-9a-f]{4})(?:\/([^/?#\s]{1,126}))?$/i;

const unescaped = (text: string): string | null => {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
};

/** True for what only a HID transport can open; everything else belongs to `parsePort`. */
export const isHidPort = (text: string): boolean => /^hid:/i.test(text.trim()) || PATH.test(text.trim());

/** Reads `hid://vid:pid[/serial]` (four hex digits each, serial percent-encoded) or a system path. */
export function parseHidPort(text: string): Result<HidPort, TransportError> {
  const port = text.trim();
  if (PATH.test(port)) return ok({ kind: 'path', path: port });
  const match = IDS.exec(port);
  const serialNumber = match?.[3] === undefined ? null : unescaped(match[3]);
  if (!match || (match[3] !== undefined && serialNumber === null)) {
    return fail({ kind: 'notFound', message: `"${port}" is neither hid://vid:pid[/serial] nor a HID path` });
  }
  return ok({ kind: 'ids', ...usbIdsOf(match), serialNumber });
}
