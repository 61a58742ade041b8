/**
 * Check codes of documents: 15 random characters and a check character.
 *
 * Of every group people mix up on paper (0 O, 1 I L, 2 Z, 5 S, 8 B, U V) the alphabet keeps none. It has 23
 * characters, a prime, so the weighted sum finds every single wrong character and every swap of two characters.
 * 23^15 is about 2^67: a code cannot be guessed.
 */
export const checkCodeAlphabet = '34679ACDEFGHJKMNPQRTWXY';
const size = checkCodeAlphabet.length;
const randomCharacters = 15;

/** Bytes from a cryptographic source. */
export type RandomBytes = (count: number) => Uint8Array;

export type ParsedCheckCode =
  | { ok: true; code: string }
  /** `check`: the code has the right form but was mistyped or made up. */
  | { ok: false; reason: 'length' | 'character' | 'check' };

/** A new code of 16 characters without separators. */
export function makeCheckCode(random: RandomBytes): string {
  // Bytes at or above the greatest multiple are dropped, so that every character is equally likely.
  const limit = Math.floor(256 / size) * size;
  let body = '';
  while (body.length < randomCharacters) {
    for (const byte of random(randomCharacters)) {
      if (byte < limit && body.length < randomCharacters) body += checkCodeAlphabet.charAt(byte % size);
    }
  }
  return body + checkCharacter(body);
}

/** Reads a code as people type it: any case, full-width, with spaces or hyphens. */
export function parseCheckCode(text: string): ParsedCheckCode {
  const code = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\-‐-―]/g, '');
  if (code.length !== randomCharacters + 1) return { ok: false, reason: 'length' };
  if ([...code].some((character) => !checkCodeAlphabet.includes(character))) return { ok: false, reason: 'character' };
  const body = code.slice(0, randomCharacters);
  return code === body + checkCharacter(body) ? { ok: true, code } : { ok: false, reason: 'check' };
}

/** `ABCD-EFGH-JKMN-PQRT`, as it is printed. */
export function groupCheckCode(code: string): string {
  return (code.match(/.{1,4}/g) ?? []).join('-');
}

function checkCharacter(body: string): string {
  let sum = 0;
  for (const [index, character] of [...body].entries()) sum += (index + 2) * checkCodeAlphabet.indexOf(character);
  return checkCodeAlphabet.charAt((size - (sum % size)) % size);
}
