import type { IdCard, SocialSecurityCard } from '../contract/index.ts';
import { checkIdNumber, guessIdNumberKind } from '../id-card-reader/id-number.ts';

/**
 * The holder of a social security card in the shape of an ID card: number, name, and what else the chip tells; what only an
 * ID card tells (address, issuer, portrait) is null; validity is that of the card shown. Null for a 社会保障号码 that is no
 * number of an identity document. For citizens it is the 公民身份号码 (社会保险法 第五十八条), and residents of Hong Kong, Macao and Taiwan
 * with a residence permit have that permit's (港澳台居民居住证申领发放办法 第十条: 公民身份号码). A foreigner's is made from a
 * passport or permit by the insurer and names no document: such a person lays the permit itself.
 */
export function holderOf(card: SocialSecurityCard): IdCard | null {
  const number = card.socialSecurityNumber.toUpperCase();
  const kind = guessIdNumberKind(number);
  if (kind !== 'resident' && kind !== 'hmt-residence') return null;
  const checked = checkIdNumber(number, kind);
  if (!checked.valid) return null;
  const birth = card.birth ?? checked.birthDate ?? null;
  // A chip that contradicts its own number tells of nobody.
  if (checked.birthDate !== undefined && birth !== checked.birthDate) return null;
  return {
    cardType: kind === 'resident' ? 'resident' : 'J',
    name: card.name,
    englishName: null,
    sex: card.sex ?? checked.sex ?? null,
    nation: card.nation,
    nationality: null,
    birth,
    address: null,
    number,
    issuer: null,
    validFrom: card.issueDate,
    validTo: card.expiryDate,
    passNumber: null,
    issueCount: null,
    olderNumber: null,
  };
}
