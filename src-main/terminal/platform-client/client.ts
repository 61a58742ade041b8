import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { fail, ok, type Result } from '../../../drivers/contract/result.ts';
import type { CatalogueDocument } from '../../contract/catalogue.ts';
import { type CaseState, caseStateSchema, type Verification, verificationSchema } from '../../contract/code-lookup.ts';
import {
  type CaseResult,
  caseResultSchema,
  desiredResponseSchema,
  type IngestRequest,
  type IngestResponse,
  ingestConflictSchema,
  ingestResponseSchema,
  type LogsStored,
  logsStoredSchema,
  type MineRequest,
  type MineResponse,
  mineResponseSchema,
  type OwnDocumentRequest,
  type PrefillRequest,
  type PrefillResponse,
  prefillResponseSchema,
} from '../../contract/platform-api.ts';
import { openCatalogue } from './catalogue-signature.ts';
import type { PlatformKeys } from './keys.ts';
import { type Answer, type Call, type ChannelOptions, type ClientError, openChannel } from './request.ts';

export type { ClientError } from './request.ts';

export interface PlatformClientOptions extends ChannelOptions {
  readonly keys: PlatformKeys;
  readonly timeouts?: Partial<ClientTimeouts>;
}

/** Milliseconds for a whole request. */
export interface ClientTimeouts {
  readonly ingest: number;
  readonly ask: number;
  readonly document: number;
}
const defaultTimeouts: ClientTimeouts = { ingest: 20_000, ask: 10_000, document: 30_000 };

const MAX_JSON = 2 * 1024 * 1024;
const MAX_CATALOGUE = 16 * 1024 * 1024;
const MAX_PDF = 32 * 1024 * 1024;
/** The longest the platform may be asked to hold a question for a case. */
const MAX_WAIT_SECONDS = 20;

type Asked<T> = Promise<Result<T, ClientError>>;
export type IngestAnswer =
  | { readonly kind: 'acked'; readonly response: IngestResponse }
  | { readonly kind: 'gap'; readonly expectedSeq: number };
export type CatalogueAnswer =
  | { readonly kind: 'unchanged' }
  | {
      readonly kind: 'changed';
      readonly document: CatalogueDocument;
      readonly jws: string;
      readonly etag: string | null;
    };

/** Everything the terminal asks of the platform. Nothing here throws for what a network or a platform can do. */
export interface PlatformClient {
  ingest(request: IngestRequest, signal?: AbortSignal): Asked<IngestAnswer>;
  prefill(request: PrefillRequest, signal?: AbortSignal): Asked<PrefillResponse>;
  mine(request: MineRequest, signal?: AbortSignal): Asked<MineResponse>;
  /** `notFound` until the submission arrived there; waits up to `waitSeconds` (at most 20) at the platform. */
  caseResult(caseNumber: string, waitSeconds: number, signal?: AbortSignal): Asked<CaseResult>;
  /** Where a case of any terminal stands; `notFound` where none arrived. Too many questions: `offline` with status 429. */
  caseState(caseNumber: string, signal?: AbortSignal): Asked<CaseState>;
  /** What the platform says of a paper with this check code; too many questions as above. */
  verify(checkCode: string, signal?: AbortSignal): Asked<Verification>;
  /** The bytes of a PDF whose SHA-256 (hex) is the one the case result named. */
  document(id: string, sha256: string, signal?: AbortSignal): Asked<Uint8Array>;
  /** The same of the person whose card was read, at any terminal; too many: `offline` with status 429. */
  ownDocument(request: OwnDocumentRequest, sha256: string, signal?: AbortSignal): Asked<Uint8Array>;
  /** gzip under its SHA-256 (hex); harmless to repeat. An answer for other bytes is `garbage`. */
  logs(content: Buffer, sha256: string, signal?: AbortSignal): Asked<LogsStored>;
  /** `held`: what the terminal has; a catalogue with an older revision is `garbage`. */
  desiredCatalogue(
    held: { etag: string | null; revision: number } | null,
    signal?: AbortSignal,
  ): Asked<CatalogueAnswer>;
  close(): void;
}

