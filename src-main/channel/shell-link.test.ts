import { EventEmitter } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import type { Channel } from './channel.ts';
import type { ElectronPort } from './message-port.ts';
import { parentPortLink } from './parent-port.ts';
import { connectToShell } from './shell-link.ts';

function parent() {
  const events = new EventEmitter();
  const sent: unknown[] = [];
  return {
    sent,
    port: {
      on: (_event: 'message', listener: (event: { data: unknown; ports: readonly ElectronPort[] }) => void) =>
        events.on('message', listener),
      postMessage: (message: unknown) => sent.push(message),
    },
    say: (data: unknown, ports: readonly ElectronPort[] = []) => events.emit('message', { data, ports }),
  };
}

function portPair(): { ours: Promise<unknown>; theirs: ElectronPort } {
  const { port1, port2 } = new MessageChannel();
  const ours = new Promise((resolve) => port1.on('message', resolve).once('message', () => port1.close()));
  return {
    ours,
    theirs: {
      on: (event: string, listener: (value: never) => void) =>
        event === 'close' ? port2.on('close', listener as () => void) : port2,
      start: () => port2.start(),
      postMessage: (message) => port2.postMessage(message),
      close: () => port2.close(),
    },
  };
}

describe('the line to the shell', () => {
  it('answers pings, says ready and session-ended, obeys stop', () => {
    const shell = parent();
    let stopped = 0;
    const link = connectToShell(parentPortLink(shell.port), { onStop: () => (stopped += 1) });
    link.ready();
    shell.say({ kind: 'ping', nonce: 7 });
    link.sessionEnded();
    shell.say({ kind: 'stop' });
    expect(shell.sent).toEqual([{ kind: 'ready' }, { kind: 'pong', nonce: 7 }, { kind: 'session-ended' }]);
    expect(stopped).toBe(1);
  });

  it('hands ports over as channels and closes one nobody wants', async () => {
    const shell = parent();
    const got: Channel[] = [];
    connectToShell(parentPortLink(shell.port), { onDevice: (channel) => got.push(channel), onStop: () => undefined });
    const device = portPair();
    shell.say({ kind: 'device-port' }, [device.theirs]);
    got[0]?.send('hello');
    expect(await device.ours).toBe('hello');
    const renderer = new MessageChannel();
    const closed = new Promise<void>((resolve) => renderer.port1.on('close', resolve));
    shell.say({ kind: 'renderer-port' }, [renderer.port2]);
    await closed;
    expect(got).toHaveLength(1);
  });

  it('ignores what it does not understand', () => {
    const shell = parent();
    connectToShell(parentPortLink(shell.port), {
      onStop: () => {
        throw new Error('must not stop');
      },
    });
    for (const data of [null, 'stop', { kind: 'halt' }, { kind: 'ping', nonce: 'x' }, { kind: 'device-port' }]) {
      shell.say(data);
    }
    expect(shell.sent).toEqual([]);
  });
});
