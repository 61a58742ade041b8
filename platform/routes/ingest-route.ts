import {
  apiErrorSchema,
  ingestConflictSchema,
  ingestRequestSchema,
  ingestResponseSchema,
} from '../../src-main/contract/platform-api.ts';
import type { App, PlatformContext } from '../context.ts';
import { ingest } from '../ingest/ingest.ts';
import { Problem } from './problem.ts';
import { placeOf } from './refusals.ts';

/** 160 of the longest records; a terminal sends at most 256 KiB at once, or one longer record. */
const BODY_LIMIT = 64 * 1024 * 1024;

export function ingestRoute(scope: App, context: PlatformContext): void {
  scope.post(
    '/v1/ingest',
    {
      bodyLimit: BODY_LIMIT,
      schema: {
        summary: 'Store a batch of outbox records',
        description: '200 means every record up to ackedSeq is committed. Repeating a batch is harmless.',
        body: ingestRequestSchema,
        response: {
          200: ingestResponseSchema,
          409: ingestConflictSchema,
          400: apiErrorSchema,
          401: apiErrorSchema,
          403: apiErrorSchema,
        },
      },
    },
    async (request, reply) => {
      if (request.body.terminal !== request.terminal) {
        throw new Problem(403, 'wrongTerminal', 'field terminal: is not the terminal whose key was sent');
      }
      const { records, withheld = [] } = request.body;
      if (records.length + withheld.length === 0)
        throw new Problem(400, 'invalid', 'field records: is empty, and nothing is withheld');
      const onEffectFailed = (error: unknown) =>
        request.log.error({ event: 'record.effectFailed', ...placeOf(error) }, 'a record had no effect and is parked');
      const outcome = await ingest({ ...context, onEffectFailed }, request.body);
      if (outcome.kind === 'conflict') return reply.code(409).send({ error: 'gap', expectedSeq: outcome.expectedSeq });
      if (request.body.records.some((record) => record.kind === 'case.submitted')) context.inbox.wake();
      return outcome.response;
    },
  );
}