export function createPlatformClient(options: PlatformClientOptions): PlatformClient {
  const channel = openChannel(options);
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  const ask = async <T>(schema: z.ZodType<T>, call: Call): Asked<T> => {
    const answer = await channel.call(call);
    return answer.ok ? readJson(schema, answer.value) : answer;
  };
  const post = (path: string, body: unknown, timeoutMs: number, signal: AbortSignal | undefined): Call => ({
    method: 'POST',
    path,
    body,
    timeoutMs,
    maxBytes: MAX_JSON,
    signal,
  });
  const look = (path: string, signal: AbortSignal | undefined): Call => ({
    method: 'GET',
    path,
    timeoutMs: timeouts.ask,
    maxBytes: MAX_JSON,
    signal,
  });

  return {
    ingest: async (request, signal) => {
      const answer = await channel.call(post('/v1/ingest', request, timeouts.ingest, signal));
      if (!answer.ok) return answer;
      if (answer.value.status === 409) {
        const gap = readBody(ingestConflictSchema, answer.value);
        return gap.ok ? ok({ kind: 'gap', expectedSeq: gap.value.expectedSeq }) : gap;
      }
      const acked = readJson(ingestResponseSchema, answer.value);
      return acked.ok ? ok({ kind: 'acked', response: acked.value }) : acked;
    },
    prefill: (request, signal) => ask(prefillResponseSchema, post('/v1/prefill', request, timeouts.ask, signal)),
    mine: (request, signal) => ask(mineResponseSchema, post('/v1/mine', request, timeouts.ask, signal)),
    caseResult: async (caseNumber, waitSeconds, signal) => {
      const wait = Math.max(0, Math.min(MAX_WAIT_SECONDS, Math.round(waitSeconds)));
      const result = await ask(caseResultSchema, {
        method: 'GET',
        path: `/v1/cases/${encodeURIComponent(caseNumber)}?wait=${wait}`,
        timeoutMs: timeouts.ask + wait * 1000,
        maxBytes: MAX_JSON,
        signal,
      });
      if (!result.ok || result.value.caseNumber === caseNumber) return result;
      return garbage('The platform answered for another case.');
    },
    caseState: async (caseNumber, signal) => {
      const state = await ask(caseStateSchema, look(`/v1/cases/${encodeURIComponent(caseNumber)}/state`, signal));
      if (!state.ok || state.value.caseNumber === caseNumber) return state;
      return garbage('The platform answered for another case.');
    },
    verify: (checkCode, signal) => ask(verificationSchema, look(`/v1/verify/${encodeURIComponent(checkCode)}`, signal)),
    document: async (id, sha256, signal) => {
      const path = `/v1/documents/${encodeURIComponent(id)}`;
      const { document: timeoutMs } = timeouts;
      return readPdf(await channel.call({ method: 'GET', path, timeoutMs, maxBytes: MAX_PDF, signal }), sha256);
    },
    ownDocument: async (request, sha256, signal) => {
      const call = post('/v1/mine/document', request, timeouts.document, signal);
      return readPdf(await channel.call({ ...call, maxBytes: MAX_PDF }), sha256);
    },
    logs: async (content, sha256, signal) => {
      const stored = await ask(logsStoredSchema, {
        method: 'PUT',
        path: `/v1/logs/${sha256}`,
        bytes: { type: 'application/gzip', content },
        timeoutMs: timeouts.document,
        maxBytes: MAX_JSON,
        signal,
      });
      if (!stored.ok || (stored.value.sha256 === sha256 && stored.value.bytes === content.length)) return stored;
      return garbage('The platform stored other bytes.');
    },
    desiredCatalogue: async (held, signal) => {
      const answer = await channel.call({
        method: 'GET',
        path: '/v1/desired/catalogue',
        headers: held?.etag ? { 'if-none-match': held.etag } : {},
        timeoutMs: timeouts.document,
        maxBytes: MAX_CATALOGUE,
        signal,
      });
      if (!answer.ok) return answer;
      if (answer.value.status === 304) {
        return held === null ? garbage('304 for a catalogue nobody holds.') : ok({ kind: 'unchanged' });
      }
      const desired = readJson(desiredResponseSchema, answer.value);
      if (!desired.ok) return desired;
      const { jws, revision } = desired.value;
      const opened = await openCatalogue(jws, options.keys, held?.revision ?? 0);
      if (!opened.ok) return fail({ kind: 'garbage', ...opened.error });
      if (opened.value.revision !== revision)
        return garbage('The signed catalogue has another revision than announced.');
      return ok({ kind: 'changed', document: opened.value, jws, etag: answer.value.etag });
    },
    close: () => channel.close(),
  };
}

const garbage = (message: string): { readonly ok: false; readonly error: ClientError } =>
  fail({ kind: 'garbage', message });

/** Only the document that was named, whole. */
function readPdf(answer: Result<Answer, ClientError>, sha256: string): Result<Uint8Array, ClientError> {
  if (!answer.ok) return answer;
  const { status, body } = answer.value;
  if (status !== 200) return garbage(`A document is never answered with ${status}.`);
  if (createHash('sha256').update(body).digest('hex') !== sha256.toLowerCase()) {
    return garbage('The document is not the one that was named: its SHA-256 differs.');
  }
  if (body.subarray(0, 5).toString('latin1') !== '%PDF-') return garbage('The document is not a PDF.');
  return ok(new Uint8Array(body));
}

function readJson<T>(schema: z.ZodType<T>, answer: Answer): Result<T, ClientError> {
  if (answer.status === 409)
    return fail({ kind: 'conflict', message: 'The platform reports a conflict.', status: 409 });
  return readBody(schema, answer);
}

function readBody<T>(schema: z.ZodType<T>, { contentType, body }: Answer): Result<T, ClientError> {
  if (!/^application\/json\b/i.test(contentType))
    return garbage('The answer is not JSON; something else is on the line.');
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError || thrown instanceof TypeError)) throw thrown;
    return garbage('The answer is not whole JSON.');
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return ok(parsed.data);
  // Paths only: values may be personal.
  return garbage(`The answer does not fit the contract at ${parsed.error.issues[0]?.path.join('.') || 'its top'}.`);
}
