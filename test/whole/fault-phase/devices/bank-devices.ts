import type { Receipt } from '../../../../drivers/contract/index.ts';
import { systemClock } from '../../../../drivers/contract/index.ts';
import { families } from '../../../../drivers/receipt-printer/families.ts';
import { EscPosPrinterSimulator, PrinterMemory } from '../../../../drivers/receipt-printer/index.ts';
import { createMemoryPair } from '../../../../drivers/transports/index.ts';
import { encodeIdCard } from '../../../../drivers/xfs4iot/native-formats.ts';
import type { Peer, PeerCall } from '../../../../drivers/xfs4iot/testing/peer.ts';
import {
  cardReaderService,
  printerService,
  scannerService,
} from '../../../../drivers/xfs4iot/testing/peer-services.ts';
import { PresenterPeer, presenterService } from '../../../../drivers/xfs4iot/testing/presenter-peer.ts';
import { persons } from '../../../../scripts/dock/persons.ts';
import { BankService, type Generation } from './bank-service.ts';
import type { CardStand, ReceiptStand } from './stands.ts';

export type { Receipt };

/** `GS v 0`. */
const PICTURE = Buffer.of(0x1d, 0x76, 0x30);
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** A command that waits for a person: ends by its limit, by a cancel, or by what the person does. */
function waits(call: PeerCall, faster: number, over: () => void): void {
  const end = (code: string) => {
    clearTimeout(timer);
    over();
    if (call.socket.readyState === call.socket.OPEN) call.complete(code);
  };
  const timer = setTimeout(() => end('timeOut'), call.timeout / faster);
  call.canceled.addEventListener('abort', () => end('canceled'));
}

/** A reader of ID cards behind the `CardReader` of another terminal's facade. */
export class BankCards implements CardStand {
  readonly service: BankService;
  readonly #waiting = new Set<PeerCall>();
  #card: string | null = null;
  #blurred = false;
  /** What the chip says instead of its card. */
  foreign: Uint8Array | null = null;

