import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from './problem.ts';

/** The framework's own refusals in our words; its messages may quote the request. */
const SENTENCES: Readonly<Record<string, { error: string; message: string }>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: { error: 'invalid', message: 'the body is not JSON' },
  FST_ERR_CTP_EMPTY_JSON_BODY: { error: 'invalid', message: 'the body is empty; send JSON' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    error: 'unsupportedType',
    message: 'send the body as content-type application/json',
  },
  FST_ERR_CTP_BODY_TOO_LARGE: { error: 'tooLarge', message: 'the body is larger than this address takes' },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: { error: 'invalid', message: 'the body is not as long as content-length says' },
};

/** Turns whatever was thrown into `apiErrorSchema`. Logs a bug by its place, never by its message or the request. */
export function refuse(
  error: FastifyError | Problem | Error,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (error instanceof Problem) return reply.code(error.status).send({ error: error.error, message: error.message });
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (status >= 400 && status < 500) {
    return reply.code(status).send(SENTENCES[code] ?? { error: 'invalid', message: 'the request is not valid' });
  }
  request.log.error({ event: 'request.failed', ...placeOf(error) }, 'a request failed inside the platform');
  return reply.code(500).send({ error: 'internal', message: 'the platform failed; try again later' });
}

/** Name, code and stack lines of an error without its message, which may quote what a person wrote. */
export function placeOf(error: unknown): { errorName: string; errorCode: string; at: string[] } {
  if (!(error instanceof Error)) return { errorName: typeof error, errorCode: '', at: [] };
  const lines = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const code = 'code' in error ? String(error.code) : '';
  return { errorName: error.name, errorCode: code.slice(0, 40), at: lines.slice(0, 8).map((line) => line.trim()) };
}
