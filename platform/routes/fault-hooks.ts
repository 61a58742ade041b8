import type { App, PlatformContext } from '../context.ts';
import { unreachable } from '../result.ts';

const PROXY_PAGE = '<!doctype html><title>Log in to the network</title><p>{"ackedSeq": 999999999';

/** Lets the fault switch spoil what terminals ask. Without the switch this does nothing. */
export function spoilRequests(scope: App, { faults, closing }: PlatformContext): void {
  if (faults === undefined) return;
  scope.addHook('preHandler', async (request, reply) => {
    const mode = faults.strike(request.url);
    switch (mode) {
      case 'none':
        return;
      case '500':
        return reply.code(500).send({ error: 'internal', message: 'the fault switch asked for this' });
      case 'garbage':
        return reply.code(200).type('text/html; charset=utf-8').serializer(String).send(PROXY_PAGE);
      case '409':
        return reply.code(409).send({ error: 'gap', expectedSeq: 1 });
      case 'timeout': {
        const { socket } = request.raw;
        reply.hijack();
        closing.addEventListener('abort', () => socket.destroy());
        return;
      }
      case 'ackLost':
        request.losesAnswer = true;
        return;
      default:
        return unreachable(mode);
    }
  });
  scope.addHook('onSend', async (request, reply) => {
    if (!request.losesAnswer) return;
    reply.hijack();
    request.raw.socket.destroy();
  });
}
