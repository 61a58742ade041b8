import { z } from 'zod';
import { identificationSchema, themeSchema } from './catalogue.ts';
import { codeAnswerSchema, codeTroubleSchema } from './code-lookup.ts';
import { diagnosticsViewSchema, serviceAccessSchema } from './diagnostics.ts';
import { faceReasonSchema, portraitSchema } from './face.ts';
import {
  fieldViewSchema,
  identifyPhaseSchema,
  itemHeadSchema,
  itemTileSchema,
  paperSchema,
  scanTroubleSchema,
} from './screen-parts.ts';
import { localizedTextSchema } from './text.ts';

/** The office that answers for an item. */
const ownerSchema = z.object({ office: localizedTextSchema, phone: z.string() });

/** What is on the screen: one name each, and everything that is shown there. */
export const screenSchema = z.discriminatedUnion('name', [
  z.object({ name: z.literal('starting') }),
  z.object({
    name: z.literal('attract'),
    canDo: z.array(localizedTextSchema).max(3),
    availableCount: z.number(),
    totalCount: z.number(),
  }),
  z.object({
    name: z.literal('home'),
    themes: z.array(themeSchema.extend({ available: z.number(), total: z.number() })),
    featured: z.array(itemTileSchema),
    /** Looking up a code that somebody holds; null where nothing here reads codes. */
    codes: z.object({ unavailable: localizedTextSchema.nullable() }).nullable(),
  }),
  z.object({ name: z.literal('theme'), theme: themeSchema, items: z.array(itemTileSchema) }),
  z.object({ name: z.literal('search'), query: z.string(), results: z.array(itemTileSchema) }),
  z.object({
    name: z.literal('notice'),
    item: itemHeadSchema,
    materials: z.array(
      z.object({
        name: localizedTextSchema,
        source: z.string(),
        exempt: z.boolean(),
        /** 容缺: the case begins without it. */
        mayFollow: z.boolean(),
      }),
    ),
    fee: localizedTextSchema,
    legalLimitDays: z.number(),
    promisedLimitDays: z.number(),
    result: localizedTextSchema,
    basis: z.array(
      z.object({ title: localizedTextSchema, number: localizedTextSchema.nullable(), clause: localizedTextSchema }),
    ),
    owner: ownerSchema,
    /** What is otherwise at this machine than the item says. */
    note: localizedTextSchema.nullable(),
    unavailable: localizedTextSchema.nullable(),
  }),
  z.object({
    name: z.literal('identify'),
    purpose: z.enum(['item', 'mine']),
    item: itemHeadSchema.nullable(),
    phase: identifyPhaseSchema,
    /** The card the phase speaks of; null while none is seen. */
    way: identificationSchema.nullable(),
    /** Cards that are waited for, all at once: whichever comes first counts. */
    ways: z.array(identificationSchema),
    /** Cards that would do as well, but their reader here does not work. */
    waysDown: z.array(identificationSchema),
    /** This person was identified before, by a card that does not do for this. */
    anotherCard: z.boolean(),
    /** Seconds until the reader stops waiting; null while it does not wait. */
    secondsLeft: z.number().nullable(),
    acceptedCards: z.array(z.enum(['resident', 'J', 'I', 'Y'])),
  }),
  /** Comparing the face, by its own consent, or the other way; both on one screen. */
  z.object({
    name: z.literal('faceConsent'),
    item: itemHeadSchema,
    consent: z.array(localizedTextSchema),
    other: z.object({ name: localizedTextSchema, text: localizedTextSchema }),
    /** Why a face cannot be compared here now; null when it can. */
    missing: localizedTextSchema.nullable(),
  }),
  z.object({
    name: z.literal('faceCheck'),
    item: itemHeadSchema,
    /** `looking`: the camera is on. `again`: it did not succeed, another attempt is left. `over`: only the other way is. */
    phase: z.enum(['looking', 'again', 'over']),
    /** Why the last attempt did not succeed. */
    reason: faceReasonSchema.nullable(),
    attemptsLeft: z.number(),
    /** What to compare with, while the camera is on and at no other time. */
    portrait: portraitSchema.nullable(),
    other: z.object({ name: localizedTextSchema, text: localizedTextSchema }),
  }),
  /** Fetching what the platform already knows, with named steps once it takes long. */
  z.object({ name: z.literal('preparing'), item: itemHeadSchema.nullable(), slow: z.boolean() }),
  z.object({
    name: z.literal('form'),
    item: itemHeadSchema,
    fields: z.array(fieldViewSchema),
    /** Bases that did not answer: their fields are to be given by hand. */
    missingSources: z.array(localizedTextSchema),
    complete: z.boolean(),
  }),
  z.object({ name: z.literal('field'), item: itemHeadSchema, field: fieldViewSchema }),
  /** A paper is laid under the camera: `looking` for it, `judging` the cut-out that the page holds, or `stopped`. */
  z.object({
    name: z.literal('scan'),
    item: itemHeadSchema,
    material: localizedTextSchema,
    phase: z.enum(['looking', 'judging', 'stopped']),
    trouble: scanTroubleSchema.nullable(),
    /** It may follow later: the case goes on without it. */
    mayFollow: z.boolean(),
    /** The other way: who takes the paper itself. */
    owner: ownerSchema,
  }),
  z.object({
    name: z.literal('promise'),
    item: itemHeadSchema,
    title: localizedTextSchema,
    text: z.array(localizedTextSchema),
    form: z.enum(['tick', 'sign']),
  }),
  z.object({
    name: z.literal('review'),
    item: itemHeadSchema,
    fields: z.array(fieldViewSchema),
    promised: z.boolean(),
    papers: z.array(z.object({ title: localizedTextSchema, toFile: z.boolean() })),
    fee: localizedTextSchema,
    unavailable: localizedTextSchema.nullable(),
  }),
  z.object({
    name: z.literal('submitting'),
    item: itemHeadSchema,
    phase: z.enum(['saving', 'sending', 'deciding', 'fetchingDocuments']),
    /** Once it lies on this machine's disk: then it goes on, whether the person stays or not. */
    caseNumber: z.string().nullable(),
    /** Then the person may leave. */
    slow: z.boolean(),
  }),
  z.object({
    name: z.literal('result'),
    item: itemHeadSchema,
    /**
     * approved 秒批, filed 秒报, accepted 受理, refused 不予, savedOffline: safe on this machine, goes out later. collected: a
     * document of an earlier case is printed.
     */
    outcome: z.enum(['approved', 'filed', 'accepted', 'refused', 'savedOffline', 'collected']),
    caseNumber: z.string(),
    reasons: z.array(localizedTextSchema),
    dueDate: z.string().nullable(),
    /** Who knows more about this case than the site does. */
    owner: ownerSchema,
    papers: z.array(paperSchema),
    busy: z.boolean(),
  }),
  /** The act could not be finished; nothing was left half done. Says what happened and what to do. */
  z.object({
    name: z.literal('problem'),
    item: itemHeadSchema.nullable(),
    title: localizedTextSchema,
    text: localizedTextSchema,
    /** Small, for staff. */
    code: z.string(),
    mayRetry: z.boolean(),
  }),
  z.object({
    name: z.literal('mine'),
    cases: z.array(
      z.object({
        caseNumber: z.string(),
        item: localizedTextSchema,
        state: localizedTextSchema,
        date: z.string(),
        /** Which of the four steps 受理 审查 勘验 批准 is reached, 1–4. */
        step: z.number().int().min(1).max(4),
        /** What was issued for it, and why this machine cannot print it now; null where it can. */
        documents: z.array(
          z.object({
            id: z.string(),
            title: localizedTextSchema,
            unavailable: localizedTextSchema.nullable(),
            /** This machine stores files: no paper comes out. */
            toFile: z.literal(true).optional(),
          }),
        ),
      }),
    ),
    items: z.array(itemTileSchema),
  }),
  /** A code is shown to the scanner or to a camera, and looked up. Nobody needs to say who they are for it. */
  z.object({
    name: z.literal('showCode'),
    phase: z.enum(['reading', 'asking', 'answered', 'stopped']),
    /** What looks for it. */
    by: z.enum(['scanner', 'camera']),
    /** Seconds until nothing looks any more; null while nothing looks. */
    secondsLeft: z.number().nullable(),
    /** The platform takes its time. */
    slow: z.boolean(),
    answer: codeAnswerSchema.nullable(),
    /** Why nothing was read. */
    trouble: codeTroubleSchema.nullable(),
  }),
  z.object({ name: z.literal('rating'), item: itemHeadSchema, thanks: z.boolean() }),
  z.object({
    name: z.literal('takeCard'),
    secondsWaiting: z.number(),
    forgotten: z.boolean(),
    /** Which cards were left, and so where: at least one. */
    cards: z.array(identificationSchema),
  }),
  /** `paper`: their receipt still hangs out and is to be taken along. */
  /** `paper`: of theirs that still hangs out, to be taken first. */
  z.object({ name: z.literal('farewell'), paper: z.enum(['receipt', 'document']).nullable() }),
  /** Shown after a crash to whoever stands there: what is safe, what is unknown. No personal data. */
  z.object({
    name: z.literal('recovered'),
    submitted: z.boolean(),
    caseNumber: z.string().nullable(),
    paperUnknown: z.boolean(),
    /** What the printer proved since, once nothing is unknown any more. */
    paperProved: z.enum(['printed', 'saved', 'notPrinted']).nullable(),
  }),
  z.object({ name: z.literal('outOfService'), reason: localizedTextSchema }),
  /** The service side: its door, and what staff see inside. No citizen is served meanwhile. */
  z.object({ name: z.literal('serviceAccess'), access: serviceAccessSchema }),
  z.object({ name: z.literal('diagnostics'), view: diagnosticsViewSchema }),
]);
export type Screen = z.infer<typeof screenSchema>;
/** What staff see while they have the screen. */
export type ServiceScreen = Extract<Screen, { name: 'serviceAccess' | 'diagnostics' }>;
export type ScreenName = Screen['name'];
