import { afterEach, describe, expect, it } from 'vitest';
import { Holdings } from '../conformance/counting.ts';
import { type Check, runChecks, type Subject, suites } from '../conformance/index.ts';
import { CANARIES, conformanceReceipt } from '../conformance/specimens.ts';
import { type BarcodeReader, type Clock, type Device, type ReceiptPrinter, systemClock } from '../contract/index.ts';
import { families } from '../receipt-printer/families.ts';
import { EscPosPrinterSimulator } from '../receipt-printer/index.ts';
import { carries } from '../receipt-printer/rig.ts';
import { createMemoryPair } from '../transports/index.ts';
import { XfsBarcodeReader } from './barcode-reader.ts';
import { XfsReceiptPrinter } from './receipt-printer.ts';
import { Peer, type PeerCall } from './testing/peer.ts';
import { type PeerService, printerService, scannerService } from './testing/peer-services.ts';

const CYCLES = process.env.LONG === '1' ? 1_000 : 10;
/** Everybody's time runs this much faster than the sockets', so that seconds of waiting cost little. */
const FASTER = 10;
const clock: Clock = {
  now: () => systemClock.now() * FASTER,
  delay: (milliseconds, signal) => systemClock.delay(milliseconds / FASTER, signal),
};
const PATIENCE = { acknowledgeMs: 5_000, graceMs: 3_000, cancelMs: 3_000, connectMs: 1_000, heartbeatMs: 4_000 };

/** A host that can be pulled out and plugged in again on the same port. */
class Plug {
  peer: Peer | null = null;
  port = 0;
  readonly #service: PeerService;
  readonly #script: (peer: Peer) => void;

  constructor(service: PeerService, script: (peer: Peer) => void) {
    this.#service = service;
    this.#script = script;
  }

  async in(): Promise<void> {
    if (this.peer) return;
    this.peer = await Peer.start({ services: { Device: this.#service }, port: this.port });
    this.port = this.peer.port;
    this.#script(this.peer);
  }

  async out(): Promise<void> {
    await this.peer?.stop();
    this.peer = null;
    // The client's end of the socket hears of it in the next turns.
    await systemClock.delay(5);
  }
}

const plugs: Plug[] = [];
afterEach(async () => {
  for (const plug of plugs.splice(0)) await plug.out();
});

async function plugged(service: PeerService, script: (peer: Peer) => void): Promise<Plug> {
  const plug = new Plug(service, script);
  plugs.push(plug);
  await plug.in();
  return plug;
}

type Acts = Partial<Record<string, () => void | Promise<void>>>;

function subject<D extends Device>(
  deviceClass: 'barcodeReader' | 'receiptPrinter',
  plug: Plug,
  parts: { acts: Acts; reset: () => void; count: () => number | null; create: (clock: Clock) => D },
): Subject<D> {
  const holdings = new Holdings();
  const driverClock = holdings.clock(clock);
  const acts: Acts = {
    unplug: () => plug.out(),
    'plug-in': () => plug.in(),
    'send-garbage': () => {
      for (const text of ['{', '\u0000', '{"header":{"type":"event"}}', Buffer.from([0xff, 0])])
        plug.peer?.sendText('Device', text);
    },
    'silent-death': () => plug.peer?.freeze('Device'),
    ...parts.acts,
  };
  return {
    deviceClass,
    peer: 'simulator',
    clock,
    cycles: CYCLES,
    settleMs: 500,
    stage: {
      direct: async (direction) => {
        await acts[direction]?.();
        return acts[direction] !== undefined;
      },
      countPapers: async () => parts.count(),
      reset: async () => {
        parts.reset();
        // A frozen socket stays frozen: the next check needs a host that lives.
        await plug.out();
        await plug.in();
      },
    },
    held: () => holdings.count(),
    create: () => parts.create(driverClock),
  };
}

async function scannerSubject(): Promise<Subject<BarcodeReader>> {
  let shown: string | null = null;
  let waiting: PeerCall | null = null;
  const offer = () => {
    if (shown === null || waiting === null) return;
    const barcodeData = Buffer.from(shown).toString('base64');
    shown = null;
    waiting.complete('success', { readOutput: [{ symbology: 'qrCode', barcodeData }] });
    waiting = null;
  };
  const script = (peer: Peer) =>
    peer.on('BarcodeReader.Read', (call) => {
      waiting = call;
      const end = (code: string) => {
        if (waiting !== call) return;
        waiting = null;
        clearTimeout(timer);
        if (call.socket.readyState === call.socket.OPEN) call.complete(code);
      };
      const timer = setTimeout(() => end('timeOut'), call.timeout / FASTER);
      call.canceled.addEventListener('abort', () => end('canceled'));
      offer();
    });
  const plug = await plugged(scannerService, script);
  return subject('barcodeReader', plug, {
    acts: {
      'show-code': () => {
        shown = CANARIES[1];
        offer();
      },
      // Nobody reads: the scanner is off and sees nothing.
      'flash-code': () => {
        shown = null;
      },
    },
    reset: () => {
      shown = null;
      waiting = null;
    },
    count: () => null,
    create: (counted) =>
      new XfsBarcodeReader({
        address: `ws://127.0.0.1:${plug.port}/xfs4iot/v1.0/Device`,
        clock: counted,
        patience: PATIENCE,
      }),
  });
}

async function printerSubject(): Promise<Subject<ReceiptPrinter>> {
  const { transport, wire } = createMemoryPair('memory://inside');
  await transport.open();
  const inside = new EscPosPrinterSimulator({ widthDots: 384 });
  inside.attach(wire);
  let cover: 'open' | 'closed' = 'closed';
  let pull = false;
  let counted = 0;
  const script = (peer: Peer) => {
    peer.on('Printer.PrintRaw', async (call) => {
      if (pull) {
        pull = false;
        await plug.out();
        return;
      }
      await transport.write(Buffer.from(String(call.payload.data), 'base64'));
      call.complete();
    });
    peer.on('Printer.ControlMedia', async (call) => {
      await transport.write(families.epson.cut);
      while (inside.waitingCommands > 0) await systemClock.delay(1);
      call.complete();
    });
    peer.on('Common.Status', (call) =>
      call.complete('success', {
        ...printerService.status,
        common: { device: cover === 'open' ? 'userError' : 'online' },
      }),
    );
  };
  const plug: Plug = await plugged(printerService, script);
  return subject('receiptPrinter', plug, {
    acts: {
      'open-cover': () => {
        cover = 'open';
      },
      'close-cover': () => {
        cover = 'closed';
      },
      'unplug-soon': () => {
        pull = true;
      },
    },
    reset: () => {
      cover = 'closed';
      pull = false;
    },
    count: () => {
      const sheets = inside.papers().slice(counted);
      counted += sheets.length;
      return sheets.filter((sheet) => carries(sheet, conformanceReceipt)).length;
    },
    create: (counted) =>
      new XfsReceiptPrinter({
        address: `ws://127.0.0.1:${plug.port}/xfs4iot/v1.0/Device`,
        method: 'raw',
        widthDots: 384,
        clock: counted,
        patience: PATIENCE,
      }),
  });
}

function suite<D extends Device>(name: string, make: () => Promise<Subject<D>>, checks: readonly Check<D>[]): void {
  describe(name, () => {
    it.each(checks.map((check) => [check.id, check] as const))('%s', async (_, check) => {
      const [result] = await runChecks(await make(), [check]);
      expect(result).toMatchObject({ outcome: 'passed' });
    });
  });
}

suite('XfsBarcodeReader', scannerSubject, suites.barcodeReader);
suite('XfsReceiptPrinter', printerSubject, suites.receiptPrinter);
