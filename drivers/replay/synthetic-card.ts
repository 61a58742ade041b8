import type { IdCard } from '../contract/index.ts';
import { TYPE_FLAG } from '../id-card-reader/card-layouts.ts';
import { decodeCardText, encodeCardText, encodeFurtherAddresses } from '../id-card-reader/card-text.ts';
import { checkIdNumber, type IdNumberKind, mod11_2 } from '../id-card-reader/id-number.ts';
import { blankCard, simulatedCard } from '../id-card-reader/simulated-card.ts';

const ADDRESS = '测试省样例市虚构区示范路1号';

/** The last digit is found by trying: each kind of number has a check of its own. */
function withCheck(first: string, kind: IdNumberKind): string {
  for (const last of '0123456789X') if (checkIdNumber(first + last, kind).valid) return first + last;
  throw new Error('no check character fits');
}

const resident17 = '11010119000101001';
const people: Readonly<Record<IdCard['cardType'], Partial<IdCard> & { readonly number: string }>> = {
  resident: { name: '样例', sex: '女', nation: '汉', number: resident17 + mod11_2(resident17), issuer: '样例市公安局' },
  J: {
    name: '样例',
    sex: '女',
    number: withCheck('81000019000101001', 'hmt-residence'),
    issuer: '样例市公安局',
    passNumber: 'H00000000',
    issueCount: '01',
  },
  I: {
    name: '样例',
    englishName: 'SAMPLE',
    sex: '女',
    number: withCheck('CAN11000001010', 'foreign-2017'),
    nationality: 'CAN',
  },
  Y: {
    name: '样例',
    englishName: 'SAMPLE',
    sex: '女',
    number: withCheck('91112419000101001', 'foreign-2023'),
    nationality: 'CAN',
    issueCount: '01',
  },
};

const dates = { birth: '1900-01-01', validFrom: '2020-01-01' } as const;

/** An invented card's text block in the layout of `original`, refused for the same reason where that one is. */
export function syntheticText(original: Uint8Array): Uint8Array {
  const real = decodeCardText(original);
  if (!real.ok && real.error === 'empty') return new Uint8Array(original.length).fill(0);
  const cardType = real.ok ? real.value.cardType : 'resident';
  const address = real.ok ? real.value.address : ADDRESS;
  const validTo = real.ok && real.value.validTo === 'long-term' ? 'long-term' : '2030-01-01';
  const block = encodeCardText({
    ...blankCard,
    ...people[cardType],
    ...dates,
    validTo,
    cardType,
    address: address === null ? null : ADDRESS,
    number: real.ok || real.error !== 'number' ? people[cardType].number : '?',
  });
  if (!block.ok) throw new Error(block.error);
  // A flag no layout has is the very thing a technician looks for.
  if (!real.ok && real.error === 'unknown-type') {
    block.value.set(original.subarray(TYPE_FLAG.at, TYPE_FLAG.at + TYPE_FLAG.size), TYPE_FLAG.at);
  }
  return block.value;
}

export function syntheticPhoto(): Uint8Array {
  const card = simulatedCard({ cardType: 'resident', number: people.resident.number });
  if (!card.ok) throw new Error(card.error);
  return card.value.photo;
}

/** One entry of further addresses: blank stays blank. */
export function syntheticAddress(original: Uint8Array): Uint8Array {
  if (original.every((byte) => byte === 0 || byte === 0x20)) return original.slice();
  const entry = encodeFurtherAddresses([ADDRESS]);
  if (!entry.ok) throw new Error(entry.error);
  return entry.value;
}
