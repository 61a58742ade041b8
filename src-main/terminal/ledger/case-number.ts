import { chinaDate } from '../../contract/china-time.ts';

/**
 * Case numbers, unique without asking the platform and safe to read aloud:
 *
 *     GZ-0001-261121-K7Q0042-5
 *     │       │      │  │    └ check character, ISO 7064 MOD 37,36 over everything before it without hyphens
 *     │       │      │  └ sequence of this ledger, at least four digits; never starts again, whatever the clock says
 *     │       │      └ three characters of the ledger's epoch: a re-imaged terminal starts a new number space
 *     │       └ yyMMdd of the day in China: for people, not needed for uniqueness
 *     └ terminal id
 */
export function formatCaseNumber(terminal: string, epoch: string, at: Date, sequence: number): string {
  const day = chinaDate(at).slice(2).replaceAll('-', '');
  const stem = `${terminal}-${day}-${epochMark(epoch)}${String(sequence).padStart(4, '0')}`;
  return `${stem}-${checkCharacter(stem)}`;
}

export const CASE_NUMBER_PATTERN = /^[A-Z0-9-]{4,32}-\d{6}-[0-9A-HJKMNP-TV-Z]{3}\d{4,12}-[0-9A-Z]$/;

/** True when the shape fits and the check character agrees. */
export function isCaseNumber(text: string): boolean {
  return CASE_NUMBER_PATTERN.test(text) && checkCharacter(text.slice(0, -2)) === text.at(-1);
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** Crockford's base 32: no I, L, O, U. */
const UNMISTAKABLE = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

function epochMark(epoch: string): string {
  const bits = Number.parseInt(epoch.slice(0, 4), 16);
  return [bits >> 10, bits >> 5, bits].map((value) => UNMISTAKABLE.charAt(value & 31)).join('');
}

/** ISO/IEC 7064 MOD 37,36: finds every single wrong character and nearly every swap of two neighbours. */
function checkCharacter(stem: string): string {
  let product = 36;
  for (const character of stem.replaceAll('-', '')) {
    const sum = (product + ALPHABET.indexOf(character)) % 36 || 36;
    product = (sum * 2) % 37;
  }
  return ALPHABET.charAt((37 - product) % 36);
}
