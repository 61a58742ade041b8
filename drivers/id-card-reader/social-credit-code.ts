/** Unified social credit code (GB 32100) and the organisation code inside it (GB 11714). */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];

export type SocialCreditCodeCheck =
  | { readonly valid: false; readonly reason: 'length' | 'characters' | 'checksum' }
  | {
      readonly valid: true;
      readonly registrar: string;
      readonly category: string;
      readonly region: string;
      readonly orgCode: string;
      /** Some codes in use fail only the inner check: a reason to warn, not to refuse. */
      readonly orgCodeValid: boolean;
    };

/** Checks 18 characters; lower case is taken. */
export function checkSocialCreditCode(value: string): SocialCreditCodeCheck {
  const code = value.toUpperCase();
  if (code.length !== 18) return { valid: false, reason: 'length' };
  const values = [...code].map((character) => ALPHABET.indexOf(character));
  if (values.includes(-1)) return { valid: false, reason: 'characters' };
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * (values[index] ?? 0), 0);
  if ((31 - (sum % 31)) % 31 !== values[17]) return { valid: false, reason: 'checksum' };
  const orgCode = code.slice(8, 17);
  return {
    valid: true,
    registrar: code.charAt(0),
    category: code.charAt(1),
    region: code.slice(2, 8),
    orgCode,
    orgCodeValid: checkOrganisationCode(orgCode),
  };
}

/** Checks the nine characters of an organisation code, written without its hyphen. */
export function checkOrganisationCode(value: string): boolean {
  const code = value.toUpperCase();
  if (!/^[0-9A-Z]{8}[0-9X]$/.test(code)) return false;
  const sum = ORGANISATION_WEIGHTS.reduce(
    (total, weight, index) => total + weight * Number.parseInt(code.charAt(index), 36),
    0,
  );
  return '0123456789X0'.charAt(11 - (sum % 11)) === code.charAt(8);
}
