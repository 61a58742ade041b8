import { z } from 'zod';
import { localizedTextSchema } from './text.ts';

/** The four themes of the home screen. */
export const themeIdSchema = z.enum(['medical-social', 'transport', 'housing', 'approval']);
export type ThemeId = z.infer<typeof themeIdSchema>;

export const themeSchema = z.strictObject({
  id: themeIdSchema,
  name: localizedTextSchema,
  summary: localizedTextSchema,
});
export type Theme = z.infer<typeof themeSchema>;

/** What the terminal must be able to do, right now, for an item to be offered. */
export const abilitySchema = z.enum([
  ...(['readIdCard', 'scanCode', 'scanDocument'] as const),
  ...(['printReceipt', 'printDocument', 'platformOnline'] as const),
]);
export type Ability = z.infer<typeof abilitySchema>;

/**
 * How a person may show who they are: by an identity document on the ID card reader (`cardTypes` says which), or by a social
 * security card in the chip card reader, which tells number and name without a PIN and no address, validity or portrait.
 */
export const identificationSchema = z.enum(['idCard', 'socialSecurityCard']);
export type Identification = z.infer<typeof identificationSchema>;

/** Identifiers in data: lower-case words joined by hyphens. */
export const identifierSchema = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/)
  .max(64);

/** GB/T 39554 basic code; null until pulled from the authority (codes are pulled, never invented). */
const basicCodeSchema = z
  .string()
  .regex(/^[0-9A-Z]{12}$/)
  .nullable();

export const materialSchema = z
  .strictObject({
    name: localizedTextSchema,
    /** Where it comes from: shared data, an e-licence, the cabinet, a scan; `card` is the identity card itself. */
    source: z.enum(['card', 'shared', 'eLicence', 'cabinet', 'scan', 'promise']),
    /** Trust grade after 国办函〔2016〕108号: A issued by an agency … D self-made with a promise. */
    grade: z.enum(['A', 'B', 'C', 'D']),
    /** 免提交: the citizen hands in nothing. */
    exempt: z.boolean(),
    /** 容缺: may follow later. */
    gapAllowed: z.boolean(),
    /** Of a `scan`: what this one page is called in the case. The person lays it under the document camera. */
    scan: identifierSchema.optional(),
  })
  .refine(({ source, scan }) => (source === 'scan') === (scan !== undefined), {
    message: 'a material is a scan if, and only if, it names its page in `scan`',
    path: ['scan'],
  });
export type Material = z.infer<typeof materialSchema>;

/** 依据. The title stands without book-title marks and with 〈〉 for those inside it; the document number has its own place. */
const basisSchema = z.strictObject({
  title: localizedTextSchema,
  /** 文号, e.g. 国务院令第746号; left out where the law is known by its name. */
  number: localizedTextSchema.optional(),
  clause: localizedTextSchema,
});
export type Basis = z.infer<typeof basisSchema>;
/** As catalogues up to revision 5 had it: a terminal may hold such a one on its disk, a platform in its database. */
const formerBasisSchema = z
  .strictObject({ title: z.string().min(1), clause: z.string().min(1) })
  .transform(({ title, clause }): Basis => ({ title: inChinese(title), clause: inChinese(clause) }));
const inChinese = (text: string) => ({ 'zh-CN': text, en: text });

export const noticeSchema = z.strictObject({
  materials: z
    .array(materialSchema)
    .min(1)
    // So many pages fit into one sealed case (`platform-api.ts`).
    .refine((all) => all.filter(({ scan }) => scan !== undefined).length <= 2, 'at most two pages are scanned'),
  fee: z.strictObject({ amountFen: z.number().int().min(0), text: localizedTextSchema }),
  /** Working days; 0 means on the spot. */
  legalLimitDays: z.number().int().min(0),
  promisedLimitDays: z.number().int().min(0),
  result: localizedTextSchema,
  basis: z.array(z.union([basisSchema, formerBasisSchema])).min(1),
  owner: z.strictObject({ office: localizedTextSchema, phone: z.string().regex(/^[0-9-]{5,20}$/) }),
  visits: z.number().int().min(0).max(3),
});

export const fieldOptionSchema = z.strictObject({ value: z.string().min(1).max(64), label: localizedTextSchema });
export type FieldOption = z.infer<typeof fieldOptionSchema>;

const month = z.number().int().min(1).max(12);
/** An option as an item gives it: some are not for everybody, or not at every time. */
export const itemOptionSchema = fieldOptionSchema.extend({
  /** For whom it is, in whole years, both included. For another it is an issue of the form; of those preset, the first that fits. */
  ages: z
    .strictObject({ from: z.number().int().min(0).default(0), to: z.number().int().max(200).default(200) })
    .optional(),
  /** `{year}` in its value and label is the calendar year of today and so many more. */
  year: z.number().int().min(-1).max(1).optional(),
  /** Months of the year in which it is offered, both included. */
  months: z.strictObject({ from: month, to: month }).optional(),
});
export type ItemOption = z.infer<typeof itemOptionSchema>;

export const fieldKindSchema = z.enum(['text', 'choice', 'month', 'date', 'digits', 'money', 'phone', 'idNumber']);

/**
 * One form field. `source` says where its first value comes from: `card.<name>` (a property of the ID card read),
 * `shared.<base>.<key>` (a base of the platform), `options` (first option), `citizen` (nothing; the person gives it).
 * All values are strings: `month` YYYY-MM, `date` YYYY-MM-DD, `money` yuan with at most two decimals.
 */
