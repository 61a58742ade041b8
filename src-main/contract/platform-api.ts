import { z } from 'zod';
import { idCardSchema } from '../../drivers/contract/id-card.ts';
import { fieldOptionSchema, identificationSchema, identifierSchema } from './catalogue.ts';
import { signatureSchema } from './commands.ts';
import { localizedTextSchema } from './text.ts';

/**
 * The HTTP contract between terminal and platform. All bodies are JSON; authentication is
 * `Authorization: Bearer <terminal key>`; times are ISO 8601 UTC.
 */

/**
 * Which card told who the person is; left out: the ID card. What a social security card tells comes in the same shape, `card`,
 * with everything it does not tell as null (`drivers/card-reader/holder.ts`).
 */
const identifiedBySchema = identificationSchema.optional();

/** POST /v1/prefill; 400 where the item does not take the card that told who the person is. */
export const prefillRequestSchema = z.strictObject({
  item: z.string(),
  itemVersion: z.number().int(),
  card: idCardSchema,
  identifiedBy: identifiedBySchema,
});
export type PrefillRequest = z.infer<typeof prefillRequestSchema>;
export const prefillResponseSchema = z.object({
  /** Keyed by form field id; fields of the item whose source is `shared.*`. */
  fields: z.record(
    z.string(),
    z.object({
      value: z.string(),
      options: z.array(fieldOptionSchema).default([]),
      source: localizedTextSchema,
      asOf: z.string().nullable(),
    }),
  ),
  /** Names of the bases that did not answer in time. */
  missingSources: z.array(localizedTextSchema),
});
export type PrefillResponse = z.infer<typeof prefillResponseSchema>;

/** POST /v1/mine: cases of items that take the card that told who the person is, and no others. */
export const mineRequestSchema = z.strictObject({ card: idCardSchema, identifiedBy: identifiedBySchema });
export type MineRequest = z.infer<typeof mineRequestSchema>;
const ownDocumentSchema = z.object({
  id: z.string().max(64),
  title: localizedTextSchema,
  /** hex SHA-256 of the PDF. */
  sha256: z.string(),
  copies: z.number().int(),
});
export type OwnDocument = z.infer<typeof ownDocumentSchema>;
export const mineResponseSchema = z.object({
  cases: z.array(
    z.object({
      caseNumber: z.string(),
      item: localizedTextSchema,
      /** The item's code; null where the platform does not tell it. */
      code: identifierSchema.nullable().default(null),
      state: localizedTextSchema,
      date: z.string(),
      step: z.number().int().min(1).max(4),
      /** What was issued for an approved case: the person may have it printed at any terminal. */
      documents: z.array(ownDocumentSchema).default([]),
    }),
  ),
});
export type MineResponse = z.infer<typeof mineResponseSchema>;

/**
 * POST /v1/mine/document → the PDF of a document that `/v1/mine` names for this card, at any terminal; 404 for everybody
 * else's, 429 after too many from one terminal.
 */
export const ownDocumentRequestSchema = mineRequestSchema.extend({ document: z.string().max(64) });
export type OwnDocumentRequest = z.infer<typeof ownDocumentRequestSchema>;

/** Longest body of a record: a sealed case with its scanned pages. */
export const RECORD_CHARACTERS = 400_000;
/** So many pages of `PAGE_BYTES` fit into one case beside everything else. */
export const MOST_SCANS = 2;
const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

/** What a `case.submitted` record holds, sealed to the platform before it touches the disk. */
export const submissionSchema = z.strictObject({
  caseNumber: z.string(),
  item: z.string(),
  itemVersion: z.number().int(),
  card: idCardSchema,
  identifiedBy: identifiedBySchema,
  form: z.record(z.string(), z.string()),
  promise: z.strictObject({ textHash: z.string(), signature: signatureSchema.nullable() }).nullable(),
  /**
   * How the person showed who they are, for items that ask (`identityCheck`). `face`: the face matched the card's portrait
   * by the site's limits, after the consent of that time to the words of that hash. Never a picture, a score or a template.
   */
  identity: z
    .discriminatedUnion('way', [
      z.strictObject({
        way: z.literal('face'),
        consentedAt: z.iso.datetime(),
        consentHash: z.string().regex(/^[0-9a-f]{64}$/),
      }),
      z.strictObject({ way: z.literal('other') }),
    ])
    .optional(),
  /** Pages taken by the document camera, by their name in the item: JPEG, straightened and cut out, seen and kept by the person. */
  scans: z
    .array(z.strictObject({ scan: identifierSchema, sha256: sha256Schema, jpegBase64: z.base64() }))
    .max(MOST_SCANS)
    .optional(),
  /** 容缺: pages that were left for later, by the same names. */
  scansToFollow: z.array(identifierSchema).max(8).optional(),
  language: z.enum(['zh-CN', 'en']),
  submittedAt: z.iso.datetime(),
});
export type Submission = z.infer<typeof submissionSchema>;

