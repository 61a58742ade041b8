import { CANARIES, conformanceDocument, conformanceReceipt } from '../../conformance/specimens.ts';
import { type BarcodeReader, type DocumentPrinter, type ReceiptPrinter, systemClock } from '../../contract/index.ts';
import { families } from '../../receipt-printer/families.ts';
import { EscPosPrinterSimulator } from '../../receipt-printer/index.ts';
import { carries } from '../../receipt-printer/rig.ts';
import { createMemoryPair } from '../../transports/index.ts';
import { XfsBarcodeReader } from '../barcode-reader.ts';
import { XfsDocumentPrinter } from '../document-printer.ts';
import { XfsReceiptPrinter } from '../receipt-printer.ts';
import { FASTER, type PeerSubject, type Plug, plugged, subject } from './conformance-bench.ts';
import type { Peer, PeerCall } from './peer.ts';
import { printerService, scannerService } from './peer-services.ts';
import { PresenterPeer, presenterService } from './presenter-peer.ts';

export async function scannerSubject(cycles: number): Promise<PeerSubject<BarcodeReader>> {
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
  return subject('barcodeReader', plug, cycles, {
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
    create: (link) => new XfsBarcodeReader(link),
  });
}

export async function printerSubject(cycles: number): Promise<PeerSubject<ReceiptPrinter>> {
  const { transport, wire } = createMemoryPair('memory://inside');
  await transport.open();
  const inside = new EscPosPrinterSimulator({ widthDots: 384 });
  inside.attach(wire);
  const behind = new PresenterPeer(() => plug.peer, { service: 'Device', holds: 20 });
  let hand: 'takes' | 'leaves' = 'takes';
  behind.onPresented = () => {
    if (hand === 'takes') setTimeout(() => behind.take(), 2_000 / FASTER);
  };
  let pull = false;
  let counted = 0;
  const script = (peer: Peer) => {
    behind.script(peer);
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
      behind.present(call);
    });
  };
  const plug: Plug = await plugged(presenterService, script);
  return subject('receiptPrinter', plug, cycles, {
    acts: {
      'open-cover': () => behind.moveCover('open'),
      'close-cover': () => behind.moveCover('closed'),
      'take-paper': () => {
        hand = 'takes';
      },
      'leave-paper': () => {
        hand = 'leaves';
      },
      'unplug-soon': () => {
        pull = true;
      },
    },
    reset: () => {
      behind.rest();
      hand = 'takes';
      pull = false;
    },
    papers: () => {
      const sheets = inside.papers().slice(counted);
      counted += sheets.length;
      return sheets.filter((sheet) => carries(sheet, conformanceReceipt)).length;
    },
    create: (link) => new XfsReceiptPrinter({ ...link, method: 'raw', widthDots: 384, takenMs: 6_000 }),
  });
}

/** A page printer that takes PDF as `sample`; what it was given lies in its tray. */
export async function documentSubject(cycles: number): Promise<PeerSubject<DocumentPrinter>> {
  const papers: Buffer[] = [];
  const whole = Buffer.from(conformanceDocument());
  const script = (peer: Peer) =>
    peer.on('Printer.PrintNative', (call) => {
      papers.push(Buffer.from(String(call.payload.data), 'base64'));
      call.event('Printer.MediaPresentedEvent', { wadIndex: 1, totalWads: 1 });
      call.complete();
    });
  const plug = await plugged(printerService, script);
  return subject('documentPrinter', plug, cycles, {
    acts: {},
    papers: () => papers.splice(0).filter((paper) => paper.equals(whole)).length,
    create: (link) => new XfsDocumentPrinter({ ...link, osPrinter: 'sample' }),
  });
}
