import type { DockApp, DockContext } from './dock-context.ts';
import { problemSchema, stateSchema, touchBodySchema } from './messages.ts';
import { Problem } from './problem.ts';
import type { KioskScreen } from './screencast.ts';
import { stateOf } from './state.ts';

const BOUNDARY = 'next-picture';

/** The kiosk's screen, and fingers on it. */
export function screenRoutes(app: DockApp, context: DockContext): void {
  function kiosk(): KioskScreen {
    const screen = context.kiosk();
    if (screen === null || !screen.running) throw new Problem(409, 'kiosk', 'the kiosk is not running');
    return screen;
  }

  app.get('/api/screen.png', { schema: { summary: 'What the citizen sees now' } }, async (_request, reply) =>
    reply.type('image/png').send(await kiosk().png()),
  );

  app.get(
    '/api/screen.mjpeg',
    { schema: { summary: 'What the citizen sees, as it moves (multipart JPEG, for an <img>)' } },
    async (_request, reply) => {
      const screen = kiosk();
      reply.hijack();
      const { raw } = reply;
      raw.writeHead(200, {
        'content-type': `multipart/x-mixed-replace; boundary=${BOUNDARY}`,
        'cache-control': 'no-store',
        'cross-origin-resource-policy': 'same-origin',
      });
      raw.write(`--${BOUNDARY}\r\n`);
      const stop = screen.watch((jpeg) => {
        // A slow viewer misses pictures instead of piling them up here.
        if (raw.writableNeedDrain) return;
        // A browser shows a picture only when it has seen the boundary behind it.
        raw.write(`content-type: image/jpeg\r\ncontent-length: ${jpeg.length}\r\n\r\n`);
        raw.write(jpeg);
        raw.write(`\r\n--${BOUNDARY}\r\n`);
      });
      raw.once('close', stop);
    },
  );

  app.get(
    '/api/screen/size',
    { schema: { summary: 'Width and height of the kiosk’s page, the space touches are given in' } },
    async () => kiosk().size(),
  );

  app.post(
    '/api/touch',
    {
      schema: {
        summary: 'Touch the button of this name, or move a finger: down, move, up at CSS pixels of the kiosk',
        body: touchBodySchema,
        response: { 200: stateSchema, 400: problemSchema, 409: problemSchema },
      },
    },
    async ({ body }) => {
      if ('button' in body) await kiosk().touchButton(body.button);
      else await kiosk().touch(body.events);
      return stateOf(context);
    },
  );
}
