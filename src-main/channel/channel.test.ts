import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { connect as connectSocket, createServer } from 'node:net';
import { PassThrough } from 'node:stream';
import { MessageChannel } from 'node:worker_threads';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Channel, type Refusal, typedChannel } from './channel.ts';
import { jsonLinesChannel } from './json-lines.ts';
import { memoryChannelPair } from './memory.ts';
import { electronPortChannel, nodePortChannel } from './message-port.ts';

const opened: Channel[] = [];
afterEach(() => {
  for (const channel of opened.splice(0)) channel.close();
});

/** An Electron port's shape (messages in an event) over a real worker_threads port. */
function electronShaped() {
  const { port1, port2 } = new MessageChannel();
  const shaped = [port1, port2].map((port) => {
    const events = new EventEmitter();
    port.on('message', (data: unknown) => events.emit('message', { data }));
    port.on('close', () => events.emit('close'));
    return {
      on: (event: string, listener: (...values: never[]) => void) => events.on(event, listener as () => void),
      start: () => port.start(),
      postMessage: (message: unknown) => port.postMessage(message),
      close: () => port.close(),
    };
  });
  return shaped.map((port) => electronPortChannel(port));
}

const kinds: Record<string, () => Promise<readonly Channel[]>> = {
  memory: async () => memoryChannelPair(),
  'worker_threads port': async () => {
    const { port1, port2 } = new MessageChannel();
    return [nodePortChannel(port1), nodePortChannel(port2)];
  },
  'electron-shaped port': async () => electronShaped(),
  // `cat` is the kernel's pipe with a process between: the streams of a child's stdio.
  'json lines over stdio pipes': async () => {
    const there = spawn('cat', { stdio: ['pipe', 'pipe', 'inherit'] });
    const back = spawn('cat', { stdio: ['pipe', 'pipe', 'inherit'] });
    return [jsonLinesChannel(back.stdout, there.stdin), jsonLinesChannel(there.stdout, back.stdin)];
  },
  'json lines over a TCP socket': async () => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no TCP address');
    const client = connectSocket(address.port, '127.0.0.1');
    const [accepted] = await once(server, 'connection');
    server.close();
    return [jsonLinesChannel(client, client), jsonLinesChannel(accepted, accepted)];
  },
};

async function pairOf(kind: string): Promise<readonly [Channel, Channel]> {
  const [left, right] = (await kinds[kind]?.()) ?? [];
  if (left === undefined || right === undefined) throw new Error(`no pair for ${kind}`);
  opened.push(left, right);
  return [left, right];
}

const closed = (channel: Channel): Promise<void> => new Promise((resolve) => channel.onClose(resolve));
function collect(channel: Channel, count: number): Promise<unknown[]> {
  return new Promise((resolve) => {
    const got: unknown[] = [];
    channel.onMessage((message) => {
      got.push(message);
      if (got.length === count) resolve(got);
    });
  });
}

describe.each(Object.keys(kinds))('a channel over %s', (kind) => {
  it('carries any JSON both ways, in order, never in the same turn', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue(), { minLength: 1, maxLength: 8 }), async (messages) => {
        // JSON has one zero; the copy made by a port keeps the sign.
        const plain = messages.map((message) => JSON.parse(JSON.stringify(message)));
        const [left, right] = await pairOf(kind);
        let inSend = true;
        let early = false;
        right.onMessage(() => {
          early ||= inSend;
        });
        const atRight = collect(right, plain.length);
        const atLeft = collect(left, plain.length);
        for (const message of plain) left.send(message);
        inSend = false;
        for (const message of plain) right.send(message);
        expect(await atRight).toEqual(plain);
        expect(await atLeft).toEqual(plain);
        expect(early).toBe(false);
        left.close();
        await closed(right);
      }),
      { numRuns: 15 },
    );
  });

  it('holds messages until somebody listens', async () => {
    const [left, right] = await pairOf(kind);
    left.send('first');
    await new Promise(setImmediate);
    left.send('second');
    expect(await collect(right, 2)).toEqual(['first', 'second']);
  });

  it('tells both ends of a close once, late listeners too, and swallows what is sent after', async () => {
    const [left, right] = await pairOf(kind);
    let times = 0;
    right.onClose(() => {
      times += 1;
    });
    left.close();
    left.close();
    await closed(right);
    await closed(right);
    await closed(left);
    right.send('into the void');
    left.send('into the void');
    expect(times).toBe(1);
  });
});

describe('json lines', () => {
  it('joins a line that comes byte by byte, also inside a character', async () => {
    const input = new PassThrough();
    const channel = jsonLinesChannel(input, new PassThrough());
    const got = collect(channel, 2);
    for (const byte of Buffer.from('{"名":"张三样例"}\n\n[1]\n')) input.write(Buffer.from([byte]));
    expect(await got).toEqual([{ 名: '张三样例' }, [1]]);
  });

  it.each([
    ['a line beyond the bound, before its end came', '"0123456789', 'line-too-long'],
    ['no JSON', '{oops}\n', 'not-json'],
  ])('closes on %s and delivers nothing after it', async (_what, bytes, why) => {
    const input = new PassThrough();
    const broken: string[] = [];
    const channel = jsonLinesChannel(input, new PassThrough(), {
      maxLineBytes: 10,
      onBroken: (reason) => broken.push(reason),
    });
    const got: unknown[] = [];
    channel.onMessage((message) => got.push(message));
    input.write('1\n');
    input.write(`${bytes}\n2\n`);
    await closed(channel);
    expect(got).toEqual([1]);
    expect(broken).toEqual([why]);
  });
});

describe('a typed channel', () => {
  it('delivers what fits and names where the rest does not, without its content', async () => {
    const [left, right] = memoryChannelPair();
    const refusals: Refusal[] = [];
    const schema = z.strictObject({ kind: z.literal('name'), name: z.string().max(4) });
    const typed = typedChannel<typeof schema, { kind: 'never' }>(right, schema, (refusal) => refusals.push(refusal));
    const got: z.infer<typeof schema>[] = [];
    typed.onMessage((message) => got.push(message));
    left.send({ kind: 'name', name: '王示例' });
    left.send({ kind: 'name', name: '张三样例太长' });
    left.send({ kind: 'other' });
    left.send(null);
    await new Promise(setImmediate);
    expect(got).toEqual([{ kind: 'name', name: '王示例' }]);
    expect(refusals.map((refusal) => refusal.path)).toEqual(['name', 'kind', '']);
    expect(JSON.stringify(refusals)).not.toContain('张三');
  });
});
