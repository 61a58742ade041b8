import { mkdtempSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Result, Transport, TransportError } from '../contract/index.ts';
import { createMemoryPair, createTransport, listenOnLoopback, openPty, parsePort } from './index.ts';
import { serialOpenError } from './serial.ts';
import type { SimulatorWire } from './simulator-wire.ts';
import { UsbPrinterTransport } from './usb-printer.ts';

const undo: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

function must<T>(result: Result<T, TransportError>): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

/** Resolves when `count` bytes have come from `onData`. */
function collect(onData: Transport['onData'], count: number): Promise<Uint8Array> {
  return new Promise((resolve) => {
    const got: number[] = [];
    const stop = onData((bytes) => {
      got.push(...bytes);
      if (got.length < count) return;
      stop();
      resolve(Uint8Array.from(got));
    });
  });
}

const hangUpOf = (transport: Transport): Promise<string> => new Promise((resolve) => transport.onHangUp(resolve));

interface Medium {
  name: string;
  connect(): Promise<{ transport: Transport; wire: SimulatorWire; replug(): Promise<void> }>;
}

const media: Medium[] = [
  {
    name: 'memory',
    connect: async () => {
      const { transport, wire } = createMemoryPair();
      return { transport, wire, replug: async () => wire.plugIn() };
    },
  },
  {
    name: 'TCP',
    connect: async () => {
      const wire = must(await listenOnLoopback());
      undo.push(() => wire.close());
      return { transport: must(createTransport(wire.port, { baudRate: 9600 })), wire, replug: async () => {} };
    },
  },
  {
    name: 'a pty',
    connect: async () => {
      const folder = mkdtempSync(join(tmpdir(), 'pty-'));
      undo.push(() => rmSync(folder, { recursive: true }));
      const link = join(folder, 'reader');
      const pty = must(openPty({ link }));
      undo.push(() => pty.close());
      const replug = async () => {
        const again = must(openPty({ link }));
        undo.push(() => again.close());
      };
      return { transport: must(createTransport(link, { baudRate: 115_200 })), wire: pty, replug };
    },
  },
];

/** What a pty of the daily tests can show of `usblp`; a real one is in the lane on a real kernel (test/vm). */
media.push({
  name: 'a character device that is read without blocking',
  connect: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lp-'));
    undo.push(() => rmSync(folder, { recursive: true }));
    const link = join(folder, 'lp0');
    const plug = () => {
      const pty = must(openPty({ link }));
      undo.push(() => pty.close());
      return pty;
    };
    const wire = plug();
    const transport = new UsbPrinterTransport(link, { kind: 'path', path: link });
    return { transport, wire, replug: async () => void plug() };
  },
});

const everyByte = Uint8Array.from({ length: 256 }, (_, value) => value);

describe.each(media)('over $name', ({ connect }) => {
  it('carries all 256 byte values both ways unchanged', async () => {
    const { transport, wire } = await connect();
    undo.push(() => transport.close());
    must(await transport.open());
    const atDevice = collect((listener) => wire.onData(listener), 256);
    must(await transport.write(everyByte));
    expect(await atDevice).toEqual(everyByte);
    const atTerminal = collect(transport.onData, 256);
    wire.write(everyByte);
    expect(await atTerminal).toEqual(everyByte);
  });

  it('carries 100 kB both ways at once without stopping the process', async () => {
    const { transport, wire } = await connect();
    undo.push(() => transport.close());
    must(await transport.open());
    const large = Uint8Array.from({ length: 100_000 }, (_, index) => (index * 7 + (index >> 8)) & 0xff);
    const atDevice = collect((listener) => wire.onData(listener), large.length);
    const atTerminal = collect(transport.onData, large.length);
    wire.write(large);
    must(await transport.write(large));
    expect(Buffer.from(await atDevice).equals(large)).toBe(true);
    expect(Buffer.from(await atTerminal).equals(large)).toBe(true);
  });

  it('tells a hang-up once, refuses writes afterwards and opens again when plugged in', async () => {
    const { transport, wire, replug } = await connect();
    undo.push(() => transport.close());
    must(await transport.open());
    const reasons: string[] = [];
    transport.onHangUp((reason) => reasons.push(reason));
    const hungUp = hangUpOf(transport);
    // Unplugged in the middle of a frame.
    wire.write(Uint8Array.of(0xaa, 0xaa, 0xaa, 0x96));
    wire.hangUp();
    await hungUp;
    expect(await transport.write(everyByte)).toMatchObject({ ok: false, error: { kind: 'closed' } });
    await replug();
    must(await transport.open());
    expect(reasons).toHaveLength(1);
  });

  it('says nothing after close, and opens again', async () => {
    const { transport, wire } = await connect();
    undo.push(() => transport.close());
    must(await transport.open());
    let told = 0;
    transport.onHangUp(() => told++);
    await transport.close();
    expect(await transport.write(everyByte)).toMatchObject({ ok: false, error: { kind: 'closed' } });
    must(await transport.open());
    const atDevice = collect((listener) => wire.onData(listener), 3);
    must(await transport.write(Uint8Array.of(1, 2, 3)));
    expect(await atDevice).toEqual(Uint8Array.of(1, 2, 3));
    expect(told).toBe(0);
  });

  it('refuses a second opening while open', async () => {
    const { transport } = await connect();
    undo.push(() => transport.close());
    must(await transport.open());
    expect(await transport.open()).toMatchObject({ ok: false, error: { kind: 'busy' } });
  });
});

