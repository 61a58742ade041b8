/**
 * How codes look that set scanners up: Newland `@SCNMOD2`, Honeywell `TRGMOD3.`. Once set-up is shut they arrive like any
 * code, and say that somebody has been trying.
 */
const PROGRAMMING = /^[@#%]?[A-Z]{3}[A-Z0-9]{3}[0-9*?]{0,4}[.!;]?$/;

/** True when a code might have been meant for the scanner. A false alarm costs one question to it. */
export function looksLikeProgramming(code: Uint8Array): boolean {
  return code.length <= 16 && PROGRAMMING.test(Buffer.from(code).toString('latin1'));
}
