import { z } from 'zod';
import {
  operationsAlertsSchema,
  operationsLogsSchema,
  operationsTerminalsSchema,
} from '../../src-main/contract/operations-api.ts';
import { apiErrorSchema } from '../../src-main/contract/platform-api.ts';
import type { App, PlatformContext } from '../context.ts';
import { alertKinds } from '../database/tables.ts';
import { listTerminals } from '../terminals/list-terminals.ts';
import { createOperatorGate } from '../terminals/operators.ts';
import { Problem } from './problem.ts';

const errors = { 400: apiErrorSchema, 401: apiErrorSchema, 404: apiErrorSchema };
const terminalSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'is not a terminal');

/** What operators see: alarms, each terminal in one line, the logs that were sent. Needs an operator's key. */
export function operationsRoutes(scope: App, { db, operators, now }: PlatformContext): void {
  const gate = createOperatorGate(operators);
  scope.addHook('onRequest', async (request, reply) => {
    const operator = gate(request.headers.authorization);
    if (operator === undefined) {
      void reply.header('www-authenticate', 'Bearer');
      throw new Problem(401, 'unauthorized', 'send the key of an operator as "Authorization: Bearer <key>"');
    }
    request.operator = operator;
  });

  scope.get(
    '/v1/operations/alerts',
    {
      schema: {
        summary: 'What a person should look at, newest first',
        querystring: z.object({
          terminal: terminalSchema.optional(),
          kind: z.enum(alertKinds).optional(),
          /** Only those raised after this one. */
          after: z.coerce.number().int().min(0).default(0),
          limit: z.coerce.number().int().min(1).max(500).default(100),
        }),
        response: { 200: operationsAlertsSchema, ...errors },
      },
    },
    async ({ query: { terminal, kind, after, limit } }) => {
      let wanted = db.selectFrom('alerts').selectAll().where('id', '>', after);
      if (terminal !== undefined) wanted = wanted.where('terminal', '=', terminal);
      if (kind !== undefined) wanted = wanted.where('kind', '=', kind);
      const rows = await wanted.orderBy('id', 'desc').limit(limit).execute();
      return {
        alerts: rows.map((row) => ({
          id: Number(row.id),
          terminal: row.terminal,
          kind: row.kind,
          detail: row.detail,
          raisedAt: row.raised_at.toISOString(),
        })),
      };
    },
  );

  scope.get(
    '/v1/operations/terminals',
    { schema: { summary: 'Every terminal in one line', response: { 200: operationsTerminalsSchema, ...errors } } },
    async () => ({ terminals: await listTerminals(db) }),
  );

  scope.get(
    '/v1/operations/logs',
    {
      schema: {
        summary: 'The logs terminals sent, newest first',
        querystring: z.object({ terminal: terminalSchema.optional() }),
        response: { 200: operationsLogsSchema, ...errors },
      },
    },
    async ({ query: { terminal } }) => {
      let wanted = db.selectFrom('log_files').select(['terminal', 'sha256', 'bytes', 'received_at']);
      if (terminal !== undefined) wanted = wanted.where('terminal', '=', terminal);
      const rows = await wanted.orderBy('id', 'desc').limit(500).execute();
      return {
        logs: rows.map(({ received_at, ...row }) => ({ ...row, receivedAt: received_at.toISOString() })),
      };
    },
  );

  scope.get(
    '/v1/operations/logs/:terminal/:sha256',
    {
      schema: {
        summary: 'One export, as it was sent',
        params: z.object({ terminal: terminalSchema, sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
        response: { 200: z.unknown().describe('application/gzip'), ...errors },
      },
    },
    async ({ params: { terminal, sha256 }, operator }, reply) => {
      const row = await db
        .selectFrom('log_files')
        .select('content')
        .where('terminal', '=', terminal)
        .where('sha256', '=', sha256)
        .executeTakeFirst();
      if (row === undefined) throw new Problem(404, 'unknownLogs', 'this terminal sent no logs with that SHA-256');
      const trace = { at: now(), terminal, action: 'logs.fetched', subject: `${operator}:${sha256}` } as const;
      await db.insertInto('audit').values(trace).execute();
      return reply.type('application/gzip').send(Buffer.from(row.content));
    },
  );
}
