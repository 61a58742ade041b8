import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import swagger from '@fastify/swagger';
import fastify, { type FastifyServerOptions, LogController } from 'fastify';
import { jsonSchemaTransform, serializerCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import type { App, PlatformContext } from './context.ts';
import type { TlsCertificate } from './keys/tls-certificate.ts';
import { requireTerminal } from './routes/authenticate.ts';
import { caseRoutes } from './routes/case-routes.ts';
import { desiredRoute } from './routes/desired-route.ts';
import { spoilRequests } from './routes/fault-hooks.ts';
import { faultRoutes } from './routes/fault-routes.ts';
import { fieldSentence } from './routes/field-sentence.ts';
import { ingestRoute } from './routes/ingest-route.ts';
import { logRoute } from './routes/log-route.ts';
import { operationsRoutes } from './routes/operations-routes.ts';
import { Problem } from './routes/problem.ts';
import { publicRoutes } from './routes/public-routes.ts';
import { refuse } from './routes/refusals.ts';

const SMALL_BODY = 64 * 1024;
const REQUEST_TIMEOUT_MS = 60_000;
const PARTS: Readonly<Record<string, string>> = {
  body: 'the body',
  querystring: 'the query',
  params: 'the address',
  headers: 'the headers',
};

/** The HTTP application: routes, schemas, refusals and headers. */
export async function createApp(
  context: PlatformContext,
  tls: TlsCertificate | undefined,
  logger: FastifyServerOptions['loggerInstance'],
): Promise<App> {
  const app: App = fastify({
    ...(logger === undefined ? {} : { loggerInstance: logger }),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: SMALL_BODY,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: true,
    serverFactory: (handler) =>
      tls === undefined
        ? createServer(handler)
        : createSecureServer({ key: tls.key, cert: tls.cert, minVersion: 'TLSv1.2' }, handler),
  }).withTypeProvider<ZodTypeProvider>();

  app.setValidatorCompiler<z.ZodType>(({ schema, httpPart }) => (data: unknown) => {
    const parsed = schema.safeParse(data);
    if (parsed.success) return { value: parsed.data };
    return { error: new Problem(400, 'invalid', fieldSentence(parsed.error, PARTS[httpPart ?? 'body'])) };
  });
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler<Error>(refuse);
  app.setNotFoundHandler(() => {
    throw new Problem(404, 'notFound', 'there is nothing at this address; see /openapi.json');
  });
  app.decorateRequest('terminal', '');
  app.decorateRequest('operator', '');
  app.decorateRequest('losesAnswer', false);
  addHeaders(app, tls !== undefined);
  logAnswers(app);
  await serveDescription(app);

  publicRoutes(app, context);
  faultRoutes(app, context);
  await app.register(async (plain) => {
    const scope = plain.withTypeProvider<ZodTypeProvider>();
    requireTerminal(scope, context);
    spoilRequests(scope, context);
    scope.addHook('onRoute', (route) => {
      route.schema = { ...route.schema, security: [{ terminalKey: [] }] };
    });
    ingestRoute(scope, context);
    caseRoutes(scope, context);
    desiredRoute(scope, context);
    logRoute(scope, context);
  });
  await app.register(async (plain) => {
    const scope = plain.withTypeProvider<ZodTypeProvider>();
    scope.addHook('onRoute', (route) => {
      route.schema = { ...route.schema, security: [{ operatorKey: [] }] };
    });
    operationsRoutes(scope, context);
  });
  return app;
}

function addHeaders(app: App, secure: boolean): void {
  app.addHook('onRequest', async (_request, reply) => {
    void reply.headers({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      ...(secure ? { 'strict-transport-security': 'max-age=31536000' } : {}),
    });
  });
}

/** One line an answer, by the route's pattern: addresses hold check codes and case numbers. */
function logAnswers(app: App): void {
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions, terminal } = request;
    const milliseconds = Math.round(reply.elapsedTime);
    request.log.info({
      event: 'request.answered',
      method,
      route: routeOptions.url ?? null,
      terminal,
      status: reply.statusCode,
      milliseconds,
    });
  });
}

async function serveDescription(app: App): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Budayang platform',
        version: '1',
        description: 'Between self-service terminals and the central platform. Times are ISO 8601 UTC.',
      },
      components: {
        securitySchemes: {
          operatorKey: { type: 'http', scheme: 'bearer', description: 'A key of `--operator`.' },
          terminalKey: { type: 'http', scheme: 'bearer', description: 'The key the terminal was enrolled with.' },
        },
      },
    },
    transform: jsonSchemaTransform,
  });
  app.get('/openapi.json', { schema: { hide: true } }, async (_request, reply) => reply.send(app.swagger()));
}
