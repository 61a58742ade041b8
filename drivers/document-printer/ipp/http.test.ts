import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import fc from 'fast-check';
import { generate } from 'selfsigned';
import { describe, expect, it, onTestFinished } from 'vitest';
import { IppClient } from './client.ts';
import { encodeIpp } from './encode.ts';
import { type PostOptions, postIpp } from './http.ts';
import { faultOf } from './http-failure.ts';
import { parseIppUri } from './printer-address.ts';

const IPP_OK = encodeIpp({ version: [2, 0], code: 0, requestId: 1, groups: [] });
const header = (status: string, length: number, more = '') =>
  `HTTP/1.1 ${status}\r\nContent-Type: application/ipp\r\nContent-Length: ${length}\r\n${more}\r\n`;

/** A server that does with each connection what the test says. */
async function serve(each: (socket: Socket, connection: number) => void): Promise<{ url: URL; seen: () => number }> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    each(socket, connections);
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { url: new URL(`http://127.0.0.1:${port}/ipp/print`), seen: () => connections };
}

const post = (url: URL, more: Partial<PostOptions> = {}) => postIpp({ url, head: IPP_OK, idleMs: 500, ...more });
const answering = (answer: string | Uint8Array) => (socket: Socket) =>
  void socket.once('data', () => {
    socket.end(answer);
  });

describe('IPP over HTTP', () => {
  it.each([
    ['301 Moved', 'bad-frames'],
    ['307 Temporary Redirect', 'bad-frames'],
    ['401 Unauthorized', 'port-denied'],
    ['426 Upgrade Required', 'port-denied'],
    ['500 Oops', 'bad-frames'],
    ['503 Busy', 'busy'],
  ])('takes HTTP %s for %s and follows nothing', async (status, fault) => {
    const { url, seen } = await serve(answering(header(status, 0, 'Location: /elsewhere\r\n')));
    expect(await post(url)).toMatchObject({ ok: false, error: { fault } });
    expect(seen()).toBe(1);
  });

  it('refuses an endless answer and one of another type', async () => {
    const endless = await serve((socket) => {
      socket.once('data', () => {
        socket.write(header('200 OK', 1e9));
        const more = () => {
          while (!socket.destroyed && socket.write(Buffer.alloc(65_536)));
        };
        socket.on('drain', more);
        more();
      });
    });
    expect(await post(endless.url)).toMatchObject({
      ok: false,
      error: { fault: 'bad-frames', message: expect.stringContaining('longer than') },
    });
    const html = await serve(answering('HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nhi'));
    expect(await post(html.url)).toMatchObject({ ok: false, error: { fault: 'bad-frames' } });
  });

  it('gives up on silence and on what only drips', async () => {
    const silent = await serve(() => undefined);
    expect(await post(silent.url, { idleMs: 60 })).toMatchObject({
      ok: false,
      error: { fault: 'no-answer', sent: 'all' },
    });
    const dripping = await serve((socket) => {
      socket.once('data', () => {
        socket.write(header('200 OK', 100_000));
        const timer = setInterval(() => socket.write('x'), 10);
        socket.once('close', () => clearInterval(timer));
      });
    });
    // A busy machine may hold a drop back for a while.
    expect(await post(dripping.url, { idleMs: 400 })).toMatchObject({
      ok: false,
      error: { fault: 'no-answer', message: expect.stringContaining('not over') },
    });
  });

  it('knows that nothing was sent when nobody listens', async () => {
    expect(await post(new URL('http://127.0.0.1:1/'))).toMatchObject({
      ok: false,
      error: { fault: 'port-not-found', sent: 'nothing', silent: false },
    });
  });

  it.each([
    ['EAI_AGAIN', 'port-not-found', true],
    ['ENOTFOUND', 'port-not-found', false],
    ['EHOSTUNREACH', 'port-not-found', false],
    ['EADDRNOTAVAIL', 'no-answer', true],
    ['EMFILE', 'no-answer', true],
    ['ECONNRESET', 'no-answer', true],
  ])('before the connection stands %s is %s, silent: %s', (code, fault, silent) => {
    const error = Object.assign(new Error('broken'), { code });
    expect(faultOf(error, false)).toMatchObject({ fault, silent });
    expect(faultOf(error, true)).toMatchObject({ fault: 'hung-up', silent: false });
  });

  it('forgives a connection that breaks before it stands as it forgives silence', async () => {
    const breaking = await serve((socket) => socket.destroy());
    breaking.url.protocol = 'https:';
    expect(await post(breaking.url)).toMatchObject({
      ok: false,
      error: { fault: 'no-answer', sent: 'nothing', silent: true },
    });
  });

  it('holds the document back until the printer wants it, and sends none of it to one that refuses', async () => {
    let body = '';
    const { url } = await serve((socket) => {
      socket.on('data', (bytes) => {
        body += bytes.toString('latin1');
        if (body.endsWith('\r\n\r\n')) socket.end(header('401 Unauthorized', 0));
      });
    });
    const refused = await post(url, { document: Buffer.from('secret') });
    expect(refused).toMatchObject({ ok: false, error: { fault: 'port-denied', sent: 'nothing' } });
    expect(body).toContain('Expect: 100-continue');
    expect(body).not.toContain('secret');
  });

  it('goes on sending when the printer says yes before it has read all', async () => {
    const document = Buffer.alloc(5_000_000, 'page');
    let read = 0;
    let resume: (() => void) | null = null;
    const { url } = await serve((socket) => {
      socket.once('data', () => socket.write('HTTP/1.1 100 Continue\r\n\r\n'));
      socket.on('data', (bytes) => {
        if (read === 0) {
          socket.write(Buffer.concat([Buffer.from(header('200 OK', IPP_OK.length)), IPP_OK]));
          socket.pause();
          resume = () => socket.resume();
          setTimeout(() => resume?.(), 50);
        }
        read += bytes.length;
      });
    });
    let handedOver = 0;
    const sent = await post(url, { document, onHandedOver: () => (handedOver += 1) });
    expect(sent).toMatchObject({ ok: true, value: { kind: 'answer' } });
    expect(handedOver).toBe(1);
  });

  it('neither throws nor hangs nor makes an answer of arbitrary bytes', async () => {
    let answer: Uint8Array = new Uint8Array(0);
    const { url } = await serve((socket) => answering(answer)(socket));
    const ipp = new URL(url);
    const client = new IppClient(
      { uri: `ipp://127.0.0.1:${ipp.port}/ipp/print`, requestMs: 500, documentMs: 500 },
      ipp,
    );
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc
        .uint8Array({ maxLength: 200 })
        .map((bytes) => Buffer.concat([Buffer.from(header('200 OK', bytes.length)), bytes])),
      fc.string({ maxLength: 60 }).map((text) => Buffer.from(`HTTP/1.1 200 ${text}\r\n\r\n`)),
    );
    await fc.assert(
      fc.asyncProperty(noise, async (bytes) => {
        answer = bytes;
        expect((await client.printerAttributes(['all'])).ok).toBe(false);
      }),
      { numRuns: 150 },
    );
  });
});

