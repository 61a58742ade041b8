export { looksLikeProgramming } from '../contract/code-payload.ts';

/** One way in which codes that set scanners up are written. Sources: README. */
interface ProgrammingForm {
  readonly of: string;
  readonly form: RegExp;
}

const forms: readonly ProgrammingForm[] = [
  // `@SCNMOD2`, `#SETUPE1;SCNMOD2;`, `%…`: the mark says how long it is kept.
  { of: 'newland', form: /^[@#%](?:[A-Z]{3}[A-Z0-9]{3}[0-9A-Z?*^&]{0,24}(?:;|$))+$/ },
  // `TRGMOD3.`, `PAPHHF.`, `VSUFCR;TRGMOD0!`
  { of: 'honeywell', form: /^(?:[A-Z]{3}[A-Z0-9]{3}[0-9A-Z?*^]{0,24};)*[A-Z]{3}[A-Z0-9]{3}[0-9A-F?*^]{0,24}[.!]$/ },
  // Their tags without any mark, of those that this product itself depends on.
  { of: 'known tags', form: /^(?:TRGMOD|VSUF|SCNMOD|SCNTRG|SETUPE|DEFALT|DEFOVR)[0-9A-Z?*^]{0,24}[.!;]?$/ },
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
