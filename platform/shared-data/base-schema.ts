import { z } from 'zod';
import type { LocalizedText } from '../../src-main/contract/text.ts';

/** The bases (共享数据库) this platform is joined to. */
export const baseNameSchema = z.enum([
  'socialInsurance',
  'medicalInsurance',
  'housing',
  'housingFund',
  'tax',
  'marketRegulation',
  'household',
  'bank',
]);
export type BaseName = z.infer<typeof baseNameSchema>;
export const baseNames = baseNameSchema.options;

/** What a citizen sees beside a value that came from a base; the English ones stand inside a sentence: “From the tax records”. */
export const baseLabels: Record<BaseName, LocalizedText> = {
  socialInsurance: { 'zh-CN': '社保库', en: 'the social insurance records' },
  medicalInsurance: { 'zh-CN': '医保库', en: 'the medical insurance records' },
  housing: { 'zh-CN': '不动产登记库', en: 'the real estate register' },
  housingFund: { 'zh-CN': '公积金库', en: 'the housing fund records' },
  tax: { 'zh-CN': '税务库', en: 'the tax records' },
  marketRegulation: { 'zh-CN': '电子证照库（市场监管）', en: 'the licence register (market regulation)' },
  household: { 'zh-CN': '人口库', en: 'the population register' },
  bank: { 'zh-CN': '银行账户核验', en: 'the bank account check' },
};

/**
 * A person's record in one base. All values are strings (money: yuan, `YYYY-MM`, `YYYY-MM-DD`; empty: unknown).
 * A list row offered as an option has `id`, `label` and `labelEn`.
 */
export type BaseRecord = {
  base: BaseName;
  /** The day the base stood at, `YYYY-MM-DD`. */
  asOf: string;
  fields: Record<string, string>;
  lists: Record<string, ReadonlyArray<Record<string, string>>>;
};

/** What a base said: a record, that it has none on this person, or nothing at all. */
export type BaseAnswer = BaseRecord | 'unavailable' | 'noRecord';
export type SharedFacts = Partial<Record<BaseName, BaseAnswer>>;

const option = ['id', 'label', 'labelEn'] as const;

/** The keys each base must give for every person it knows: rules, forms and documents may name these and no others. */
export const baseKeys: Record<BaseName, { fields: readonly string[]; lists: Record<string, readonly string[]> }> = {
  socialInsurance: {
    fields: [
      'office',
      'personalNumber',
      'status',
      'statusText',
      'employer',
      'firstMonth',
      'recentMonth',
      'lastMonth',
      'pensionMonths',
      'unemploymentMonths',
      'injuryMonths',
      'retirementDate',
      'pensionBalance',
    ],
    lists: {
      contributions: ['month', 'employer', 'base', 'pension', 'unemployment', 'injury'],
      years: [...option, 'months', 'opening', 'paid', 'interest', 'closing'],
    },
  },
  medicalInsurance: { fields: ['type', 'typeText', 'state', 'region', 'office', 'lastMonth'], lists: {} },
  housing: {
    fields: ['homeCount', 'cityHomeCount'],
    lists: {
      properties: [...option, 'certificate', 'address', 'area', 'use', 'ownership', 'registeredOn', 'encumbrance'],
    },
  },
  housingFund: {
    fields: [
      'account',
      'office',
      'employer',
      'accountState',
      'accountStateText',
      'balance',
      'base',
      'monthlyDeposit',
      'firstMonth',
      'recentMonth',
      'lastMonth',
      'consecutiveMonths',
      'rentLimit',
      'loanState',
    ],
    lists: { deposits: ['month', 'employer', 'base', 'personal', 'unit', 'total'] },
  },
  tax: {
    fields: ['office', 'firstMonth', 'recentMonth', 'lastMonth'],
    lists: { records: ['month', 'payer', 'kind', 'income', 'tax'] },
  },
  marketRegulation: {
    fields: ['licenceCount'],
    lists: {
      licences: [
        ...option,
        'name',
        'kind',
        'operator',
        'premises',
        'capital',
        'scope',
        'formedOn',
        'term',
        'state',
        'stateText',
        'authority',
        'issuedOn',
      ],
    },
  },
  household: {
    fields: ['address', 'district', 'maritalStatus', 'phone'],
    lists: { members: [...option, 'relation'] },
  },
  bank: { fields: ['accountCount'], lists: { accounts: [...option, 'bank'] } },
};

const row = z.record(z.string(), z.string());
/** Either one row, or the same row for every month of a closed range (the key `month` is added). */
const listEntry = z.union([z.strictObject({ months: z.tuple([z.string(), z.string()]), row }), row]);

/** One base's entry in `persons.json`. */
export const storedBaseSchema = z.strictObject({
  asOf: z.iso.date(),
  fields: row,
  lists: z.record(z.string(), z.array(listEntry)).default({}),
});
export type StoredBase = z.infer<typeof storedBaseSchema>;
