import { z } from 'zod';
import { caseStateSchema } from '../../src-main/contract/code-lookup.ts';
import {
  apiErrorSchema,
  caseResultSchema,
  mineRequestSchema,
  mineResponseSchema,
  ownDocumentRequestSchema,
  prefillRequestSchema,
  prefillResponseSchema,
} from '../../src-main/contract/platform-api.ts';
import { findResult } from '../cases/find-result.ts';
import { findState } from '../cases/find-state.ts';
import { listMine } from '../cases/list-mine.ts';
import { ownDocument } from '../cases/own-document.ts';
import { personKey } from '../cases/person.ts';
import type { App, PlatformContext } from '../context.ts';
import type { AuditAction } from '../database/tables.ts';
import { unreachable } from '../result.ts';
import { createRateLimit } from '../verify/rate-limit.ts';
import { Problem } from './problem.ts';

const SMALL_BODY = 64 * 1024;
/** Of one terminal: people scan one receipt after another, and nobody shall try numbers. */
const STATES_PER_MINUTE = 20;
/** Of one terminal: a person has a few proofs printed, and a page of them takes a minute. */
const OWN_DOCUMENTS_PER_MINUTE = 20;
const MOST_TERMINALS = 50_000;
const errors = { 400: apiErrorSchema, 401: apiErrorSchema, 404: apiErrorSchema, 410: apiErrorSchema };

/** Text PostgreSQL can compare with; anything else cannot be the name of something stored. */
const nameSchema = z
  .string()
  .max(200)
  .regex(/^[^\0]*$/, 'holds a NUL character');

