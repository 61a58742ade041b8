import { z } from 'zod';
import { fieldKindSchema, fieldOptionSchema, themeIdSchema } from './catalogue.ts';
import { localizedTextSchema } from './text.ts';

/** `paper`: a document is printed; `file`: this machine's document printer stores it as a file. */
export const itemBadgeSchema = z.enum(['instant', 'prefilled', 'paper', 'file']);

/** An item as a tile: unavailable ones say why and name another way. */
export const itemTileSchema = z.object({
  code: z.string(),
  name: localizedTextSchema,
  summary: localizedTextSchema,
  theme: themeIdSchema,
  badges: z.array(itemBadgeSchema),
  unavailable: localizedTextSchema.nullable(),
});
export type ItemTile = z.infer<typeof itemTileSchema>;

/** Where a value came from; `asOf` is the date of the source record. */
export const valueSourceSchema = z.object({
  kind: z.enum(['card', 'shared', 'citizen', 'default']),
  label: localizedTextSchema,
  asOf: z.string().nullable(),
});
export type ValueSource = z.infer<typeof valueSourceSchema>;

export const fieldIssueSchema = z.enum([
  'required',
  'tooShort',
  'tooLong',
  'tooLow',
  'tooHigh',
  'badFormat',
  'notAnOption',
  'notForAge',
]);

export const fieldViewSchema = z.object({
  id: z.string(),
  label: localizedTextSchema,
  help: localizedTextSchema.nullable(),
  kind: fieldKindSchema,
  editable: z.boolean(),
  required: z.boolean(),
  masked: z.boolean(),
  value: z.string(),
  /** What to show for the value: the option's label, a formatted date. Null: show `value`. */
  display: localizedTextSchema.nullable(),
  source: valueSourceSchema,
  options: z.array(fieldOptionSchema),
  min: z.string().nullable(),
  max: z.string().nullable(),
  issue: fieldIssueSchema.nullable(),
});
export type FieldView = z.infer<typeof fieldViewSchema>;

/**
 * The state of one paper. `blocked`: nothing of it is printed, because an earlier paper hangs where it comes out and only a
 * hand can help. `presented`: out, and held there until a hand takes it. `retracted`: nobody took it, the machine
 * drew it back. `unknown` is said aloud; only a person repeats it.
 */
export const paperStateSchema = z.enum([
  ...(['waiting', 'printing', 'blocked', 'presented', 'printed', 'saved'] as const),
  /** `canceled`: the person stopped it, and nothing came out. */
  ...(['retracted', 'failed', 'canceled', 'unknown', 'notOffered'] as const),
  /** A document on its way from the platform; it did not come, and may be asked for again. */
  ...(['fetching', 'notFetched'] as const),
]);
export const paperSchema = z.object({
  id: z.string(),
  kind: z.enum(['receipt', 'document']),
  title: localizedTextSchema,
  state: paperStateSchema,
  /** Why it failed or is unknown and what to do. */
  explanation: localizedTextSchema.nullable(),
  mayRetry: z.boolean(),
  /** On its way, and its printer can be told to stop; or was told, and has not answered yet. */
  stop: z.enum(['possible', 'asked']).optional(),
  /** It becomes a file: no paper comes out anywhere. */
  toFile: z.literal(true).optional(),
});
export type Paper = z.infer<typeof paperSchema>;

export const itemHeadSchema = z.object({
  code: z.string(),
  name: localizedTextSchema,
  badges: z.array(itemBadgeSchema),
});

export const identifyPhaseSchema = z.enum([
  'waiting',
  'seen',
  'reading',
  'layAgain',
  'cardNotSupported',
  'cardNotAccepted',
  /** Read again in a visit that began with the card of somebody else. */
  'otherPerson',
  /**
   * Of the chip card: pulled before all was read; no social security card; not to be read this time; not to be read at all;
   * it stood there before anybody was asked, so nobody knows whose it is.
   */
  ...(['insertAgain', 'notSocialSecurityCard', 'chipUnreadable', 'chipRefused', 'pullFirst'] as const),
  'readerUnavailable',
  'timedOut',
]);

/**
 * What keeps a page from being taken: no such camera here, gone or not starting, nobody laid a page down in time; a lens
 * that sees nothing and a picture that stands still end by themselves.
 */
export const scanTroubleSchema = z.enum(['notFitted', 'cameraAway', 'timedOut', 'dark', 'frozen']);
export type ScanTrouble = z.infer<typeof scanTroubleSchema>;

/** What the help screen says of staff. Times are HH:MM here. */
export const helpViewSchema = z.object({
  /** Somebody of staff can come now, and was not called a moment ago. */
  mayCall: z.boolean(),
  /** An open call. */
  calledAt: z.string().nullable(),
  /** Staff know of the last one. */
  acknowledgedAt: z.string().nullable(),
});
export type HelpView = z.infer<typeof helpViewSchema>;