export const formFieldSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z][A-Za-z0-9]*$/)
    .max(40),
  label: localizedTextSchema,
  help: localizedTextSchema.optional(),
  kind: fieldKindSchema,
  source: z.string().regex(/^(card\.[a-zA-Z]+|shared\.[a-zA-Z]+\.[a-zA-Z]+|options|citizen)$/),
  editable: z.boolean(),
  required: z.boolean(),
  /** Shown with its middle hidden until the person asks to see it. */
  masked: z.boolean().default(false),
  options: z.array(itemOptionSchema).max(40).optional(),
  /** Options pulled per person from the platform, e.g. `shared.housing.properties`. */
  optionsFrom: z
    .string()
    .regex(/^shared\.[a-zA-Z]+\.[a-zA-Z]+$/)
    .optional(),
  /** Limits for `money` (yuan), `month`/`date` (ISO, or `today`), and lengths for text kinds. */
  min: z.string().optional(),
  max: z.string().optional(),
  /** Of `money`: fields of the same form whose amount out of a register is the most that may be given; the lowest counts. */
  atMost: z.array(z.string()).min(1).max(4).optional(),
});
export type FormField = z.infer<typeof formFieldSchema>;

export const outputSchema = z.strictObject({
  kind: z.literal('document'),
  /** A template in `catalogue/documents/`. */
  template: identifierSchema,
  title: localizedTextSchema,
  copies: z.number().int().min(1).max(3),
  /** `special`: numbered or sealed stock, counted. Plain paper where it is left out. */
  paper: z.enum(['plain', 'special']).optional(),
  /** One side where it is left out. */
  sides: z.enum(['one-sided', 'two-sided-long-edge']).optional(),
});
export type Output = z.infer<typeof outputSchema>;

export const promiseSchema = z.strictObject({
  title: localizedTextSchema,
  text: z.array(localizedTextSchema).min(1),
  /** `tick` a promise, or `sign` on the screen. */
  form: z.enum(['tick', 'sign']),
});

/**
 * Showing that the one who asks is the person of the card. Comparing the face is one way, and never the only one: the other
 * is part of the shape (人脸识别技术应用安全管理办法, in force 2025-06-01: 存在其他非人脸识别技术方式的，不得将人脸识别技术作为唯一验证方式).
 * An item without this part is content with the card.
 */
export const identityCheckSchema = z.strictObject({
  /** What is agreed to, by itself and for this once: purpose, what is done, how long, that it is voluntary. */
  consent: z.array(localizedTextSchema).min(1).max(6),
  /** The way without a face, with the same effect. Chosen, or left to those whose face cannot be compared. */
  other: z.strictObject({ name: localizedTextSchema, text: localizedTextSchema }),
});
export type IdentityCheck = z.infer<typeof identityCheckSchema>;

const wholeItemSchema = z.strictObject({
  code: identifierSchema,
  basicCode: basicCodeSchema,
  version: z.number().int().min(1),
  effectiveFrom: z.iso.date(),
  effectiveTo: z.iso.date().nullable(),
  name: localizedTextSchema,
  /** One line under the name, in the citizen's words. */
  summary: localizedTextSchema,
  keywords: z.array(z.string().min(1)).default([]),
  theme: themeIdSchema,
  sceneTags: z.array(identifierSchema).default([]),
  type: z.enum(['行政许可', '行政确认', '行政给付', '公共服务', '其他行政权力']),
  objects: z.array(z.enum(['person', 'legalPerson'])).min(1),
  /** Case kind: 即办件 or 承诺件. */
  handling: z.enum(['onTheSpot', 'committed']),
  /** 秒批 instant, 秒报 prefilled, 智能辅助审批 assisted, or a person decides. */
  decisionMode: z.enum(['instant', 'prefilled', 'assisted', 'manual']),
  /** Rule set of `catalogue/rules/` that decides (instant) or files (prefilled). */
  ruleSet: identifierSchema,
  cardTypes: z.array(z.enum(['resident', 'J', 'I', 'Y'])).min(1),
  /** Ways to show who one is, each enough by itself. The item is offered while a reader of one of them works. */
  identify: z
    .array(identificationSchema)
    .min(1)
    .refine((all) => new Set(all).size === all.length, 'names a way twice')
    .default(['idCard']),
  identityCheck: identityCheckSchema.optional(),
  notice: noticeSchema,
  form: z.array(formFieldSchema).min(1).max(24),
  promise: promiseSchema.nullable(),
  outputs: z.array(outputSchema).max(4),
  /** What it needs beside a reader for `identify`: `scanDocument` where a page may not follow later. */
  abilities: z.array(abilitySchema),
  /** May it be handed in while the platform is away (`accept`), or does it need an answer now (`refuse`)? */
  offline: z.enum(['accept', 'refuse']),
});
export const itemSchema = wholeItemSchema.refine(
  ({ identify, abilities }) => !abilities.includes('readIdCard') || (identify.length === 1 && identify[0] === 'idCard'),
  { message: 'an item that takes another card than the ID card cannot need the ID card reader', path: ['abilities'] },
);
export type Item = z.infer<typeof itemSchema>;

/** Each theme of the home screen once. */
export const themesSchema = z
  .array(themeSchema)
  .length(themeIdSchema.options.length)
  .superRefine((themes, { addIssue }) => {
    for (const [index, { id }] of themes.entries())
      if (themes.findIndex((other) => other.id === id) !== index)
        addIssue({ code: 'custom', path: [index, 'id'], message: `theme ${id} is named twice` });
  });

/** The desired-state document a terminal holds: everything it may offer. */
export const catalogueDocumentSchema = z.strictObject({
  document: z.literal('catalogue'),
  revision: z.number().int().min(1),
  publishedAt: z.iso.datetime(),
  themes: themesSchema,
  featured: z.array(identifierSchema).max(8),
  items: z.array(itemSchema).min(1),
});
export type CatalogueDocument = z.infer<typeof catalogueDocumentSchema>;
