export { looksLikeProgramming } from '../contract/code-payload.ts';

/** One way in which codes that set scanners up are written. Sources: README. */
interface ProgrammingForm {
  readonly of: string;
  readonly form: RegExp;
}

/**
 * Commands by their six letters, as the makers' lists of commands name them. Six capitals alone are no command: `SAMPLE.`
 * and `#ABC123` may stand on somebody's paper. The last alternative is what every symbology has.
 */
const NEWLAND = [
  'SETUP[ET]',
  'ILLSCN',
  'AMLENA',
  'GR[BL](?:ENA|DUR|FRQ|VLL)',
  'PWBENA',
  'SCN(?:MOD|TRG|ENA)',
  'ATS(?:ENA|DUR)',
  'ORTSET',
  'FACDEF',
  'CUS(?:SAV|DEF)',
  'QRY(?:SYS|PDN|FWV|DCV|HWV|PSN|DAT|ESN|EDT|EPN|DFM|BFW)',
  'INTERF',
  '232(?:BAD|PAR|DAT|STP|AFL)',
  'KBW(?:CTY|BUC|ALT|CPG|CPU|ALZ|FKM|DLY|CAP|CAS|NUM)',
  '[CT]SU(?:ENA|SET|QSZ)',
  'CPR(?:ENA|SET)',
  'ALL(?:ENA|DIS)',
  '[A-Z0-9]{3}(?:ENA|MIN|MAX)(?=[0-9?*^&])',
];
const HONEYWELL = [
  'TRG(?:MOD|STO|PMS)',
  'VSUFCR',
  'PAP(?:HHF|SPC|\\d{3})',
  'TERMID',
  'DEFALT',
  'DEFOVR',
  'REVINF',
  '(?:SUF|PRE)(?:BK2|CA2|CL2)',
  'BEP(?:LVL|BEP|FQ1|FQ2|RPT|ERR|GRX|PWR)',
  'SCN(?:LED|DLY|AIM)',
  '232(?:BAD|WRD|DEL|CTS|ACK|LPT)',
  'KBD(?:CTY|STY|CAS|ALT)',
  'ALLENA',
  '[A-Z0-9]{3}(?:(?:ENA|MIN|MAX)(?=[0-9?*^])|DFT)',
];
const DATA = '[0-9A-Z?*^&]{0,24}';
const any = (commands: readonly string[]): string => `(?:${commands.join('|')})`;

const forms: readonly ProgrammingForm[] = [
  // `@SCNMOD2`, `#SETUPE1;SCNMOD2;`, `%…`: the mark says how long it is kept.
  { of: 'newland', form: new RegExp(`^[@#%](?:${any(NEWLAND)}${DATA}(?:;|$))+$`) },
  // `TRGMOD3.`, `PAPHHF.`, `VSUFCR;TRGMOD0!`
  { of: 'honeywell', form: new RegExp(`^(?:${any(HONEYWELL)}${DATA};)*${any(HONEYWELL)}${DATA}[.!]$`) },
  // Without any mark, those that this product itself depends on.
  { of: 'known tags', form: /^(?:TRGMOD|VSUFCR|SCNMOD|SCNTRG|SETUPE|DEFALT|DEFOVR)[0-9?*^]{0,24}[.!;]?$/ },
  // What goes over their wires, printed as a code: `SYN M CR`, `SYN T CR`, `~ SOH 0000`, `7E 00 08`.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the bytes.
  { of: 'wire commands', form: /^(?:\x16[MTUY]\r|~\x010000|~\x00[\x07-\x09])/ },
];

/** Longer ones are documents: no set-up of a known family is. */
const LONGEST = 120;

/**
 * True when a code can only be meant for a scanner: whatever it says, no person is told it. `looksLikeProgramming` is the
 * weaker question, whether it is worth asking the scanner how it is.
 */
export function isProgramming(code: Uint8Array): boolean {
  if (code.length > LONGEST) return false;
  const text = Buffer.from(code.buffer, code.byteOffset, code.length).toString('latin1');
  return forms.some(({ form }) => form.test(text));
}