export function caseRoutes(scope: App, context: PlatformContext): void {
  const { db, keys, catalogue, services, now, closing } = context;
  const limit = (perMinute: number) => createRateLimit({ perMinute, burst: perMinute, addresses: MOST_TERMINALS, now });
  const states = limit(STATES_PER_MINUTE);
  const ownDocuments = limit(OWN_DOCUMENTS_PER_MINUTE);
  const audit = (terminal: string, action: AuditAction, subject: string) =>
    db.insertInto('audit').values({ at: now(), terminal, action, subject }).execute();

  scope.get(
    '/v1/cases/:caseNumber',
    {
      schema: {
        summary: 'The decision of a case this terminal submitted',
        description: 'Waits up to `wait` seconds for it; 404 until the submission arrived and was decided.',
        params: z.object({ caseNumber: nameSchema }),
        querystring: z.object({ wait: z.coerce.number().min(0).max(20).default(0) }),
        response: { 200: caseResultSchema, ...errors },
      },
    },
    async (request, reply) => {
      const gone = new AbortController();
      // The answer's own end, not the socket's: a kept-alive connection would collect one listener for each question.
      reply.raw.once('close', () => gone.abort());
      const wanted = { caseNumber: request.params.caseNumber, terminal: request.terminal };
      const answer = await findResult(
        context,
        wanted,
        request.query.wait * 1000,
        AbortSignal.any([gone.signal, closing]),
      );
      switch (answer.kind) {
        case 'decided':
          return answer.result;
        case 'withdrawn':
          throw new Problem(410, 'withdrawn', 'the case was withdrawn');
        case 'pending':
          throw new Problem(404, 'pending', 'the submission arrived and is not decided yet; ask again');
        case 'unknown':
          throw new Problem(404, 'unknownCase', 'no submission with this case number arrived from this terminal');
        default:
          return unreachable(answer);
      }
    },
  );

  scope.get(
    '/v1/cases/:caseNumber/state',
    {
      schema: {
        summary: 'Where a case stands, for whoever holds its number; nothing of the person',
        description: 'From any terminal; at most 20 a minute for one of them.',
        params: z.object({ caseNumber: nameSchema }),
        response: { 200: caseStateSchema, ...errors, 429: apiErrorSchema },
      },
    },
    async (request, reply) => {
      if (!states.take(request.terminal)) {
        void reply.header('retry-after', '60');
        throw new Problem(429, 'tooMany', 'too many look-ups from this terminal; wait a minute');
      }
      const state = await findState(db, catalogue, request.params.caseNumber);
      if (state === null) throw new Problem(404, 'unknownCase', 'no submission with this case number ever arrived');
      await audit(request.terminal, 'case.looked-up', state.caseNumber);
      return state;
    },
  );

  scope.get(
    '/v1/documents/:id',
    {
      schema: {
        summary: 'The PDF of a document, for the terminal that submitted its case',
        params: z.object({ id: nameSchema }),
        response: { 200: z.unknown().describe('application/pdf'), ...errors },
      },
    },
    async (request, reply) => {
      const row = await db
        .selectFrom('documents')
        .innerJoin('cases', 'cases.case_number', 'documents.case_number')
        .select(['pdf', 'cases.state'])
        .where('documents.id', '=', request.params.id)
        .where('documents.terminal', '=', request.terminal)
        .executeTakeFirst();
      if (row === undefined) throw new Problem(404, 'unknownDocument', 'this terminal has no document with that id');
      if (row.state === 'withdrawn') throw new Problem(410, 'withdrawn', 'the case of this document was withdrawn');
      // The trace comes first: a page that could not be accounted for is not handed out.
      await audit(request.terminal, 'document.fetched', request.params.id);
      return reply.type('application/pdf').send(Buffer.from(row.pdf));
    },
  );

  scope.post(
    '/v1/prefill',
    {
      bodyLimit: SMALL_BODY,
      schema: {
        summary: 'First values of an item’s form from the shared bases',
        body: prefillRequestSchema,
        response: { 200: prefillResponseSchema, ...errors },
      },
    },
    async (request) => {
      const { item: code, itemVersion, card, identifiedBy = 'idCard' } = request.body;
      const item = catalogue.findItem(code, itemVersion);
      if (item === undefined)
        throw new Problem(404, 'unknownItem', 'fields item, itemVersion: this version was never published here');
      if (!item.identify.includes(identifiedBy))
        throw new Problem(400, 'identification', 'field identifiedBy: this item is not opened by that card');
      await audit(request.terminal, 'shared-data.read', `${item.code}:${personKey(card, keys.personIndex)}`);
      return services.prefill(item, card);
    },
  );

  scope.post(
    '/v1/mine',
    {
      bodyLimit: SMALL_BODY,
      schema: {
        summary: 'The newest cases of the person whose card was read',
        body: mineRequestSchema,
        response: { 200: mineResponseSchema, ...errors },
      },
    },
    async (request) => {
      const { card, identifiedBy = 'idCard' } = request.body;
      const person = personKey(card, keys.personIndex);
      await audit(request.terminal, 'cases.listed', person);
      return { cases: await listMine(db, catalogue, person, identifiedBy) };
    },
  );

  scope.post(
    '/v1/mine/document',
    {
      bodyLimit: SMALL_BODY,
      schema: {
        summary: 'The PDF of a document of the person whose card was read, at any terminal',
        description:
          'Only of a decided case that `/v1/mine` lists for this card; at most 20 a minute for one terminal.',
        body: ownDocumentRequestSchema,
        response: { 200: z.unknown().describe('application/pdf'), ...errors, 429: apiErrorSchema },
      },
    },
    async (request, reply) => {
      if (!ownDocuments.take(request.terminal)) {
        void reply.header('retry-after', '60');
        throw new Problem(429, 'tooMany', 'too many documents for this terminal; wait a minute');
      }
      const { card, identifiedBy = 'idCard', document } = request.body;
      const person = personKey(card, keys.personIndex);
      const pdf = await ownDocument(db, catalogue, { document, personKey: person, identifiedBy });
      if (pdf === null) throw new Problem(404, 'unknownDocument', 'this person has no document with that id');
      await audit(request.terminal, 'document.collected', `${document}:${person}`);
      return reply.type('application/pdf').send(pdf);
    },
  );
}
