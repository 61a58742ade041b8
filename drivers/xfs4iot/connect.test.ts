import { once } from 'node:events';
import type net from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';
import { connectSocket } from './connect.ts';

it('gives whoever waits for an answer their turn before the event that came in the same packet', async () => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  await once(server, 'listening');
  server.on('connection', (socket, request) => {
    request.socket.cork();
    socket.send('answer');
    socket.send('event');
    request.socket.uncork();
  });
  const address = server.address() as net.AddressInfo;
  const opened = await connectSocket({ uri: `ws://127.0.0.1:${address.port}/`, connectMs: 5_000 });
  if (!opened.ok) throw new Error(opened.error.message);
  const turns: string[] = [];
  const both = new Promise<void>((resolve) => {
    opened.value.on('message', (data) => {
      const text = String(data);
      turns.push(text);
      if (text === 'event') resolve();
      else void Promise.resolve().then(() => turns.push('whoever waited'));
    });
  });
  opened.value.resume();
  await both;
  expect(turns).toEqual(['answer', 'whoever waited', 'event']);
});