describe('serial ports', () => {
  it('says when a path does not exist', async () => {
    const transport = must(createTransport('/dev/no-such-reader', { baudRate: 115_200 }));
    expect(await transport.open()).toEqual({
      ok: false,
      error: { kind: 'notFound', message: '/dev/no-such-reader does not exist' },
    });
  });

  it('says when another opening holds the lock', async () => {
    const pty = must(openPty());
    undo.push(() => pty.close());
    const first = must(createTransport(pty.path, { baudRate: 115_200 }));
    undo.push(() => first.close());
    must(await first.open());
    const second = must(createTransport(pty.path, { baudRate: 115_200 }));
    expect(await second.open()).toMatchObject({ ok: false, error: { kind: 'busy' } });
  });

  it('says when a path is no serial port', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'port-'));
    undo.push(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const transport = must(createTransport(file, { baudRate: 115_200 }));
    expect(await transport.open()).toMatchObject({ ok: false, error: { kind: 'io' } });
  });

  it.each([
    ['Error: Permission denied, cannot open /dev/x', 'denied'],
    ['Opening COM3: Access denied', 'denied'],
    ['Opening COM3: File not found', 'notFound'],
    ['Error Resource temporarily unavailable Cannot lock port', 'busy'],
    ['Error: Input/output error', 'io'],
  ])('maps "%s" to %s', (text, kind) => {
    expect(serialOpenError('x', new Error(text)).kind).toBe(kind);
  });

  it('notices every unplugging in mid-frame, whatever the read was doing', async () => {
    for (let round = 0; round < 25; round++) {
      const pty = must(openPty());
      const transport = must(createTransport(pty.path, { baudRate: 115_200 }));
      must(await transport.open());
      const hungUp = hangUpOf(transport);
      for (let chunk = 0; chunk < round % 5; chunk++) pty.write(everyByte.subarray(0, 40 * (chunk + 1)));
      pty.hangUp();
      expect(await hungUp).toContain('unplugged');
    }
  });

  it('calls it a hang-up when a write meets the dead line first', async () => {
    for (let round = 0; round < 25; round++) {
      const pty = must(openPty());
      const transport = must(createTransport(pty.path, { baudRate: 115_200 }));
      must(await transport.open());
      const hungUp = hangUpOf(transport);
      pty.hangUp();
      let written = await transport.write(everyByte);
      while (written.ok) written = await transport.write(everyByte);
      expect(written.error.kind).toBe('closed');
      expect(await hungUp).toContain('unplugged');
    }
  });

  it('leaves the port closed when close comes while it opens', async () => {
    const pty = must(openPty());
    undo.push(() => pty.close());
    const transport = must(createTransport(pty.path, { baudRate: 115_200 }));
    const opening = transport.open();
    await transport.close();
    expect(await opening).toMatchObject({ ok: false, error: { kind: 'closed' } });
    undo.push(() => transport.close());
    await expect.poll(async () => (await transport.open()).ok).toBe(true);
  });

  it('gives up writing at the deadline when the device takes nothing', async () => {
    const { transport, server } = await silentPeer();
    undo.push(
      () => transport.close(),
      () => server.close(),
    );
    must(await transport.open());
    expect(await transport.write(new Uint8Array(50_000_000), 50)).toMatchObject({
      ok: false,
      error: { kind: 'timeout' },
    });
  });
});

