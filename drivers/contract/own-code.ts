/** What a code printed by a terminal points at. `id` is the case number, notice number or check code. */
export interface OwnCode {
  readonly kind: 'case' | 'notice' | 'check';
  readonly id: string;
}

const KINDS = { CASE: 'case', NOTICE: 'notice', CHECK: 'check' } as const;
const FORM = /^BDY1:(CASE|NOTICE|CHECK):([0-9A-Z][0-9A-Z-]{2,38}[0-9A-Z]):([0-9A-Z]{2})$/;

/**
 * `BDY1:CASE:<id>:<check characters>`. All of it lies in the QR alphanumeric set, so the symbol stays small. The two check
 * characters are ISO/IEC 7064 MOD 1271-36 over kind and id without hyphens: they catch any one misread character and
 * any two exchanged neighbours; they prove nothing.
 */
export function formatOwnCode(code: OwnCode): string {
  const text = `BDY1:${code.kind.toUpperCase()}:${code.id}`;
  const whole = `${text}:${checkCharacters(code)}`;
  if (!FORM.test(whole)) throw new Error('an own code needs an id of 4 to 40 upper-case letters, digits and hyphens');
  return whole;
}

/** Strict: upper case, no spaces, right check characters; null otherwise. */
export function parseOwnCode(text: string): OwnCode | null {
  const match = FORM.exec(text);
  const kind = match?.[1] as keyof typeof KINDS | undefined;
  const id = match?.[2];
  if (kind === undefined || id === undefined) return null;
  const code: OwnCode = { kind: KINDS[kind], id };
  return checkCharacters(code) === match?.[3] ? code : null;
}

function checkCharacters({ kind, id }: OwnCode): string {
  let remainder = 0;
  // Two zeros stand where the check characters will be.
  for (const character of `${kind.toUpperCase()}${id.replaceAll('-', '')}00`) {
    remainder = (remainder * 36 + Number.parseInt(character, 36)) % 1271;
  }
  return ((1272 - remainder) % 1271).toString(36).toUpperCase().padStart(2, '0');
}
