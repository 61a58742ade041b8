import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { SECRET, uri, world } from './facade.test-kit.ts';
import { startFacade } from './index.ts';

describe('who may come in', () => {
  const knock = (to: string, headers: Record<string, string> = {}) =>
    new Promise<number | 'open' | 'cut'>((resolve) => {
      const socket = new WebSocket(to, { headers });
      socket.on('open', () => {
        socket.terminate();
        resolve('open');
      });
      socket.on('unexpected-response', (request, response) => {
        request.destroy();
        resolve(response.statusCode ?? 0);
      });
      socket.on('error', () => resolve('cut'));
    });
  const right = { authorization: `Bearer ${SECRET}` };

  it('is decided by secret, origin, host and path', async () => {
    expect(await knock(uri(), right)).toBe('open');
    expect(await knock(`${uri()}/`, right)).toBe('open');
    expect(await knock(`${uri('BarcodeReader')}/?token=${SECRET}`)).toBe('open');
    expect(await knock(uri())).toBe(401);
    expect(await knock(uri(), { authorization: `Bearer ${SECRET}0` })).toBe(401);
    expect(await knock(`${uri()}?token=`)).toBe(401);
    expect(await knock(uri(), { ...right, origin: 'http://127.0.0.1' })).toBe(403);
    expect(await knock(uri(), { ...right, host: 'evil.example' })).toBe(403);
    expect(await knock(uri('Camera'), right)).toBe(404);
    expect(await knock(`ws://127.0.0.1:${world.facade.port}/`, right)).toBe(404);
    expect((await fetch(`http://127.0.0.1:${world.facade.port}/`)).status).toBe(400);
    expect(JSON.stringify(world.acts)).not.toContain(SECRET.slice(0, 16));
  });

  it('holds wrong tries back after five, and never the right one', async () => {
    for (let tries = 0; tries < 5; tries += 1) expect(await knock(uri())).toBe(401);
    let answered = false;
    const sixth = knock(uri()).then((status) => {
      answered = true;
      return status;
    });
    expect(await knock(uri(), right)).toBe('open');
    expect(answered).toBe(false);
    expect(await sixth).toBe(401);
  });

  /** Connects and says nothing. */
  const stand = async (port: number) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    onTestFinished(() => void socket.destroy());
    await once(socket, 'connect');
    return socket;
  };

  it('is let in past a crowd that only stands there; the oldest of it goes', async () => {
    const first = await stand(world.facade.port);
    const gone = new Promise((resolve) => first.once('close', resolve));
    for (let more = 0; more < 80; more += 1) await stand(world.facade.port);
    expect(await knock(uri(), right)).toBe('open');
    await gone;
  });

  it('has seconds, not half a minute, to say the first word', async () => {
    const lease = { acquire: () => ({ ok: false, error: 'busy' }) as const };
    const more = { port: 0, secret: SECRET, services: [], lease, audit: () => undefined, knockMs: 50 };
    const facade = await startFacade(more);
    if (!facade.ok) throw new Error(facade.error);
    onTestFinished(() => facade.value.close());
    const socket = await stand(facade.value.port);
    socket.resume();
    await new Promise((resolve) => socket.once('close', resolve));
  });
});
