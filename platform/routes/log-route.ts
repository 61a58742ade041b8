import { z } from 'zod';
import { apiErrorSchema, LOGS_BYTES, logsStoredSchema } from '../../src-main/contract/platform-api.ts';
import type { App, PlatformContext } from '../context.ts';
import { storeLogs } from '../logs/log-files.ts';
import { Problem } from './problem.ts';

/** Logs that a technician sends from a terminal's screen. */
export function logRoute(scope: App, { db, now }: PlatformContext): void {
  scope.addContentTypeParser('application/gzip', { parseAs: 'buffer', bodyLimit: LOGS_BYTES }, (_request, body, done) =>
    done(null, body),
  );
  scope.put(
    '/v1/logs/:sha256',
    {
      bodyLimit: LOGS_BYTES,
      schema: {
        summary: 'Keep an export of a terminal’s logs',
        description: 'gzip, addressed by its SHA-256: repeating it is harmless. The newest 20 of a terminal are kept.',
        consumes: ['application/gzip'],
        params: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256 in lower-case hex') }),
        response: { 200: logsStoredSchema, 400: apiErrorSchema, 401: apiErrorSchema, 413: apiErrorSchema },
      },
    },
    async (request) => {
      const content: unknown = request.body;
      if (!Buffer.isBuffer(content)) throw new Problem(415, 'unsupportedType', 'send the body as application/gzip');
      const { terminal, params } = request;
      const stored = await storeLogs(db, { terminal, sha256: params.sha256, content, now: now() });
      if (!stored.ok) throw new Problem(400, 'invalid', stored.error);
      return stored.value;
    },
  );
}
