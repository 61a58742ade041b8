import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { caseResultSchema } from '../../src-main/contract/platform-api.ts';
import { loadCatalogue, ruleSetFor } from '../catalogue/load.ts';
import type { BaseAnswer } from '../shared-data/base-schema.ts';
import { baseNames } from '../shared-data/base-schema.ts';
import { createSharedData } from '../shared-data/bases.ts';
import { inventedPersons } from '../shared-data/persons.ts';
import { sampleCase } from '../shared-data/sample-case.ts';
import type { DecisionInput } from './decide.ts';
import { decide } from './decide.ts';

const catalogue = loadCatalogue(fileURLToPath(new URL('../../catalogue', import.meta.url)));
const { items } = catalogue.document;
const today = '2026-11-22';
const sharedData = createSharedData();

async function input(code: string, personId: string, changes: Record<string, string> = {}): Promise<DecisionInput> {
  const item = items.find((candidate) => candidate.code === code);
  const person = inventedPersons.find((candidate) => candidate.id === personId);
  const ruleSet = item && ruleSetFor(catalogue, item.ruleSet, today);
  if (item === undefined || person === undefined || ruleSet === undefined) throw new Error(`${code} ${personId}`);
  return { ...(await sampleCase(item, person, sharedData, changes)), item, ruleSet, today };
}
const failedRules = (decision: ReturnType<typeof decide>) =>
  decision.reasons.filter((reason) => !reason.passed).map((reason) => reason.rule);

