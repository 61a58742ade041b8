import { expect, it } from 'vitest';
import type { SocialSecurityCard } from '../contract/index.ts';
import { holderOf } from './holder.ts';

const card: SocialSecurityCard = {
  cardNumber: 'A12345678',
  socialSecurityNumber: '110101190001010006',
  name: '张三样例',
  sex: '女',
  nation: '汉',
  birth: '1900-01-01',
  issueDate: '2020-01-01',
  expiryDate: '2030-01-01',
  issuer: '000000000000000000000000',
  version: '2.00',
};

it('is a person as an ID card would tell them, without what only an ID card tells', () => {
  expect(holderOf(card)).toEqual({
    ...{ cardType: 'resident', name: '张三样例', englishName: null, sex: '女', nation: '汉', nationality: null },
    ...{ birth: '1900-01-01', address: null, number: '110101190001010006', issuer: null, validFrom: '2020-01-01' },
    ...{ validTo: '2030-01-01', passNumber: null, issueCount: null, olderNumber: null },
  });
});

it('has the birth and sex of the number where the chip holds none, and no nation from anywhere', () => {
  expect(holderOf({ ...card, birth: null, sex: null, nation: null })).toMatchObject({
    ...{ birth: '1900-01-01', sex: '女', nation: null },
  });
});

it('is a resident of Hong Kong, Macao or Taiwan by the number of their permit', () => {
  expect(holderOf({ ...card, socialSecurityNumber: '810000199408230021', birth: null })).toMatchObject({
    cardType: 'J',
  });
});

it.each([
  ['a foreigner’s number', { socialSecurityNumber: 'DEU110088080122' }],
  ['a number whose check does not hold', { socialSecurityNumber: '110101190001010007' }],
  ['an old number of 15 digits', { socialSecurityNumber: '110101000101000' }],
  ['a birth that contradicts the number', { birth: '1950-05-05' }],
])('is nobody by %s', (_, change) => {
  expect(holderOf({ ...card, ...change })).toBeNull();
});
