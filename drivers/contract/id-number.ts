/**
 * Numbers of persons: resident identity number (GB 11643), its 15-digit forerunner, residence permit for Hong Kong,
 * Macao and Taiwan residents, foreign permanent resident cards of 2017 and 2023, travel permits.
 */
export type IdNumberKind =
  | 'resident'
  | 'resident15'
  | 'hmt-residence'
  | 'foreign-2017'
  | 'foreign-2023'
  | 'hk-macao-pass'
  | 'taiwan-pass';

/** Why a number is none, found in this order. */
export type IdNumberFault = 'length' | 'characters' | 'region' | 'date' | 'checksum';

export type IdNumberCheck =
  | { readonly valid: false; readonly kind: IdNumberKind; readonly reason: IdNumberFault }
  | {
      readonly valid: true;
      readonly kind: IdNumberKind;
      /** Six digits (four in a 2017 foreign number); withdrawn codes are legal and stay. */
      readonly region?: string;
      readonly birthDate?: string;
      /** The 2017 foreign number knows no century. */
      readonly birthYYMMDD?: string;
      readonly sex?: '男' | '女';
      /** ISO 3166: three letters (2017) or three digits (2023). */
      readonly country?: string;
      readonly acceptingProvince?: string;
      /** The 18-character number a 15-digit one became; for display and search, not a document number. */
      readonly upgraded?: string;
    };

/** GB/T 2260 provinces; 8x is Taiwan (71 on the mainland's own list), Hong Kong, Macao and the permits' own codes. */
const PROVINCES = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(' '),
);
const HMT_REGIONS = new Set(['810000', '820000', '830000']);

const SHAPES: Record<IdNumberKind, { readonly length: number; readonly characters: RegExp }> = {
  resident: { length: 18, characters: /^\d{17}[\dX]$/ },
  resident15: { length: 15, characters: /^\d{15}$/ },
  'hmt-residence': { length: 18, characters: /^\d{17}[\dX]$/ },
  'foreign-2017': { length: 15, characters: /^[A-Z]{3}\d{12}$/ },
  'foreign-2023': { length: 18, characters: /^9\d{16}[\dX]$/ },
  'hk-macao-pass': { length: 9, characters: /^[HM]\d{8}$/ },
  'taiwan-pass': { length: 8, characters: /^\d{8}$/ },
};

const MOD_11_2_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** The check character over the first 17 digits (ISO 7064 MOD 11-2 as GB 11643 writes it). */
export function mod11_2(first17: string): string {
  const sum = MOD_11_2_WEIGHTS.reduce((total, weight, index) => total + weight * Number(first17[index]), 0);
  return '10X98765432'.charAt(sum % 11);
}

/** ICAO 9303 check digit: weights 7 3 1, letters A=10 to Z=35, modulo 10. */
export function mod10_731(text: string): string {
  let sum = 0;
  for (let index = 0; index < text.length; index++) {
    sum += Number.parseInt(text.charAt(index), 36) * ([7, 3, 1][index % 3] ?? 0);
  }
  return String(sum % 10);
}

/** `YYYYMMDD` as an ISO date, or null when no calendar has that day. */
export function isoDate(compact: string): string | null {
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(compact);
  if (!match) return null;
  const [year = 0, month = 0, day = 0] = match.slice(1).map(Number);
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  if (days === undefined || day < 1 || day > days || year < 1) return null;
  return `${match[1]}-${match[2]}-${match[3]}`;
}

const sexOf = (digit: string | undefined): '男' | '女' => (Number(digit) % 2 === 1 ? '男' : '女');

/**
 * Checks a number of a known kind. Letters may be lower case. `today` (ISO) refuses births in the future; without it the
 * calendar alone decides, as this function looks at no clock.
 */
export function checkIdNumber(value: string, kind: IdNumberKind, today?: string): IdNumberCheck {
  const number = value.toUpperCase();
  const refuse = (reason: IdNumberFault): IdNumberCheck => ({ valid: false, kind, reason });
  const shape = SHAPES[kind];
  if (number.length !== shape.length) return refuse('length');
  if (!shape.characters.test(number)) return refuse('characters');
  const inTime = (date: string | null): date is string => date !== null && (today === undefined || date <= today);

  switch (kind) {
    case 'hk-macao-pass':
    case 'taiwan-pass':
      return { valid: true, kind };
    case 'resident':
    case 'hmt-residence': {
      const region = number.slice(0, 6);
      const known = kind === 'resident' ? PROVINCES.has(region.slice(0, 2)) : HMT_REGIONS.has(region);
      if (!known) return refuse('region');
      const birthDate = isoDate(number.slice(6, 14));
      if (!inTime(birthDate)) return refuse('date');
      if (mod11_2(number) !== number.charAt(17)) return refuse('checksum');
      return { valid: true, kind, region, birthDate, sex: sexOf(number[16]) };
    }
    case 'resident15': {
      const region = number.slice(0, 6);
      if (!PROVINCES.has(region.slice(0, 2))) return refuse('region');
      const birthDate = isoDate(`19${number.slice(6, 12)}`);
      if (!inTime(birthDate)) return refuse('date');
      const first17 = `${region}19${number.slice(6)}`;
      return { valid: true, kind, region, birthDate, sex: sexOf(number[14]), upgraded: first17 + mod11_2(first17) };
    }
    case 'foreign-2023': {
      const acceptingProvince = number.slice(1, 3);
      if (!PROVINCES.has(acceptingProvince)) return refuse('region');
      const birthDate = isoDate(number.slice(6, 14));
      if (!inTime(birthDate)) return refuse('date');
      if (mod11_2(number) !== number.charAt(17)) return refuse('checksum');
      return { valid: true, kind, acceptingProvince, country: number.slice(3, 6), birthDate, sex: sexOf(number[16]) };
    }
    case 'foreign-2017': {
      const region = number.slice(3, 7);
      if (!PROVINCES.has(region.slice(0, 2))) return refuse('region');
      const birthYYMMDD = number.slice(7, 13);
      // Without a century 29 February is legal whenever either century has it.
      if (isoDate(`19${birthYYMMDD}`) === null && isoDate(`20${birthYYMMDD}`) === null) return refuse('date');
      if (mod10_731(number.slice(0, 14)) !== number.charAt(14)) return refuse('checksum');
      return { valid: true, kind, country: number.slice(0, 3), region, birthYYMMDD };
    }
  }
}

/** The kind a number's first look says, for input fields that take any of them. */
export function guessIdNumberKind(value: string): IdNumberKind {
  const number = value.toUpperCase();
  if (/^[HM]\d/.test(number)) return 'hk-macao-pass';
  if (/^[A-Z]/.test(number)) return 'foreign-2017';
  if (number.length === 8) return 'taiwan-pass';
  if (number.length === 15) return 'resident15';
  if (number.startsWith('9')) return 'foreign-2023';
  return HMT_REGIONS.has(number.slice(0, 6)) ? 'hmt-residence' : 'resident';
}

/**
 * The 15-character number of the 2017 card that a 2023 card replaces, for files opened under the old one: country,
 * number[1..2], link[0..1], number[8..13], link[2], check. Null when the link is blank or the parts are no number.
 */
export function olderNumber(country: string, number: string, link: string): string | null {
  const first14 = `${country}${number.slice(1, 3)}${link.slice(0, 2)}${number.slice(8, 14)}${link.slice(2, 3)}`;
  if (!/^[A-Z]{3}\d{11}$/.test(first14)) return null;
  return first14 + mod10_731(first14);
}
