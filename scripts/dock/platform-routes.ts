import type { DockApp, DockContext } from './dock-context.ts';
import { platformBodySchema, problemSchema, stateSchema } from './messages.ts';
import { setFaults } from './platform-faults.ts';
import { Problem } from './problem.ts';
import { stateOf } from './state.ts';

/** What the network and the platform's operators do. */
export function platformRoutes(app: DockApp, context: DockContext): void {
  let turn: Promise<unknown> = Promise.resolve();

  app.post(
    '/api/platform',
    {
      schema: {
        summary: 'Kill or start the platform, or spoil what it answers from now on',
        body: platformBodySchema,
        response: { 200: stateSchema, 400: problemSchema, 409: problemSchema },
      },
    },
    async ({ body }) => {
      const done = turn.then(async () => {
        if ('running' in body) await (body.running ? context.platform.start() : context.platform.kill());
        else if (context.platform.running) await setFaults(context, body.fault);
        else throw new Problem(409, 'stopped', 'the platform is not running: start it first');
      });
      turn = done.catch(() => undefined);
      await done;
      return stateOf(context);
    },
  );
}
