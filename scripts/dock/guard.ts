import type { FastifyInstance } from 'fastify';
import { Problem } from './problem.ts';

const NEVER = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
export const PAGE_CSP = `${NEVER}; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'`;

/**
 * Keeps other sites out, whose scripts run in browsers on the same machine: a name they point at 127.0.0.1 (DNS
 * rebinding) comes with a foreign Host header, and what they send with a foreign Origin or fetch mark.
 */
export function guardAgainstOtherSites(app: Pick<FastifyInstance, 'addHook' | 'server'>): void {
  app.addHook('onRequest', async (request, reply) => {
    void reply.headers({
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    const address = app.server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const hosts = [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`];
    const { host, origin } = request.headers;
    if (host === undefined || !hosts.includes(host))
      throw new Problem(403, 'foreignHost', `the dock answers only as ${hosts[0]}`);
    if (origin !== undefined && origin !== `http://${host}`)
      throw new Problem(403, 'foreignOrigin', 'another site may not use the dock');
    const site = request.headers['sec-fetch-site'];
    // A person may follow a link to the page; nothing else comes from elsewhere.
    const visit = request.method === 'GET' && request.url === '/' && request.headers['sec-fetch-mode'] === 'navigate';
    if (site !== undefined && site !== 'same-origin' && site !== 'none' && !visit)
      throw new Problem(403, 'foreignOrigin', 'another site may not use the dock');
  });
}
