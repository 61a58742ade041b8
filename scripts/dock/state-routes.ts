import type { DockApp, DockContext } from './dock-context.ts';
import { stateSchema } from './messages.ts';
import { stateOf } from './state.ts';

const LOOK_EVERY_MS = 400;

/** Everything the dock shows, once or as it changes. */
export function stateRoutes(app: DockApp, context: DockContext): void {
  app.get(
    '/api/state',
    { schema: { summary: 'Everything the dock shows', response: { 200: stateSchema } } },
    async () => stateOf(context),
  );

  app.get(
    '/api/events',
    { schema: { summary: 'The state whenever it changed, as server-sent events' } },
    async (_request, reply) => {
      reply.hijack();
      const { raw } = reply;
      raw.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'cross-origin-resource-policy': 'same-origin',
      });
      let last = '';
      let timer: NodeJS.Timeout | undefined;
      const look = async (): Promise<void> => {
        const now = JSON.stringify(await stateOf(context));
        if (raw.destroyed) return;
        if (now !== last) raw.write(`data: ${now}\n\n`);
        last = now;
        timer = setTimeout(send, LOOK_EVERY_MS);
      };
      // An event source connects again by itself.
      const send = (): void => void look().catch(() => raw.destroy());
      raw.once('close', () => clearTimeout(timer));
      send();
    },
  );
}