  constructor(faster: number, generation: Generation) {
    this.service = new BankService(cardReaderService, generation, (peer) => {
      peer.on('CardReader.ReadRawData', (call) => {
        this.#waiting.add(call);
        waits(call, faster, () => this.#waiting.delete(call));
        this.#give();
      });
    });
  }

  layCard(person: string): void {
    this.#card = person;
    this.service.says({ cardReader: { media: 'present', chipPower: 'online' } });
    this.#give();
  }

  liftCard(): void {
    if (this.#card === null) return;
    this.#card = null;
    this.service.says({ cardReader: { media: 'notPresent', chipPower: 'noCard' } });
  }

  get cardLies(): boolean {
    return this.#card !== null;
  }

  blur(): void {
    this.#blurred = true;
  }

  clear(): void {
    this.#blurred = false;
  }

  plug(): Promise<void> {
    return this.service.plug();
  }

  unplug(): Promise<void> {
    return this.service.unplug();
  }

  #give(): void {
    const person = persons.find(({ id }) => id === this.#card);
    if (person === undefined) return;
    for (const call of [...this.#waiting]) {
      this.#waiting.delete(call);
      if (call.socket.readyState !== call.socket.OPEN || call.canceled.aborted) continue;
      call.event('CardReader.MediaInsertedEvent');
      if (this.#blurred) call.complete('commandErrorCode', { errorCode: 'invalidMedia' });
      else call.complete('success', { chip: [{ data: base64(this.foreign ?? encodeIdCard(person.card)) }] });
    }
  }
}

/** A code that somebody holds before a scanner behind a service: in view until it is read once. */
export class HeldCode {
  #text: string | null = null;
  #waiting: PeerCall | null = null;

  show(text: string): void {
    this.#text = text;
    this.#give();
  }

  /** A read begins, which goes on until `over`. */
  wanted(call: PeerCall): () => void {
    this.#waiting = call;
    this.#give();
    return () => {
      if (this.#waiting === call) this.#waiting = null;
    };
  }

  #give(): void {
    const [text, call] = [this.#text, this.#waiting];
    if (text === null || call === null) return;
    this.#text = null;
    this.#waiting = null;
    call.complete('success', {
      readOutput: [{ symbology: 'symbologyUnknown', barcodeData: Buffer.from(text).toString('base64') }],
    });
  }
}

/** A scanner that waits for a code. */
export const bankScanner = (faster: number, code: HeldCode, generation: Generation): BankService =>
  new BankService(scannerService, generation, (peer) => {
    peer.on('BarcodeReader.Read', (call) => {
      waits(call, faster, () => over());
      const over = code.wanted(call);
    });
  });

export interface BankOptions {
  /** The receipt printer draws back what nobody takes. */
  readonly draws: boolean;
  readonly generation: Generation;
}

/** A receipt printer that holds paper out; `draws`: and draws it back. */
export class BankReceipts implements ReceiptStand {
  readonly service: BankService;
  readonly slot: PresenterPeer;
  /** The next pieces of a receipt: how many are still taken before one is not. */
  piecesLeft = Number.POSITIVE_INFINITY;
  /** What becomes of the one that is not, once it is on paper. */
  breaks: (call: PeerCall) => void = (call) => call.complete('hardwareError');
  /** What the command does that cuts and holds out. */
  cuts: 'well' | 'untold' | 'failsAfter' | 'dropsAfter' = 'well';
  /** Outlives each driver, as in `binding.ts`. */
  readonly memory = new PrinterMemory();
  readonly #inside = new EscPosPrinterSimulator({ widthDots: 576 });
  readonly #pair = createMemoryPair('memory://bank-receipts');
  #takes = true;
  /** What was cut last was a picture; else whoever wants a receipt pulls the strip out that is in its way. */
  #isReceipt = false;
  #hasPicture = false;

  constructor({ draws, generation }: BankOptions) {
    const { capabilities, commands } = presenterService;
    const holds = {
      ...presenterService,
      commands: Object.fromEntries(Object.entries(commands).filter(([name]) => name !== 'Printer.RetractMedia')),
      capabilities: {
        printer: { ...(capabilities?.printer ?? {}), control: { cut: true, eject: true, retract: false } },
      },
    };
    this.#inside.attach(this.#pair.wire);
    this.service = new BankService(draws ? presenterService : holds, generation, (peer) => this.#script(peer));
    this.slot = new PresenterPeer(() => this.service.peer, { service: 'Device', holds: 500, generation });
    this.slot.onPresented = () => {
      if (this.#takes || !this.#isReceipt) setTimeout(() => this.slot.take(), 50);
    };
  }

  async plug(): Promise<void> {
    await this.#pair.transport.open();
    await this.service.plug();
  }

  papers() {
    return this.#inside.papers();
  }

  get stands(): boolean {
    return this.#inside.waitingCommands === 0 && !this.memory.stranded;
  }

  leavePapers(): void {
    this.#takes = false;
  }

  takePapers(): void {
    this.#takes = true;
    this.slot.take();
  }

  #script(peer: Peer): void {
    this.slot.script(peer);
    peer.on('Printer.PrintRaw', async (call) => {
      this.piecesLeft -= 1;
      const bytes = Buffer.from(String(call.payload.data), 'base64');
      await this.#pair.transport.write(bytes);
      this.#hasPicture ||= bytes.includes(PICTURE);
      if (this.piecesLeft < 0) this.breaks(call);
      else call.complete();
    });
    peer.on('Printer.ControlMedia', async (call) => {
      await this.#pair.transport.write(families.epson.cut);
      while (this.#inside.waitingCommands > 0) await systemClock.delay(1);
      this.#isReceipt = this.#hasPicture;
      this.#hasPicture = false;
      switch (this.cuts) {
        case 'well':
          return this.slot.present(call);
        case 'untold':
          return call.complete();
        case 'failsAfter':
          return call.complete('hardwareError');
        case 'dropsAfter':
          return this.service.peer?.dropAll();
      }
    });
  }
}

/** A page printer that takes PDF. */
export class BankDocuments {
  readonly service: BankService;
  readonly papers: Buffer[] = [];
  /** What it does with a document; the paper comes out but for `refuses`. */
  prints: 'well' | 'untold' | 'refuses' | 'failsAfter' | 'dropsAfter' = 'well';

  constructor(generation: Generation) {
    this.service = new BankService(printerService, generation, (peer) => {
      peer.on('Printer.PrintNative', (call) => {
        if (this.prints === 'refuses') return call.complete('commandErrorCode', { errorCode: 'paperOut' });
        this.papers.push(Buffer.from(String(call.payload.data), 'base64'));
        if (this.prints === 'dropsAfter') return peer.dropAll();
        if (this.prints === 'failsAfter') return call.complete('hardwareError');
        if (this.prints === 'well') call.event('Printer.MediaPresentedEvent', { wadIndex: 1, totalWads: 1 });
        call.complete();
      });
    });
  }
}