/**
 * One outbox record. Kinds of lane A: `case.submitted` (body is a compact JWE of a Submission, ECDH-ES with A256GCM: Electron has no AES key wrap
 * to the platform's key), `case.withdrawn`, `case.rated`, `paper.state`, `session.ended`; lane B: `device.status`.
 * Bodies of all other kinds are plain JSON without personal data.
 */
export const recordKindSchema = z.enum([
  'case.submitted',
  'case.withdrawn',
  'case.rated',
  'paper.state',
  'session.ended',
  'card.forgotten',
  'device.status',
  'service.act',
]);
export type RecordKind = z.infer<typeof recordKindSchema>;
export const outboxRecordSchema = z.strictObject({
  seq: z.number().int().min(1),
  lane: z.enum(['A', 'B']),
  kind: recordKindSchema,
  /** Unique over all terminals for ever: the platform inserts it once. */
  idempotencyKey: z.string().max(80),
  recordedAt: z.iso.datetime(),
  body: z.string().max(RECORD_CHARACTERS),
  /** hex SHA-256 over the previous record's hash and this one's content (ledger README). */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});
export type OutboxRecord = z.infer<typeof outboxRecordSchema>;

/**
 * A record whose content a technician keeps at the terminal for now, because the platform refuses whatever it is in: its
 * number and hash keep the chain whole. The content follows later under the same number and must have that hash.
 */
export const withheldRecordSchema = z.strictObject({ seq: z.number().int().min(1), hash: sha256Schema });
export type WithheldRecord = z.infer<typeof withheldRecordSchema>;

/** POST /v1/ingest: at most 200 records, with `withheld` consecutive from `firstSeq`. */
export const ingestRequestSchema = z.strictObject({
  terminal: z.string(),
  /** 32 hex digits minted when the terminal's database was made. */
  epoch: z.string().regex(/^[0-9a-f]{32}$/),
  firstSeq: z.number().int().min(1),
  records: z.array(outboxRecordSchema).max(200),
  /** Left out when there are none; at least one record or one of these. */
  withheld: z.array(withheldRecordSchema).max(200).optional(),
  /** Hash of the record before `firstSeq` (64 zeros for the first). */
  previousHash: z.string().regex(/^[0-9a-f]{64}$/),
});
export type IngestRequest = z.infer<typeof ingestRequestSchema>;
export const ingestResponseSchema = z.object({
  ackedSeq: z.number().int().min(0),
  /** Hash of the record at `ackedSeq`: the terminal deletes nothing unless it matches its own. */
  hashAtAcked: z.string(),
  parked: z.array(z.object({ seq: z.number().int(), reason: z.string() })),
  /** Records of this epoch whose content never came, or was lost with a restored backup: at most 100, the oldest. */
  withheld: z.array(z.number().int().min(1)).max(100).optional(),
  desiredRevision: z.number().int(),
});
export type IngestResponse = z.infer<typeof ingestResponseSchema>;
/** PUT /v1/logs/:sha256, `application/gzip`: logs without identity, at most this long. A repeat is harmless. */
export const LOGS_BYTES = 32 * 1024 * 1024;
export const logsStoredSchema = z.object({ sha256: sha256Schema, bytes: z.number().int(), known: z.boolean() });
export type LogsStored = z.infer<typeof logsStoredSchema>;

/** 409: the platform expects another sequence number, or the chain does not fit. */
export const ingestConflictSchema = z.object({ error: z.literal('gap'), expectedSeq: z.number().int().min(1) });

/** GET /v1/cases/:caseNumber?wait=seconds — 404 until the submission arrived. */
export const caseResultSchema = z.object({
  caseNumber: z.string(),
  outcome: z.enum(['approved', 'filed', 'accepted', 'refused']),
  /** Why, in plain words, each with the rule that said so. */
  reasons: z.array(z.object({ rule: z.string(), passed: z.boolean(), text: localizedTextSchema })),
  ruleSet: z.object({ id: z.string(), version: z.number().int() }),
  dueDate: z.string().nullable(),
  documents: z.array(
    z.object({
      id: z.string(),
      title: localizedTextSchema,
      pages: z.number().int(),
      /** hex SHA-256 of the PDF. */
      sha256: z.string(),
      copies: z.number().int(),
      checkCode: z.string(),
    }),
  ),
});
export type CaseResult = z.infer<typeof caseResultSchema>;

/** GET /v1/desired/catalogue → compact JWS (ES256) of a CatalogueDocument, with ETag. */
export const desiredResponseSchema = z.object({ revision: z.number().int(), jws: z.string() });

/** GET /v1/keys (public): the JWK set of the platform: `sign` ES256 and `seal` ECDH-ES. */
export const platformKeysSchema = z.object({
  sign: z.record(z.string(), z.unknown()),
  seal: z.record(z.string(), z.unknown()),
});

/** Any refusal: says what happened and what to do. */
export const apiErrorSchema = z.object({ error: z.string(), message: z.string() });
