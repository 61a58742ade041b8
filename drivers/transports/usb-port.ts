import { fail, ok, type Result, type TransportError } from '../contract/index.ts';
import { type UsbIds, usbIdsOf } from './usb-ids.ts';

export type UsbPort = UsbIds;

const IDS = /^usb:\/\/([0-9a-f]{4}):([0-9a-f]{4})(?:\/([^/?#\s%]{1,126}))?$/i;

export const isUsbPort = (text: string): boolean => /^usb:/i.test(text.trim());

/** Reads `usb://vid:pid[/serial]`, four hex digits each. */
export function parseUsbPort(text: string): Result<UsbPort, TransportError> {
  const match = IDS.exec(text.trim());
  if (!match) return fail({ kind: 'notFound', message: `"${text.trim()}" is not usb://vid:pid[/serial]` });
  return ok(usbIdsOf(match));
}
