/** What a device calls its own program is told in at most so many characters. */
export const LONGEST_FIRMWARE = 60;

/** One short line of what a device said of its firmware; null where nothing readable is left of it. */
export function firmwareText(...told: readonly (string | null | undefined)[]): string | null {
  const text = told
    .filter((part) => typeof part === 'string')
    .join(' ')
    .replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, LONGEST_FIRMWARE)
    .trim();
  return text === '' ? null : text;
}

/** `bcdDevice` of a USB device descriptor (USB 2.0 §9.6.1): JJMN is release JJ.MN. */
export function usbRelease(bcdDevice: number | null | undefined): string | null {
  if (bcdDevice === null || bcdDevice === undefined || !Number.isInteger(bcdDevice) || bcdDevice <= 0) return null;
  return `USB ${(bcdDevice >> 8).toString(16)}.${(bcdDevice & 0xff).toString(16).padStart(2, '0')}`;
}
