import { z } from 'zod';
import { fail, ok, type Result, unreachable } from '../contract/index.ts';
import {
  type RefusalStatus,
  refusalStatuses,
  type XfsCompletionCode,
  xfsCompletionCodeSchema,
} from './completion-codes.ts';
import { fromGenerationOne, type Payload, toGenerationOne } from './generation-one.ts';
import { MAX_MESSAGE_BYTES } from './limits.ts';

/** 1: release 2021-1, `timeout`, `status` and `completionCode` stand in the payload. 2: from 2023-1 on, in the header. */
export type Generation = 1 | 2;

interface Head {
  readonly name: string;
  readonly version: string;
  readonly generation: Generation;
}
type Addressed = Head & { readonly requestId: number };

/** One message, both generations in one shape. `payload` is null where there is none or it is empty. */
export type Envelope =
  | (Addressed & { readonly type: 'command'; readonly timeoutMs: number; readonly payload: Payload | null })
  | (Addressed & { readonly type: 'acknowledge'; readonly status: 'accepted' | RefusalStatus })
  | (Addressed & { readonly type: 'event'; readonly payload: Payload | null })
  | (Addressed & {
      readonly type: 'completion';
      readonly completionCode: XfsCompletionCode;
      /** The vendor's own text: shown to nobody, written nowhere; what stands in it is unknown. */
      readonly errorDescription: string | null;
      readonly payload: Payload | null;
    })
  | (Head & { readonly type: 'unsolicited'; readonly payload: Payload | null });
export type EnvelopeOf<T extends Envelope['type']> = Extract<Envelope, { type: T }>;

/** Why a message was not taken, with what of its header could be read. Never any of its content. */
export interface Refusal {
  readonly why: 'tooLarge' | 'binary' | 'notJson' | 'envelope' | 'requestId' | 'unknownMessage' | 'payload';
  readonly type: Envelope['type'] | null;
  readonly name: string | null;
  readonly version: string | null;
  readonly requestId: number | null;
  readonly generation: Generation;
}

const TYPES = ['command', 'acknowledge', 'event', 'completion', 'unsolicited'] as const;
const nameSchema = z.string().regex(/^[A-Za-z][0-9A-Za-z]{0,59}\.[A-Za-z][0-9A-Za-z]{0,59}$/);
const versionSchema = z.string().regex(/^[1-9]\d{0,3}\.(0|[1-9]\d{0,3})$/);
const idSchema = z.number().int().min(1).max(0x7fffffff);
const timeoutSchema = z.number().int().min(0).max(0x7fffffff);
const objectSchema = z.record(z.string(), z.unknown());

const headerSchema = z.object({
  type: z.enum(TYPES),
  name: nameSchema,
  version: versionSchema,
  requestId: z.unknown().optional(),
  timeout: timeoutSchema.nullish(),
  status: z.string().nullish(),
  completionCode: z.string().nullish(),
  errorDescription: z.string().nullish(),
});
const rawSchema = z.object({ header: headerSchema, payload: objectSchema.nullish() });

export const majorOf = (version: string): number => Number.parseInt(version, 10);
const generationOf = (version: string): Generation => (majorOf(version) === 1 ? 1 : 2);
const orNull = (payload: Payload): Payload | null => (Object.keys(payload).length === 0 ? null : payload);

