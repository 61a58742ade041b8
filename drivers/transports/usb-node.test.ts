import { describe, expect, it } from 'vitest';
import type { UsbLibraryDevice } from './usb-library.ts';
import { NodeUsbPipes } from './usb-node.ts';

/** A device as the library gives it. What it does is written down in `log`. */
function device(changes: Partial<UsbLibraryDevice> = {}) {
  const log: string[] = [];
  const note = (what: string) => async () => {
    log.push(what);
  };
  const bulk = (direction: 'in' | 'out', endpointNumber: number) => ({
    type: 'bulk',
    direction,
    endpointNumber,
    packetSize: 64,
  });
  const interfaces = [
    { interfaceNumber: 0, alternate: { interfaceClass: 3, endpoints: [{ ...bulk('in', 1), type: 'interrupt' }] } },
    { interfaceNumber: 1, alternate: { interfaceClass: 8, endpoints: [bulk('in', 2), bulk('out', 2)] } },
    { interfaceNumber: 2, alternate: { interfaceClass: 0xff, endpoints: [bulk('in', 5), bulk('out', 6)] } },
  ];
  const made: UsbLibraryDevice = {
    vendorId: 0x0400,
    productId: 0xc35a,
    serialNumber: 'A1',
    deviceVersionMajor: 12,
    deviceVersionMinor: 0,
    deviceVersionSubminor: 3,
    configuration: { interfaces },
    configurations: [{ configurationValue: 1 }],
    open: note('open'),
    close: note('close'),
    selectConfiguration: async (value) => {
      log.push(`configuration ${value}`);
    },
    // As where no driver of the kernel is bound.
    detachKernelDriver: async (number) => {
      log.push(`detach ${number}`);
      throw new Error('detachKernelDriver error: entity not found (errno 2)');
    },
    claimInterface: async (number) => {
      log.push(`claim ${number}`);
    },
    releaseInterface: async (number) => {
      log.push(`release ${number}`);
    },
    transferIn: async (_endpoint, length) => ({ data: new DataView(new ArrayBuffer(length)), status: 'ok' }),
    transferOut: async (_endpoint, data) => ({ bytesWritten: data.length, status: 'ok' }),
    clearHalt: async (direction, endpoint) => {
      log.push(`clear ${direction} ${endpoint}`);
    },
    ...changes,
  };
  return { made, log };
}

const where = { vendorId: 0x0400, productId: 0xc35a, serialNumber: null };
const pipesOf = (...devices: UsbLibraryDevice[]) => new NodeUsbPipes('usb://0400:c35a', where, async () => devices);
const rejects = (message: string) => async (): Promise<never> => {
  throw new Error(message);
};

