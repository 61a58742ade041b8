import { fail, ok, type Result, type TransportError } from '../contract/index.ts';

/** Whose a USB device is. `serialNumber` null takes any. */
export interface UsbPort {
  readonly vendorId: number;
  readonly productId: number;
  readonly serialNumber: string | null;
}

const IDS = /^usb:\/\/([0-9a-f]{4}):([0-9a-f]{4})(?:\/([^/?#\s%]{1,126}))?$/i;

export const isUsbPort = (text: string): boolean => /^usb:/i.test(text.trim());

/** Reads `usb://vid:pid[/serial]`, four hex digits each. */
export function parseUsbPort(text: string): Result<UsbPort, TransportError> {
  const match = IDS.exec(text.trim());
  if (!match) return fail({ kind: 'notFound', message: `"${text.trim()}" is not usb://vid:pid[/serial]` });
  return ok({
    vendorId: Number.parseInt(match[1] ?? '', 16),
    productId: Number.parseInt(match[2] ?? '', 16),
    serialNumber: match[3] ?? null,
  });
}
