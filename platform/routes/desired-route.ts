import { z } from 'zod';
import { apiErrorSchema, desiredResponseSchema } from '../../src-main/contract/platform-api.ts';
import type { App, PlatformContext } from '../context.ts';

export function desiredRoute(scope: App, { catalogue }: PlatformContext): void {
  scope.get(
    '/v1/desired/catalogue',
    {
      schema: {
        summary: 'The published catalogue as a compact JWS (ES256)',
        description: 'Send the ETag back as If-None-Match: 304 means nothing changed.',
        headers: z.looseObject({ 'if-none-match': z.string().optional() }),
        response: { 200: desiredResponseSchema, 304: z.undefined().describe('not changed'), 401: apiErrorSchema },
      },
    },
    async (request, reply) => {
      void reply.header('etag', catalogue.etag).header('cache-control', 'private, no-cache');
      if (matches(request.headers['if-none-match'], catalogue.etag)) return reply.code(304).send();
      return { revision: catalogue.revision, jws: catalogue.jws };
    },
  );
}

/** RFC 9110 §13.1.2: a list of tags compared weakly, or `*`. */
function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((part) => {
    const tag = part.trim().replace(/^W\//, '');
    return tag === '*' || tag === etag;
  });
}