describe('every item with every person', () => {
  const cases: DecisionInput[] = [];
  beforeAll(async () => {
    for (const item of items) for (const person of inventedPersons) cases.push(await input(item.code, person.id));
  });

  test.each(items.filter((item) => item.decisionMode === 'instant'))('$code approves some and refuses some', (item) => {
    const outcomes = cases.filter((each) => each.item === item).map((each) => decide(each).outcome);
    expect(outcomes).toContain('approved');
    expect(outcomes).toContain('refused');
  });

  test.each(items.filter((item) => item.decisionMode === 'prefilled'))('$code files some and refuses some', (item) => {
    const outcomes = cases.filter((each) => each.item === item).map((each) => decide(each).outcome);
    expect(outcomes).toContain('filed');
    expect(outcomes).toContain('refused');
  });

  test('the expired card is refused everywhere, and told why', () => {
    const expired = cases.filter((each) => each.submission.card.name === '周旧证').map(decide);
    expect(expired).toHaveLength(items.length);
    for (const decision of expired) {
      expect(decision.outcome).toBe('refused');
      expect(failedRules(decision)).toContain('card-valid');
    }
  });

  test('a social security card does where the item takes it, while it is valid; its expiry is told as its own', async () => {
    const takes = items.filter(({ identify }) => identify.includes('socialSecurityCard'));
    expect(takes).not.toEqual([]);
    for (const { code } of takes) {
      const byIdCard = await input(code, 'wang-yan');
      const shown = (validTo: string | null): DecisionInput => ({
        ...byIdCard,
        submission: {
          ...byIdCard.submission,
          identifiedBy: 'socialSecurityCard',
          card: { ...byIdCard.submission.card, address: null, issuer: null, validTo },
        },
      });
      for (const validTo of ['2030-01-01', null])
        expect([code, decide(shown(validTo)).outcome]).toEqual([code, decide(byIdCard).outcome]);
      const expired = decide(shown('2026-11-20'));
      expect(expired.outcome).toBe('refused');
      expect(failedRules(expired)).toContain('social-security-card-valid');
      expect(failedRules(expired)).not.toContain('card-valid');
    }
  });

  test('reasons hold no values of the person and fit the contract', () => {
    for (const each of cases) {
      const decision = decide(each);
      const said = JSON.stringify(decision);
      const { card } = each.submission;
      const bank = each.shared.bank;
      const secrets = [card.number, card.name, card.englishName, card.address, card.birth];
      const accounts = typeof bank === 'object' ? (bank.lists.accounts ?? []).map((row) => row.id) : [];
      for (const secret of [...secrets, ...accounts]) if (secret) expect(said).not.toContain(secret);
      expect(decision.reasons.length).toBeGreaterThan(0);
      caseResultSchema.parse({ ...decision, caseNumber: each.submission.caseNumber, documents: [] });
    }
  });

  test('same input, same result; no input is changed', () => {
    const answers = fc.constantFrom('keep', 'unavailable', 'noRecord');
    const anyCase = fc.nat({ max: cases.length - 1 }).map((index) => cases[index] ?? cases[0]);
    fc.assert(
      fc.property(
        anyCase,
        fc.array(answers, { minLength: 8, maxLength: 8 }),
        fc.dictionary(fc.string(), fc.string()),
        (each, choices, junk) => {
          if (each === undefined) throw new Error('no cases');
          const shared = Object.fromEntries(
            baseNames.map((base, index): [string, BaseAnswer] => {
              const choice = choices[index];
              return [
                base,
                choice === 'unavailable' || choice === 'noRecord' ? choice : (each.shared[base] ?? 'noRecord'),
              ];
            }),
          );
          const one = {
            ...each,
            shared,
            submission: { ...each.submission, form: { ...each.submission.form, ...junk } },
          };
          const before = structuredClone(one);
          const first = decide(one);
          expect(decide(before)).toEqual(first);
          expect(one).toEqual(before);
          const used = new Set(first.dataUsed.flatMap((data) => data.base ?? []));
          const silent = [...used].some((base) => shared[base] === 'unavailable');
          // A base that did not answer is never good enough for an approval.
          if (silent && first.reasons.some((reason) => reason.text['zh-CN'].includes('没有应答'))) {
            expect(['accepted', 'refused']).toContain(first.outcome);
          }
          if (first.outcome === 'approved' || first.outcome === 'filed')
            expect(first.reasons.every((r) => r.passed)).toBe(true);
          if (first.outcome === 'refused') expect(first.reasons.some((reason) => !reason.passed)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('the entitlement to a pension', () => {
  const by = async (way: 'face' | 'other') => {
    const one = await input('pension-entitlement', 'lin-yu');
    const identity =
      way === 'other' ? ({ way } as const) : { way, consentedAt: '2026-11-20T02:00:00Z', consentHash: 'a'.repeat(64) };
    return decide({ ...one, submission: { ...one.submission, identity } });
  };

  test('is confirmed at once by a face, and by staff in time: never refused for want of a face', async () => {
    expect(await by('face')).toMatchObject({ outcome: 'approved', dueDate: null });
    const other = await by('other');
    expect(other.outcome).toBe('accepted');
    expect(failedRules(other)).toEqual(['person-confirmed']);
    expect(other.dueDate).not.toBeNull();
  });

  test('is in the hands of staff when nothing is told of who stood there', async () => {
    const one = await input('pension-entitlement', 'lin-yu');
    const { identity: _, ...silent } = one.submission;
    expect(decide({ ...one, submission: silent }).outcome).toBe('accepted');
  });
});

describe('the rules say', () => {
  test.each([
    ['housing-fund-rent-withdrawal', 'li-di', {}, 'refused', ['no-home-here', 'spouse-checked']],
    ['housing-fund-rent-withdrawal', 'abdurahman', {}, 'refused', ['deposits-in-a-row']],
    [
      'housing-fund-rent-withdrawal',
      'zheng-stopped',
      {},
      'refused',
      ['account-normal', 'deposits-in-a-row', 'spouse-checked'],
    ],
    ['housing-fund-rent-withdrawal', 'mo-he', {}, 'refused', ['payout-account']],
    ['housing-fund-rent-withdrawal', 'wang-yan', {}, 'approved', []],
    ['housing-fund-rent-withdrawal', 'wang-yan', { amount: '8400.01' }, 'refused', ['within-limit']],
    [
      'housing-fund-rent-withdrawal',
      'wang-yan',
      { amount: '999999.99' },
      'refused',
      ['within-limit', 'within-balance'],
    ],
    ['housing-fund-rent-withdrawal', 'wang-yan', { amount: 'all' }, 'refused', ['within-limit', 'within-balance']],
    [
      'housing-fund-rent-withdrawal',
      'wang-yan',
      { maritalStatus: 'married' },
      'accepted',
      ['marital-status-agrees', 'spouse-checked'],
    ],
    ['housing-fund-rent-withdrawal', 'wang-yan', { maritalStatus: 'divorced' }, 'accepted', ['marital-status-agrees']],
    ['housing-fund-rent-withdrawal', 'wang-yan', { payoutAccount: 'acct-202-1' }, 'refused', ['payout-account']],
    ['housing-fund-retirement-withdrawal', 'lin-yu', {}, 'approved', []],
    ['housing-fund-retirement-withdrawal', 'wu-loan', {}, 'refused', ['no-open-loan']],
    ['housing-fund-retirement-withdrawal', 'wang-yan', {}, 'refused', ['retired']],
    ['property-record-query', 'wang-yan', {}, 'approved', []],
    ['property-record-query', 'zhao-minor', {}, 'refused', ['adult']],
    ['property-record-query', 'li-di', { scope: 'one', property: '110101-0011-00318' }, 'refused', ['property-owned']],
    ['business-licence-print', 'chen-ying', {}, 'approved', []],
    ['business-licence-print', 'wang-yan', {}, 'refused', ['holds-licence']],
    ['cross-province-care-filing', 'wang-yan', { kind: 'referral' }, 'accepted', ['referral-checked']],
    ['cross-province-care-filing', 'wang-yan', { startMonth: '2026-10' }, 'refused', ['start-not-past']],
    ['resident-medical-enrolment', 'zhao-minor', {}, 'filed', []],
    ['resident-medical-enrolment', 'feng-student', {}, 'filed', []],
    ['resident-medical-enrolment', 'feng-student', { category: 'child' }, 'filed', []],
    ['resident-medical-enrolment', 'sun-none', {}, 'accepted', ['lives-here']],
    ['resident-medical-enrolment', 'feng-student', { address: '别市某区某路1号' }, 'accepted', ['address-agrees']],
    ['resident-medical-enrolment', 'feng-student', { address: '' }, 'filed', []],
    [
      'social-insurance-proof',
      'wang-yan',
      { from: '2026-09', to: '2026-08' },
      'refused',
      ['period-in-order', 'record-in-period'],
    ],
    ['income-tax-record', 'zheng-stopped', { from: '2020-01', to: '2020-12' }, 'refused', ['record-in-period']],
  ] as const)('%s, %s, %j: %s %j', async (code, person, changes, outcome, failed) => {
    const decision = decide(await input(code, person, changes));
    expect(failedRules(decision)).toEqual(failed);
    expect(decision.outcome).toBe(outcome);
  });

  /** The register of `wang-yan` says otherwise than it does, or nothing. */
  const register = async (maritalStatus: string, form: string) => {
    const whole = await input('housing-fund-rent-withdrawal', 'wang-yan', { maritalStatus: form });
    const { household } = whole.shared;
    if (typeof household !== 'object') throw new Error('no household record');
    const said = { ...household, fields: { ...household.fields, maritalStatus } };
    return decide({ ...whole, shared: { ...whole.shared, household: said } });
  };

  test('an edited marital status never decides against the register: staff look, and the person learns why', async () => {
    expect((await register('single', 'single')).outcome).toBe('approved');
    for (const form of ['single', 'divorced', 'widowed']) {
      const decision = await register('married', form);
      expect([form, decision.outcome]).toEqual([form, 'accepted']);
      expect(failedRules(decision)).toEqual(['marital-status-agrees', 'spouse-checked']);
      const reason = decision.reasons.find((each) => each.rule === 'marital-status-agrees');
      expect(reason?.text['zh-CN']).toContain('与登记信息不一致');
    }
    const unknown = await register('', 'single');
    expect(unknown.outcome).toBe('accepted');
    expect(failedRules(unknown)).toEqual(['marital-status-known']);
  });

  test('nobody who presses straight through is refused for the category of residents’ insurance', async () => {
    for (const person of inventedPersons) {
      const failed = failedRules(decide(await input('resident-medical-enrolment', person.id)));
      expect([person.id, failed.filter((rule) => rule.startsWith('category-'))]).toEqual([person.id, []]);
    }
  });

  test('a marital status given by hand while the register is silent is nobody’s word to pay by', async () => {
    const whole = await input('housing-fund-rent-withdrawal', 'wang-yan');
    const decision = decide({ ...whole, shared: { ...whole.shared, household: 'unavailable' } });
    expect(decision.outcome).toBe('accepted');
  });

  test('a revoked licence cannot be printed', async () => {
    const { shared } = await input('business-licence-print', 'chen-ying');
    const rows = typeof shared.marketRegulation === 'object' ? shared.marketRegulation.lists.licences : [];
    const revoked = rows?.find((row) => row.state === 'revoked')?.id ?? '';
    const decision = decide(await input('business-licence-print', 'chen-ying', { licence: revoked }));
    expect(failedRules(decision)).toEqual(['licence-in-force']);
  });

  test('a silent base hands the case to a person by a day, and says which base', async () => {
    const whole = await input('housing-fund-rent-withdrawal', 'wang-yan');
    const decision = decide({ ...whole, shared: { ...whole.shared, housing: 'unavailable' } });
    expect(decision.outcome).toBe('accepted');
    expect(decision.dueDate).toBe('2026-11-25');
    const reason = decision.reasons.find((each) => each.rule === 'no-home-here');
    expect(reason?.text['zh-CN']).toContain('不动产登记库暂时没有应答');
    expect(reason?.text.en).toContain('the real estate register');
    expect(decision.dataUsed).toContainEqual({ path: 'shared.housing.cityHomeCount', base: 'housing', asOf: null });
    expect(decision.dataUsed).toContainEqual({
      path: 'shared.housingFund.balance',
      base: 'housingFund',
      asOf: '2026-10-31',
    });
  });

  test('a clear refusal stands although another base is silent', async () => {
    const whole = await input('housing-fund-rent-withdrawal', 'li-di');
    const decision = decide({ ...whole, shared: { ...whole.shared, bank: 'unavailable' } });
    expect(decision.outcome).toBe('refused');
    // Nobody will look at it any more: the text must not promise that.
    const silent = decision.reasons.find((reason) => reason.rule === 'payout-account');
    expect(silent?.text['zh-CN']).toBe('银行账户核验暂时没有应答，这一项没有核对。');
  });
});

test('an old case keeps its explanation: version 1 asked for six months, those since for three', async () => {
  const whole = await input('housing-fund-rent-withdrawal', 'abdurahman');
  const fund = whole.shared.housingFund;
  if (typeof fund !== 'object') throw new Error('no fund record');
  const four = { ...fund, fields: { ...fund.fields, consecutiveMonths: '4' } };
  const shared = { ...whole.shared, housingFund: four };
  const old = ruleSetFor(catalogue, 'housing-fund-rent-withdrawal', '2025-06-30');
  if (old === undefined) throw new Error('no rules for 2025');
  const then = decide({ ...whole, shared, ruleSet: old, today: '2025-06-30' });
  const now = decide({ ...whole, shared });
  expect(then.ruleSet).toEqual({ id: 'housing-fund-rent-withdrawal', version: 1 });
  expect(failedRules(then)).toEqual(['deposits-in-a-row']);
  expect(then.reasons.find((reason) => !reason.passed)?.text['zh-CN']).toContain('不满六个月');
  expect(now.ruleSet.version).toBe(3);
  expect(now.outcome).toBe('approved');
  expect(catalogue.ruleSetVersions.get('housing-fund-rent-withdrawal@1')).toBe(old);
  expect(ruleSetFor(catalogue, 'housing-fund-rent-withdrawal', '2024-12-31')).toBeUndefined();
});

describe('a character that no font has', () => {
  const hole = String.fromCodePoint(0x323af);

  test('hands a paper to a person instead of printing it wrong', async () => {
    const given = await input('social-insurance-proof', 'wang-yan');
    expect(decide(given).outcome).toBe('approved');
    const held = decide({ ...given, unprintable: [hole] });
    expect(held.outcome).toBe('accepted');
    expect(held.dueDate).not.toBeNull();
    expect(failedRules(held)).toEqual(['every-character-printable']);
    // Nobody's name is repeated in a reason.
    expect(JSON.stringify(held.reasons)).not.toContain(hole);
  });

  test('holds up nothing that has no paper, and changes no refusal', async () => {
    const paperless = items.find(({ outputs, decisionMode }) => outputs.length === 0 && decisionMode === 'prefilled');
    if (paperless === undefined) throw new Error('every item has a paper');
    for (const { id } of inventedPersons) {
      const given = await input(paperless.code, id);
      expect(decide({ ...given, unprintable: [hole] })).toEqual(decide(given));
    }
    const refused = await input('social-insurance-proof', 'zhou-expired');
    expect(decide({ ...refused, unprintable: [hole] })).toEqual(decide(refused));
  });
});