/** A TCP peer that accepts and never reads. */
async function silentPeer() {
  const { createServer } = await import('node:net');
  const server = createServer({ pauseOnConnect: true }, (socket) => undo.push(() => void socket.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  const tcpPort = typeof address === 'object' && address ? address.port : 0;
  return {
    transport: must(createTransport(`tcp://127.0.0.1:${tcpPort}`, { baudRate: 9600 })),
    server: { close: () => new Promise<void>((resolve) => server.close(() => resolve())) },
  };
}

describe('TCP', () => {
  it('says when nothing listens', async () => {
    const wire = must(await listenOnLoopback());
    await wire.close();
    const transport = must(createTransport(wire.port, { baudRate: 9600 }));
    expect(await transport.open()).toMatchObject({ ok: false, error: { kind: 'notFound' } });
  });

  it('lets a newer connection replace the older one', async () => {
    const wire = must(await listenOnLoopback());
    undo.push(() => wire.close());
    const first = must(createTransport(wire.port, { baudRate: 9600 }));
    undo.push(() => first.close());
    must(await first.open());
    const atDevice = collect((listener) => wire.onData(listener), 1);
    must(await first.write(Uint8Array.of(1)));
    await atDevice;
    const hungUp = hangUpOf(first);
    const second = must(createTransport(wire.port, { baudRate: 9600 }));
    undo.push(() => second.close());
    must(await second.open());
    await hungUp;
    expect(await first.write(Uint8Array.of(2))).toMatchObject({ ok: false, error: { kind: 'closed' } });
    expect((await second.write(Uint8Array.of(3))).ok).toBe(true);
  });
});

describe('ptys', () => {
  it('take their link with them when unplugged, so that it never leads to another device', () => {
    const folder = mkdtempSync(join(tmpdir(), 'link-'));
    undo.push(() => rmSync(folder, { recursive: true }));
    const link = join(folder, 'deep', 'reader');
    const first = must(openPty({ link }));
    expect(first.path).toBe(link);
    expect(readlinkSync(link)).toMatch(/^\/dev\//);
    first.hangUp();
    expect(() => readlinkSync(link)).toThrow('ENOENT');
    const second = must(openPty({ link }));
    const third = must(openPty({ link }));
    second.close();
    expect(readlinkSync(link)).toMatch(/^\/dev\//);
    third.close();
    expect(() => readlinkSync(link)).toThrow('ENOENT');
  });

  it('never replace a real file by a link', () => {
    const folder = mkdtempSync(join(tmpdir(), 'link-'));
    undo.push(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'reader');
    writeFileSync(file, 'mine');
    expect(openPty({ link: file })).toMatchObject({ ok: false, error: { kind: 'busy' } });
  });
});

describe('port names', () => {
  it.each([
    ['/dev/ttyUSB0', { kind: 'serial', path: '/dev/ttyUSB0' }],
    [' COM3 ', { kind: 'serial', path: 'COM3' }],
    ['tcp://127.0.0.1:9100', { kind: 'tcp', host: '127.0.0.1', tcpPort: 9100 }],
    ['TCP://printer.local:9100/', { kind: 'tcp', host: 'printer.local', tcpPort: 9100 }],
    ['tcp://[::1]:4001', { kind: 'tcp', host: '::1', tcpPort: 4001 }],
  ])('reads %s', (text, port) => {
    expect(parsePort(text)).toEqual({ ok: true, value: port });
  });

  it.each(['', 'tcp://host', 'tcp://host:0', 'tcp://host:65536', 'tcp://:9100', 'http://host:80', 'tcp://a b:1'])(
    'refuses "%s"',
    (text) => {
      expect(parsePort(text).ok).toBe(false);
      expect(createTransport(text, { baudRate: 9600 }).ok).toBe(false);
    },
  );
});
