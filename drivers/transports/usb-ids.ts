/** Whose a USB device is. `serialNumber` null takes any. */
export interface UsbIds {
  readonly vendorId: number;
  readonly productId: number;
  readonly serialNumber: string | null;
}

/** Of a match whose groups are vendor and product, four hex digits each, and perhaps a serial number. */
export const usbIdsOf = ([, vendor = '', product = '', serial]: RegExpExecArray): UsbIds => ({
  vendorId: Number.parseInt(vendor, 16),
  productId: Number.parseInt(product, 16),
  serialNumber: serial ?? null,
});
