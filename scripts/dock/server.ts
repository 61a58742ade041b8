import { createServer } from 'node:http';
import swagger from '@fastify/swagger';
import fastify, { type FastifyError, LogController } from 'fastify';
import { jsonSchemaTransform, serializerCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import { deviceRoutes } from './device-routes.ts';
import { DevToolsError } from './devtools-connection.ts';
import type { DockApp, DockContext } from './dock-context.ts';
import { guardAgainstOtherSites } from './guard.ts';
import { pageRoutes } from './page-routes.ts';
import { paperRoutes } from './paper-routes.ts';
import { platformRoutes } from './platform-routes.ts';
import { Problem } from './problem.ts';
import { screenRoutes } from './screen-routes.ts';
import { stateRoutes } from './state-routes.ts';

export interface Dock {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Opens the dock: the page and the HTTP calls by which a developer plays citizen, hardware and network. Listens on
 * 127.0.0.1 only; `port` 0 picks a free one, as does a taken port when `orAnother` is set.
 */
export async function openDock(
  context: DockContext,
  options: { port?: number; orAnother?: boolean } = {},
): Promise<Dock> {
  const { port = 0, orAnother = false } = options;
  const app = await createDock(context);
  try {
    await app.listen({ host: '127.0.0.1', port });
  } catch (error) {
    await app.close();
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (taken && orAnother) return openDock(context);
    throw taken ? new Error(`port ${port} is taken: choose another one for the dock`) : error;
  }
  const address = app.server.address();
  const listening = typeof address === 'object' && address !== null ? address.port : port;
  return { url: `http://127.0.0.1:${listening}`, close: () => app.close() };
}

async function createDock(context: DockContext): Promise<DockApp> {
  const app: DockApp = fastify({
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 64 * 1024,
    // The screen's pictures and the events never end by themselves.
    forceCloseConnections: true,
    serverFactory: (handler) => createServer(handler),
  }).withTypeProvider<ZodTypeProvider>();
  // A form of another site can send text/plain without being asked, so JSON must be called JSON.
  app.removeContentTypeParser('text/plain');
  app.setValidatorCompiler<z.ZodType>(({ schema, httpPart }) => (data: unknown) => {
    const parsed = schema.safeParse(data);
    return parsed.success
      ? { value: parsed.data }
      : { error: new Problem(400, 'invalid', sentence(parsed.error, httpPart ?? 'body')) };
  });
  app.setSerializerCompiler(serializerCompiler);
  app.setNotFoundHandler(() => {
    throw new Problem(404, 'notFound', 'there is nothing at this address; see /api/openapi.json');
  });
  app.setErrorHandler<FastifyError>((error, _request, reply) => {
    const { status, ...body } = refusal(error);
    return reply.code(status).send(body);
  });
  guardAgainstOtherSites(app);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Budayang dock',
        version: '1',
        description: 'Plays citizen, hardware and network to a terminal under development.',
      },
    },
    transform: jsonSchemaTransform,
  });
  app.get('/api/openapi.json', { schema: { hide: true } }, async (_request, reply) => reply.send(app.swagger()));
  pageRoutes(app);
  stateRoutes(app, context);
  deviceRoutes(app, context);
  paperRoutes(app, context);
  platformRoutes(app, context);
  screenRoutes(app, context);
  return app;
}

/** The first fault of a body or address as a sentence that names the field. */
function sentence(error: z.ZodError, part: string): string {
  const [issue] = error.issues;
  if (issue === undefined) return `the ${part} does not follow the contract`;
  const field = issue.path.length === 0 ? `the ${part}` : `${part}.${issue.path.map(String).join('.')}`;
  return `${field}: ${issue.message.charAt(0).toLowerCase()}${issue.message.slice(1)}`;
}

function refusal(error: FastifyError | Error): { status: number; error: string; message: string } {
  if (error instanceof Problem) return { status: error.status, error: error.error, message: error.message };
  if (error instanceof DevToolsError) return { status: 409, error: 'kiosk', message: error.message };
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
  if (status >= 400 && status < 500) return { status, error: 'invalid', message: error.message };
  // Its only reader is the developer whose bug it is.
  return { status: 500, error: 'bug', message: error.stack ?? error.message };
}