describe('USB pipes', () => {
  it('claim the vendor interface with bulk pipes both ways, and let go of it', async () => {
    const { made, log } = device();
    const pipes = pipesOf(device({ productId: 1 }).made, made);
    expect(await pipes.open()).toEqual({
      ok: true,
      value: [
        { direction: 'in', number: 5, packetSize: 64 },
        { direction: 'out', number: 6, packetSize: 64 },
      ],
    });
    expect(await pipes.open()).toMatchObject({ ok: false, error: { kind: 'busy' } });
    expect(pipes.release).toBe(0x1203);
    await pipes.clearHalt('in', 5);
    await pipes.close();
    await pipes.close();
    const detach = process.platform === 'linux' ? ['detach 2'] : [];
    expect(log).toEqual(['open', ...detach, 'claim 2', 'clear in 5', 'release 2', 'close']);
    expect(await pipes.bulkIn(5, 64, 10)).toEqual({ ok: false, error: 'gone' });
  });

  it('tell the release of the unit also while a transfer is under way, when the library answers no question', async () => {
    let lent = false;
    let end = (): void => undefined;
    const { made } = device({
      transferIn: async (_endpoint, length) => {
        lent = true;
        await new Promise<void>((resolve) => {
          end = resolve;
        });
        lent = false;
        return { data: new DataView(new ArrayBuffer(length)), status: 'ok' };
      },
    });
    Object.defineProperty(made, 'deviceVersionMajor', {
      get: () => {
        if (lent) throw new Error('The same native value cannot be borrowed mutably while another borrow is active');
        return 12;
      },
    });
    const pipes = pipesOf(made);
    await pipes.open();
    const reading = pipes.bulkIn(5, 64, 1_000);
    await expect.poll(() => lent).toBe(true);
    expect(pipes.release).toBe(0x1203);
    end();
    expect(await reading).toMatchObject({ ok: true });
    await pipes.close();
    expect(pipes.release).toBeNull();
  });

  it('choose not between two that fit: which is meant, a person has to say', async () => {
    const two = [device(), device({ serialNumber: 'B2' })];
    expect(await pipesOf(...two.map(({ made }) => made)).open()).toEqual({
      ok: false,
      error: { kind: 'notFound', message: '2 devices are usb://0400:c35a: name the serial number' },
    });
    expect(two.map(({ log }) => log)).toEqual([[], []]);
  });

  it('choose by serial number, and configure what is not configured', async () => {
    const other = device();
    const mine = device({ serialNumber: 'B2', configuration: null });
    const pipes = new NodeUsbPipes('usb://0400:c35a/B2', { ...where, serialNumber: 'B2' }, async () => [
      other.made,
      mine.made,
    ]);
    // Still without interfaces afterwards: nothing can be claimed, and the device is let go.
    expect(await pipes.open()).toMatchObject({ error: { kind: 'io' } });
    expect(mine.log).toEqual(['open', 'configuration 1', 'close']);
    expect(other.log).toEqual([]);
  });

  it.each([
    ['open', 'open error: permission denied (errno 13)', 'denied'],
    ['open', 'open error: device not found (errno 2)', 'notFound'],
    ['open', 'NOT_SUPPORTED', 'io'],
    ['claimInterface', 'claimInterface error: interface is busy (errno 16)', 'busy'],
    ['claimInterface', 'something else', 'io'],
  ] as const)('say why: %s, %s', async (call, message, kind) => {
    const { made, log } = device({ [call]: rejects(message) });
    const opened = await pipesOf(made).open();
    expect(opened).toMatchObject({ ok: false, error: { kind } });
    expect(opened.ok ? '' : opened.error.message).toMatch(/^usb:\/\/0400:c35a /);
    if (call === 'claimInterface') expect(log.at(-1)).toBe('close');
  });

  it('say that nobody is there where the system has no list', async () => {
    const pipes = new NodeUsbPipes('usb://0400:c35a', where, rejects('/sys/bus/usb/devices/ not found'));
    expect(await pipes.open()).toMatchObject({ error: { kind: 'notFound' } });
  });

  it.each([
    ['transfer was cancelled', 'timeout'],
    ['transferIn error: timed out', 'timeout'],
    ['endpoint stalled', 'stall'],
    ['device disconnected', 'gone'],
    ['transferIn error: no such device (errno 19)', 'gone'],
    ['hardware fault or protocol violation', 'failed'],
  ] as const)('tell "%s" as %s', async (message, fault) => {
    const { made } = device({ transferIn: rejects(message), transferOut: rejects(message) });
    const pipes = pipesOf(made);
    await pipes.open();
    expect(await pipes.bulkIn(5, 64, 100)).toEqual({ ok: false, error: fault });
    expect(await pipes.bulkOut(6, Uint8Array.of(1), 100)).toEqual({ ok: false, error: fault });
  });

  it('give the bytes of a short transfer, tell a stall without data and a half-written transfer', async () => {
    const bytes = Uint8Array.of(9, 1, 2, 3, 9);
    const { made } = device({
      transferIn: async (endpoint) =>
        endpoint === 5 ? { data: new DataView(bytes.buffer, 1, 3), status: 'ok' } : { status: 'stall' },
      transferOut: async (endpoint) => ({ bytesWritten: 1, status: endpoint === 6 ? 'ok' : 'stall' }),
    });
    const pipes = pipesOf(made);
    await pipes.open();
    expect(await pipes.bulkIn(5, 64, 100)).toEqual({ ok: true, value: Uint8Array.of(1, 2, 3) });
    expect(await pipes.bulkIn(1, 64, 100)).toEqual({ ok: false, error: 'stall' });
    expect(await pipes.bulkOut(6, Uint8Array.of(1, 2), 100)).toEqual({ ok: false, error: 'failed' });
    expect(await pipes.bulkOut(1, Uint8Array.of(1), 100)).toEqual({ ok: false, error: 'stall' });
    expect(await pipes.bulkOut(6, Uint8Array.of(1), 100)).toEqual({ ok: true, value: undefined });
  });

  it('clear a halt and close only when no transfer is under way', async () => {
    // As the library does it: it throws, not even in a promise, when a transfer still has the device.
    let lent = 0;
    const alone = (what: string) => (): Promise<void> => {
      if (lent > 0) throw new Error('The same native value cannot be borrowed mutably');
      log.push(what);
      return Promise.resolve();
    };
    const { made, log } = device({
      transferIn: async (_endpoint, _length, timeoutMs) => {
        lent += 1;
        await new Promise((resolve) => setTimeout(resolve, timeoutMs));
        lent -= 1;
        throw new Error('transfer was cancelled');
      },
      clearHalt: alone('clear'),
      releaseInterface: alone('release'),
      close: alone('close'),
    });
    const pipes = pipesOf(made);
    await pipes.open();
    const first = pipes.bulkIn(5, 64, 30);
    const cleared = pipes.clearHalt('in', 5);
    // Held back until the halt is cleared.
    const second = pipes.bulkIn(5, 64, 30);
    expect(await first).toEqual({ ok: false, error: 'timeout' });
    await cleared;
    await new Promise((resolve) => setImmediate(resolve));
    await pipes.close();
    expect(await second).toEqual({ ok: false, error: 'gone' });
    expect(log.slice(-3)).toEqual(['clear', 'release', 'close']);
  });

  it('are closed even where the library refuses', async () => {
    const { made } = device({ releaseInterface: rejects('busy'), close: rejects('busy') });
    const pipes = pipesOf(made);
    await pipes.open();
    await pipes.close();
    expect(await pipes.bulkOut(6, Uint8Array.of(1), 10)).toEqual({ ok: false, error: 'gone' });
  });
});
