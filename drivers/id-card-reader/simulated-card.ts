import { fail, type IdCard, ok, type Result } from '../contract/index.ts';
import { encodeCardText, encodeFurtherAddresses } from './card-text.ts';

/** A card with nothing on it but its type; spread over it what a person's card holds. */
export const blankCard: IdCard = {
  cardType: 'resident',
  name: null,
  englishName: null,
  sex: null,
  nation: null,
  nationality: null,
  birth: null,
  address: null,
  number: '',
  issuer: null,
  validFrom: null,
  validTo: null,
  passNumber: null,
  issueCount: null,
  olderNumber: null,
};

/** What lies on a simulated reader: the blocks a real card would answer. */
export interface SimulatedCard {
  readonly text: Uint8Array;
  readonly photo: Uint8Array;
  readonly fingerprint: Uint8Array;
  readonly furtherAddresses: Uint8Array;
  readonly managementNumber: Uint8Array;
}

/** Head of a WLT photo as seen on real cards; the rest is filler that no decoder can turn into a face. */
const PHOTO_HEAD = [0x57, 0x4c, 0x66, 0x00, 0x7e, 0x00, 0x32, 0x00, 0x00, 0xff, 0x85];

const fillerPhoto = (): Uint8Array =>
  Uint8Array.from({ length: 1024 }, (_, index) => PHOTO_HEAD[index] ?? (index * 37) & 0xff);

/**
 * Makes a card from its fields; fails naming the item that does not fit. `fingerprints` is how many templates it holds,
 * `photo` its 1024 bytes of photo (`stand-in-photo.ts`), without which it holds filler.
 */
export function simulatedCard(
  fields: Partial<IdCard> & Pick<IdCard, 'cardType' | 'number'>,
  extras: { furtherAddresses?: readonly string[]; fingerprints?: 0 | 1 | 2; photo?: Uint8Array } = {},
): Result<SimulatedCard, string> {
  const text = encodeCardText({ ...blankCard, ...fields });
  if (!text.ok) return text;
  const furtherAddresses = encodeFurtherAddresses(extras.furtherAddresses ?? []);
  if (!furtherAddresses.ok) return fail(furtherAddresses.error);
  return ok({
    text: text.value,
    photo: extras.photo ?? fillerPhoto(),
    fingerprint: new Uint8Array(512 * (extras.fingerprints ?? 0)).fill(0x43),
    furtherAddresses: furtherAddresses.value,
    managementNumber: new Uint8Array(16).fill(0x30),
  });
}