describe('IPP over HTTPS', () => {
  it('leaves no connection behind at a printer that never shakes hands, with a pinned certificate and without', async () => {
    for (const pinned of [{ fingerprint256: Array(32).fill('AA').join(':') }, {}]) {
      const gone: Promise<unknown>[] = [];
      const { url } = await serve((socket) => {
        socket.resume();
        gone.push(new Promise((resolve) => socket.once('close', resolve)));
      });
      const secure = new URL(`https://127.0.0.1:${url.port}/ipp/print`);
      expect(await post(secure, { idleMs: 60, ...pinned })).toMatchObject({ ok: false, error: { sent: 'nothing' } });
      expect(gone).toHaveLength(1);
      await Promise.all(gone);
    }
  });

  it('calls a certificate that nobody vouches for just that, not a printer that is away', async () => {
    const name = (value: string) => [{ name: 'commonName', value }];
    const authority = await generate(name('an office'), { algorithm: 'sha256' });
    const ca = { key: authority.private, cert: authority.cert };
    const signed = await generate(name('127.0.0.1'), { algorithm: 'sha256', ca });
    for (const { private: key, cert } of [signed, authority]) {
      const server = createTlsServer({ key, cert }, (socket) => socket.on('error', () => undefined));
      server.on('tlsClientError', () => undefined);
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      onTestFinished(() => void server.close());
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      expect(await post(new URL(`https://127.0.0.1:${port}/`), { idleMs: 2000 })).toMatchObject({
        error: { fault: 'port-denied', message: expect.stringContaining('certificate'), sent: 'nothing' },
      });
    }
  });
});

describe('addresses of printers', () => {
  it.each([
    ['ipp://printer/ipp/print', 'http://printer:631/ipp/print'],
    ['ipp://192.0.2.7:8631/', 'http://192.0.2.7:8631/'],
    ['ipps://[2001:db8::1]/printers/a4', 'https://[2001:db8::1]:631/printers/a4'],
    ['ipp://printer:80', 'http://printer/'],
  ])('%s is %s', (text, url) => {
    expect(parseIppUri(text)).toMatchObject({ ok: true, value: expect.objectContaining({ href: url }) });
  });

  it.each([
    'http://printer/',
    'ipp://',
    'ipp://user:word@printer/',
    'ipp://printer/?q',
    'ipp://a b/',
    'printer',
    'ipp://x:99999/',
  ])('refuses %s', (text) => {
    expect(parseIppUri(text).ok).toBe(false);
  });
});
