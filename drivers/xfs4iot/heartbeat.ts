import type { WebSocket } from 'ws';
import type { Clock } from '../contract/index.ts';

/** Pings until `over`: a stream that only listens would not notice that its far end is gone. `onSilent` at the first ping without a pong. */
export async function heartbeat(
  socket: WebSocket,
  options: { clock: Clock; everyMs: number; over: AbortSignal; onSilent: () => void },
): Promise<void> {
  const { clock, everyMs, over, onSilent } = options;
  let alive = true;
  socket.on('pong', () => {
    alive = true;
  });
  for (;;) {
    await clock.delay(everyMs, over);
    if (over.aborted) return;
    if (!alive) return onSilent();
    alive = false;
    socket.ping();
  }
}
