import { describe, expect, it } from 'vitest';
import { type BarcodeReader, completed, type DeviceStatus } from '../../../drivers/contract/index.ts';
import { SimulatedClock } from '../../../drivers/transports/index.ts';
import type { DevicePort } from '../../../drivers/xfs4iot/facade/index.ts';
import type { GuestAct } from '../../contract/device-messages.ts';
import { GuestBook } from './guest-book.ts';

const status = { deviceClass: 'receiptPrinter', activity: 'busy' } as DeviceStatus;

/** One printer lent by a book; `moved` counts what reached the device. */
function desk() {
  const told: GuestAct[] = [];
  const world = { terminal: true, free: true, moved: 0, wire: Promise.resolve() };
  const book = new GuestBook({
    clock: new SimulatedClock(),
    tell: (act) => {
      if (world.terminal) told.push(act);
      return world.terminal;
    },
    mayBegin: () => world.free,
  });
  // `wire`: what has to end before the device is this command's.
  const device: DevicePort<BarcodeReader> = {
    status: () => status,
    run: async (command) => {
      await world.wire;
      return command({} as BarcodeReader);
    },
  };
  const port = book.lend(device);
  const asked = { service: 'ReceiptPrinter', command: 'Printer.PrintNative' };
  const begin = (requestId = 1, client = 'A') => book.take({ act: 'commandBegun', ...asked, client, requestId });
  const end = (requestId = 1, client = 'A') =>
    book.take({ act: 'commandEnded', ...asked, client, requestId, completionCode: 'success' });
  const print = () =>
    port.run(async () => {
      world.moved += 1;
      return completed(undefined, 'done');
    });
  return { told, world, book, port, begin, end, print };
}

describe('an act of a guest', () => {
  it('moves the device only when its beginning is on the disk, and its end tells the effect', async () => {
    const { told, world, book, begin, end, print } = desk();
    begin();
    const printing = print();
    await Promise.resolve();
    expect(world.moved).toBe(0);
    const [begun] = told;
    expect(begun).toMatchObject({ deviceClass: 'receiptPrinter', command: 'printNative', outcome: 'begun' });
    book.noted(begun?.id ?? '', true);
    expect(await printing).toMatchObject({ ok: true });
    end();
    expect(told[1]).toMatchObject({ id: begun?.id, outcome: 'success', effect: 'done' });
  });

  it('is not ended by another client’s command with the same number, while its beginning is being written', async () => {
    const { told, world, book, begin, end, print } = desk();
    begin(5);
    const printing = print();
    end(5, 'B');
    expect(told).toHaveLength(1);
    book.noted(told[0]?.id ?? '', true);
    expect(await printing).toMatchObject({ ok: true });
    end(5, 'B');
    expect([told.length, world.moved]).toEqual([1, 1]);
    end(5);
    expect(told[1]).toMatchObject({ id: told[0]?.id, outcome: 'success', effect: 'done' });
  });

  it('does not make the device busy for the one who does it', async () => {
    const { told, book, port, begin } = desk();
    expect(port.status().activity).toBe('busy');
    begin();
    book.noted(told[0]?.id ?? '', true);
    const seen = port.run(async () => completed(port.status().activity, 'none'));
    expect(await seen).toMatchObject({ value: 'idle' });
    expect(port.status().activity).toBe('busy');
  });

  const refusals: Record<string, (here: ReturnType<typeof desk>) => void> = {
    'the terminal could not write': ({ book, told }) => book.noted(told[0]?.id ?? '', false),
    'the terminal went away': ({ book }) => book.terminalWent(),
    'the terminal hangs': () => undefined,
    'a citizen came meanwhile': ({ world, book, told }) => {
      world.free = false;
      book.noted(told[0]?.id ?? '', true);
    },
    'a citizen came while the device was still at a question': ({ world, book, told }) => {
      world.wire = new Promise((resolve) => {
        setImmediate(() => {
          world.free = false;
          resolve();
        });
      });
      book.noted(told[0]?.id ?? '', true);
    },
  };
  it.each(Object.entries(refusals))('moves nothing when %s', async (_, happens) => {
    const here = desk();
    here.begin();
    const printing = here.print();
    happens(here);
    expect(await printing).toMatchObject({ ok: false, error: { code: 'deviceNotReady', effect: 'none' } });
    expect(here.world.moved).toBe(0);
  });

  it('moves nothing without a terminal, nor without a beginning', async () => {
    const { world, begin, print } = desk();
    expect(await print()).toMatchObject({ error: { errorCode: 'notRecorded' } });
    world.terminal = false;
    begin();
    expect(await print()).toMatchObject({ error: { errorCode: 'notRecorded' } });
    expect(world.moved).toBe(0);
  });

  it('tells an end that no terminal heard to the next one', async () => {
    const { told, world, book, begin, end, print } = desk();
    begin();
    book.noted(told[0]?.id ?? '', true);
    await print();
    world.terminal = false;
    end();
    expect(told).toHaveLength(1);
    world.terminal = true;
    book.terminalCame();
    expect(told[1]).toMatchObject({ id: told[0]?.id, outcome: 'success', effect: 'done' });
  });

  it('is not ended by a refusal of another client that used the same number', async () => {
    const { told, book, begin, end, print } = desk();
    begin(7);
    book.noted(told[0]?.id ?? '', true);
    const printing = print();
    await new Promise(setImmediate);
    end(8);
    expect(told).toHaveLength(1);
    await printing;
    end(7);
    expect(told).toHaveLength(2);
  });
});
