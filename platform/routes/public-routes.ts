import { sql } from 'kysely';
import { z } from 'zod';
import { type Verification, verificationSchema } from '../../src-main/contract/code-lookup.ts';
import { apiErrorSchema, platformKeysSchema } from '../../src-main/contract/platform-api.ts';
import type { App, PlatformContext } from '../context.ts';
import { findDocument } from '../verify/find-document.ts';
import { PAGE_CSP, renderPage } from '../verify/page.ts';
import { createRateLimit } from '../verify/rate-limit.ts';
import { Problem } from './problem.ts';

const LOOK_UPS_PER_MINUTE = 30;

/** What needs no key: time, health, public keys, and the check of a paper by anybody who holds it. */
export function publicRoutes(app: App, context: PlatformContext): void {
  const { db, engine, keys, catalogue, services, now } = context;

  app.get(
    '/v1/time',
    { schema: { summary: 'The platform’s clock', response: { 200: z.object({ now: z.iso.datetime() }) } } },
    async () => ({ now: now().toISOString() }),
  );

  app.get(
    '/v1/keys',
    {
      schema: {
        summary: 'Public keys (JWK): `sign` ES256, `seal` ECDH-ES',
        response: { 200: platformKeysSchema },
      },
    },
    async () => keys.published,
  );

  app.get(
    '/healthz',
    {
      schema: {
        summary: 'Alive, and the database answers',
        response: { 200: z.object({ ok: z.literal(true), database: z.string(), catalogueRevision: z.number() }) },
      },
    },
    async () => {
      await sql`select 1`.execute(db);
      return { ok: true as const, database: engine, catalogueRevision: catalogue.revision };
    },
  );

  const limit = createRateLimit({ perMinute: LOOK_UPS_PER_MINUTE, burst: LOOK_UPS_PER_MINUTE, addresses: 50_000, now });
  const lookUp = (code: string): Promise<Verification> => findDocument(db, services.normaliseCheckCode(code));
  const params = z.object({
    code: z
      .string()
      .max(100)
      .regex(/^[^\p{Cc}]*$/u, 'holds a control character'),
  });

  app.get(
    '/v1/verify/:code',
    {
      schema: {
        summary: 'Is a document genuine? For programs',
        params,
        response: { 200: verificationSchema, 400: apiErrorSchema, 429: apiErrorSchema },
      },
    },
    async (request, reply) => {
      if (!limit.take(request.ip)) {
        void reply.header('retry-after', '60');
        throw new Problem(429, 'tooMany', 'too many look-ups from this address; wait a minute');
      }
      return lookUp(request.params.code);
    },
  );

  app.get('/verify/:code', { schema: { params, hide: true } }, async (request, reply) => {
    const allowed = limit.take(request.ip);
    const verification = allowed ? await lookUp(request.params.code) : undefined;
    if (!allowed) void reply.header('retry-after', '60');
    return reply
      .code(verification === undefined ? 429 : verification.status === 'unknown' ? 404 : 200)
      .header('content-security-policy', PAGE_CSP)
      .type('text/html; charset=utf-8')
      .send(renderPage(request.params.code, verification));
  });
}
