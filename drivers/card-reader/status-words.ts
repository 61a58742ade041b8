/**
 * What the driver does about a status word. `done`; `fetch` more with GET RESPONSE; `repeat` the command with the length
 * the card names, `repeatAny` with any length; `absent` this file or record is not on the card; `protected` without an authority the terminal does not
 * have and does not ask for; `blocked` the application is locked for good; `unsupported` the card does not know the
 * command; `refused` anything else.
 */
export type StatusAction =
  | 'done'
  | 'fetch'
  | 'repeat'
  | 'repeatAny'
  | 'absent'
  | 'protected'
  | 'blocked'
  | 'unsupported'
  | 'refused';

interface StatusRow {
  readonly sw: number;
  /** Which bits of the word are compared; the rest is a number the card fills in. */
  readonly mask: number;
  readonly action: StatusAction;
  readonly meaning: string;
}

const EXACT = 0xffff;
const FIRST_BYTE = 0xff00;

/** ISO/IEC 7816-4, 5.1.3, tables 5 and 6. The first row that fits decides. */
export const statusRows: readonly StatusRow[] = [
  { sw: 0x9000, mask: EXACT, action: 'done', meaning: 'done' },
  { sw: 0x6100, mask: FIRST_BYTE, action: 'fetch', meaning: 'more bytes are waiting' },
  { sw: 0x6c00, mask: FIRST_BYTE, action: 'repeat', meaning: 'another length is expected' },
  { sw: 0x6282, mask: EXACT, action: 'done', meaning: 'end of record before the expected length' },
  { sw: 0x6283, mask: EXACT, action: 'blocked', meaning: 'the application is blocked' },
  { sw: 0x6a81, mask: EXACT, action: 'unsupported', meaning: 'function not supported' },
  { sw: 0x6a82, mask: EXACT, action: 'absent', meaning: 'application or file not found' },
  { sw: 0x6a83, mask: EXACT, action: 'absent', meaning: 'record not found' },
  { sw: 0x6982, mask: EXACT, action: 'protected', meaning: 'security status not satisfied' },
  { sw: 0x6983, mask: EXACT, action: 'blocked', meaning: 'authentication method blocked' },
  { sw: 0x6985, mask: EXACT, action: 'protected', meaning: 'conditions of use not satisfied' },
  { sw: 0x6986, mask: EXACT, action: 'refused', meaning: 'no file is selected' },
  { sw: 0x6981, mask: EXACT, action: 'refused', meaning: 'the file has another structure' },
  { sw: 0x6a86, mask: EXACT, action: 'refused', meaning: 'wrong parameters' },
  { sw: 0x6b00, mask: EXACT, action: 'refused', meaning: 'wrong parameters' },
  { sw: 0x6700, mask: EXACT, action: 'repeatAny', meaning: 'wrong length' },
  { sw: 0x6d00, mask: EXACT, action: 'unsupported', meaning: 'instruction not supported' },
  { sw: 0x6e00, mask: EXACT, action: 'unsupported', meaning: 'class not supported' },
];

/** The row for a status word; words in no row are `refused`. */
export function statusMeaning(sw: number): Pick<StatusRow, 'action' | 'meaning'> {
  return statusRows.find((row) => (sw & row.mask) === row.sw) ?? { action: 'refused', meaning: 'a word in no table' };
}

export const statusHex = (sw: number): string => sw.toString(16).toUpperCase().padStart(4, '0');
