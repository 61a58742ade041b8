import type { App, PlatformContext } from '../context.ts';
import { createGate } from '../terminals/terminals.ts';
import { Problem } from './problem.ts';

/** Everything registered in `scope` after this needs the key of an enrolled terminal. Runs before a body is read. */
export function requireTerminal(scope: App, { db, now }: PlatformContext): void {
  const gate = createGate(db, now);
  scope.addHook('onRequest', async (request, reply) => {
    const terminal = await gate(request.headers.authorization);
    if (terminal === undefined) {
      void reply.header('www-authenticate', 'Bearer');
      throw new Problem(401, 'unauthorized', 'send the key of an enrolled terminal as "Authorization: Bearer <key>"');
    }
    request.terminal = terminal;
  });
}
