import type { BitField } from './profile-links.ts';

/** Reads a field of a report (its id in front); null when the report is another one or ends before the field. */
export function readBits(report: Uint8Array, { report: id, byte, bit, width }: BitField): number | null {
  if (report[0] !== id || report.length * 8 < (1 + byte) * 8 + bit + width) return null;
  let value = 0;
  for (let index = 0; index < width; index++) {
    const at = bit + index;
    const octet = report[1 + byte + (at >> 3)] ?? 0;
    value |= ((octet >> (at & 7)) & 1) << index;
  }
  return value;
}

/** Writes a field into a report that is long enough; bits of `value` beyond the width are a bug of the caller. */
export function writeBits(report: Uint8Array, { byte, bit, width }: BitField, value: number): void {
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** width) throw new RangeError(`${value} needs more bits`);
  for (let index = 0; index < width; index++) {
    const at = bit + index;
    const place = 1 + byte + (at >> 3);
    const mask = 1 << (at & 7);
    const octet = report[place];
    if (octet === undefined) throw new RangeError('the field lies behind the report');
    report[place] = (value >> index) & 1 ? octet | mask : octet & ~mask;
  }
}
