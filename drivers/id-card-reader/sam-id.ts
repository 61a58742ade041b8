/**
 * The SAM number as the vendor manual prints it, `AA.BB-DDDDDDDD-NNNNNNNNNN-NNNNNNNNNN` (36 characters): byte 0, byte 2,
 * then three little-endian u32 at 4, 8 and 12. Takes exactly 16 bytes, else null.
 */
export function formatSamId(bytes: Uint8Array): string | null {
  if (bytes.length !== 16) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const digits = (value: number, width: number) => String(value).padStart(width, '0');
  const head = `${digits(view.getUint8(0), 2)}.${digits(view.getUint8(2), 2)}`;
  const date = digits(view.getUint32(4, true), 8);
  return `${head}-${date}-${digits(view.getUint32(8, true), 10)}-${digits(view.getUint32(12, true), 10)}`;
}

/** The 16 bytes a reader with this printed number answers; null when the text is no SAM number. */
export function parseSamId(text: string): Uint8Array | null {
  const match = /^(\d{2,3})\.(\d{2,3})-(\d{8,10})-(\d{10})-(\d{10})$/.exec(text);
  if (!match) return null;
  const [type = 0, version = 0, ...words] = match.slice(1).map(Number);
  if (type > 0xff || version > 0xff || words.some((word) => word > 0xffff_ffff)) return null;
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, type);
  // Byte 1 is 00 and byte 3 is 00 in every published number; nothing prints them.
  view.setUint8(2, version);
  words.forEach((word, index) => {
    view.setUint32(4 + index * 4, word, true);
  });
  return bytes;
}
