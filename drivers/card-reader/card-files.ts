/** How a record's value is written on the card. */
export type Coding = 'hex' | 'ascii' | 'bcd' | 'gbk';

export interface RecordRow {
  /** Tag of the record, and its record identifier. */
  readonly tag: number;
  /** Bytes of the value. */
  readonly size: number;
  readonly coding: Coding;
  readonly field: RecordField;
}

export type RecordField =
  | 'cardIdentifier'
  | 'cardType'
  | 'version'
  | 'issuer'
  | 'issueDate'
  | 'expiryDate'
  | 'cardNumber'
  | 'socialSecurityNumber'
  | 'name'
  | 'sex'
  | 'nation'
  | 'birthPlace'
  | 'birth';

export interface CardFile {
  readonly fileId: number;
  readonly shortId: number;
  /** In the order of their record numbers, the first being number 1. */
  readonly records: readonly RecordRow[];
  /** Which way of addressing records to try first. */
  readonly firstAddressing: Addressing;
}

/** Name of the social security application: `sx1.sh.` and 社会保障 in GBK (LD/T 32-2015). */
export const APPLICATION_ID = Uint8Array.from(Buffer.from('7378312E73682EC9E7BBE1B1A3D5CF', 'hex'));

/** LD/T 32-2015, file structure 2.0. Only what can be read without a PIN stands here. */
export const cardFiles = {
  EF05: {
    fileId: 0xef05,
    shortId: 0x05,
    firstAddressing: 'number',
    records: [
      { tag: 0x01, size: 16, coding: 'hex', field: 'cardIdentifier' },
      { tag: 0x02, size: 1, coding: 'hex', field: 'cardType' },
      { tag: 0x03, size: 4, coding: 'ascii', field: 'version' },
      { tag: 0x04, size: 12, coding: 'hex', field: 'issuer' },
      { tag: 0x05, size: 4, coding: 'bcd', field: 'issueDate' },
      { tag: 0x06, size: 4, coding: 'bcd', field: 'expiryDate' },
      { tag: 0x07, size: 9, coding: 'ascii', field: 'cardNumber' },
    ],
  },
  EF06: {
    fileId: 0xef06,
    shortId: 0x06,
    firstAddressing: 'identifier',
    records: [
      { tag: 0x08, size: 18, coding: 'ascii', field: 'socialSecurityNumber' },
      { tag: 0x09, size: 30, coding: 'gbk', field: 'name' },
      { tag: 0x0a, size: 1, coding: 'ascii', field: 'sex' },
      { tag: 0x0b, size: 1, coding: 'bcd', field: 'nation' },
      { tag: 0x0c, size: 3, coding: 'bcd', field: 'birthPlace' },
      { tag: 0x0d, size: 4, coding: 'bcd', field: 'birth' },
    ],
  },
} as const satisfies Record<string, CardFile>;
export type FileName = keyof typeof cardFiles;
export const fileNames: readonly FileName[] = ['EF05', 'EF06'];

/**
 * READ RECORD addresses a record by its identifier or by its number, in the selected file or in one named by its short
 * identifier (ISO/IEC 7816-4, 7.3.3). Public drivers of different provinces use each of the four, which is why the
 * second parameter of EF06 "differs between sources": 00 and 30 are by identifier, 04 and 2C by number.
 */
export type Addressing = 'identifier' | 'number' | 'shortIdentifier' | 'shortNumber';

export const addressings: readonly Addressing[] = ['identifier', 'number', 'shortIdentifier', 'shortNumber'];

/** P1 and P2 of READ RECORD for one record. */
export function recordAddress(file: CardFile, row: RecordRow, addressing: Addressing): { p1: number; p2: number } {
  const number = file.records.indexOf(row) + 1;
  switch (addressing) {
    case 'identifier':
      return { p1: row.tag, p2: 0x00 };
    case 'number':
      return { p1: number, p2: 0x04 };
    case 'shortIdentifier':
      return { p1: row.tag, p2: file.shortId << 3 };
    case 'shortNumber':
      return { p1: number, p2: (file.shortId << 3) | 0x04 };
  }
}

/** Where `recordAddress` leads: the file a short identifier names (null: the selected one) and the record. */
export function addressedRecord(
  p1: number,
  p2: number,
): { shortId: number | null; by: 'identifier' | 'number' } | null {
  const mode = p2 & 0x07;
  if (p1 === 0 || (mode !== 0 && mode !== 4)) return null;
  const shortId = p2 >> 3;
  return { shortId: shortId === 0 ? null : shortId, by: mode === 0 ? 'identifier' : 'number' };
}