/** Reads one text frame. Names and versions are checked for form only: `messages.ts` knows which exist. */
export function parseEnvelope(text: string): Result<Envelope, Refusal> {
  if (Buffer.byteLength(text) > MAX_MESSAGE_BYTES) return fail(nothingReadable('tooLarge'));
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return fail(nothingReadable('notJson'));
  }
  const raw = rawSchema.safeParse(json);
  if (!raw.success) return fail(salvage(json));
  const { header } = raw.data;
  const payload = raw.data.payload ?? {};
  const { type, name, version } = header;
  const id = idSchema.safeParse(header.requestId);
  const refuse = (why: Refusal['why'], generation: Generation) =>
    fail({ why, type, name, version, generation, requestId: id.success ? id.data : null });
  const nowhere = header.requestId === undefined || header.requestId === null || header.requestId === 0;
  if (type === 'unsolicited' || (type === 'event' && nowhere)) {
    const generation = generationOf(version);
    return ok({ type: 'unsolicited', name, version, generation, payload: incoming(name, generation, payload) });
  }
  switch (type) {
    case 'command': {
      const generation: Generation = typeof header.timeout === 'number' ? 2 : generationOf(version);
      const { timeout, ...rest } = payload;
      const ownTimeout = timeoutSchema.nullish().safeParse(generation === 1 ? timeout : header.timeout);
      if (!ownTimeout.success) return refuse('envelope', generation);
      if (!id.success) return refuse('requestId', generation);
      const body = incoming(name, generation, generation === 1 ? rest : payload);
      return ok({
        type,
        name,
        version,
        generation,
        requestId: id.data,
        timeoutMs: ownTimeout.data ?? 0,
        payload: body,
      });
    }
    case 'acknowledge': {
      const generation: Generation = typeof payload.status === 'string' ? 1 : 2;
      if (!id.success) return refuse('requestId', generation);
      const word = payload.status ?? header.status ?? 'ok';
      // A word nobody knows is still a refusal: only `ok` and silence accept.
      const status =
        word === 'ok' ? 'accepted' : (refusalStatuses.find((refusal) => refusal === word) ?? 'invalidMessage');
      return ok({ type, name, version, generation, requestId: id.data, status });
    }
    case 'event': {
      const generation = generationOf(version);
      if (!id.success) return refuse('requestId', generation);
      return ok({ type, name, version, generation, requestId: id.data, payload: incoming(name, generation, payload) });
    }
    case 'completion': {
      const generation: Generation = typeof header.completionCode === 'string' ? 2 : 1;
      const { completionCode, errorDescription, ...rest } = payload;
      const code = xfsCompletionCodeSchema.safeParse(header.completionCode ?? completionCode);
      if (!code.success) return refuse('envelope', generation);
      if (!id.success) return refuse('requestId', generation);
      const said = generation === 2 ? header.errorDescription : errorDescription;
      const description = typeof said === 'string' ? said : null;
      const body = incoming(name, generation, generation === 2 ? payload : rest);
      const head = { type, name, version, generation, requestId: id.data };
      return ok({ ...head, completionCode: code.data, errorDescription: description, payload: body });
    }
    default:
      return unreachable(type);
  }
}

/** The text of one message in its own generation's shape. */
export function encodeEnvelope(message: Envelope): string {
  const { type, name, version, generation } = message;
  const body = 'payload' in message ? (message.payload ?? {}) : {};
  const payload = generation === 1 ? toGenerationOne(name, body) : body;
  const write = (header: Payload, content: Payload) =>
    JSON.stringify(Object.keys(content).length === 0 ? { header } : { header, payload: content });
  const head = { type, name, version };
  switch (type) {
    case 'unsolicited':
      return write(generation === 1 ? { ...head, requestId: 0 } : head, payload);
    case 'event':
      return write({ ...head, requestId: message.requestId }, payload);
    case 'command': {
      const { requestId, timeoutMs } = message;
      if (generation === 1) return write({ ...head, requestId }, { ...payload, timeout: timeoutMs });
      return write({ ...head, requestId, timeout: timeoutMs }, payload);
    }
    case 'acknowledge': {
      const { requestId, status } = message;
      if (generation === 1) return write({ ...head, requestId }, { status: status === 'accepted' ? 'ok' : status });
      return write(status === 'accepted' ? { ...head, requestId } : { ...head, requestId, status }, {});
    }
    case 'completion': {
      const { requestId, completionCode, errorDescription } = message;
      const outcome = errorDescription === null ? { completionCode } : { completionCode, errorDescription };
      if (generation === 1) return write({ ...head, requestId }, { ...payload, ...outcome });
      return write({ ...head, requestId, ...outcome }, payload);
    }
    default:
      return unreachable(message);
  }
}

const incoming = (name: string, generation: Generation, payload: Payload): Payload | null =>
  orNull(generation === 1 ? fromGenerationOne(name, payload) : payload);

const nothingReadable = (why: Refusal['why']): Refusal => ({
  why,
  type: null,
  name: null,
  version: null,
  requestId: null,
  generation: 2,
});

/** What a broken envelope still tells, so that the command it belongs to can be ended. */
function salvage(json: unknown): Refusal {
  const object = objectSchema.safeParse(json);
  const header = objectSchema.safeParse(object.success ? object.data.header : null);
  if (!header.success) return nothingReadable('envelope');
  const { type, name, version, requestId } = header.data;
  const read = <T>(schema: z.ZodType<T>, value: unknown): T | null => schema.safeParse(value).data ?? null;
  const known = read(versionSchema, version);
  return {
    why: 'envelope',
    type: read(z.enum(TYPES), type),
    name: read(nameSchema, name),
    version: known,
    requestId: read(idSchema, requestId),
    generation: known === null ? 2 : generationOf(known),
  };
}

export const binaryFrame: Refusal = nothingReadable('binary');
