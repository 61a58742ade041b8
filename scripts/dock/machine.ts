import path from 'node:path';
import { ScannerSimulator } from '../../drivers/barcode-reader/index.ts';
import { realisticDelays, SdtReaderSimulator } from '../../drivers/id-card-reader/index.ts';
import { type Bitmap, EscPosPrinterSimulator, type FamilyName } from '../../drivers/receipt-printer/index.ts';
import { listenOnLoopback, openPty, type SimulatorWire } from '../../drivers/transports/index.ts';
import { BoardPanel } from './board-panel.ts';
import { cardOf } from './persons.ts';
import { PrinterPanel } from './printer-panel.ts';

export const deviceNames = ['reader', 'scanner', 'printer', 'board'] as const;
export type DeviceName = (typeof deviceNames)[number];

interface Socketed {
  readonly port: string;
  plug(): Promise<SimulatorWire>;
}

/**
 * The devices of one terminal, simulated byte by byte: each speaks its wire protocol over a pty with a stable link
 * (over loopback TCP where there are no ptys), and can be unplugged and plugged in again.
 */
export class SimulatedMachine {
  readonly reader: SdtReaderSimulator;
  readonly printer: EscPosPrinterSimulator;
  readonly printerPanel: PrinterPanel;
  readonly boardPanel = new BoardPanel();
  readonly #wires = new Map<DeviceName, SimulatorWire>();
  readonly #sockets: Record<DeviceName, Socketed>;
  #scanner: ScannerSimulator | null = null;
  #card: string | null = null;

  private constructor(sockets: Record<DeviceName, Socketed>, realistic: boolean, family: FamilyName) {
    this.#sockets = sockets;
    this.reader = new SdtReaderSimulator(realistic ? { delays: realisticDelays } : {});
    this.printer = new EscPosPrinterSimulator({ family, millisecondsPerRow: realistic ? 1 : 0 });
    this.printerPanel = new PrinterPanel(this.printer);
  }

  /** `realistic`: devices take the time real ones take. */
  static async open(options: {
    directory: string;
    realistic: boolean;
    printerFamily?: FamilyName;
  }): Promise<SimulatedMachine> {
    const sockets = {
      reader: await socket(path.join(options.directory, 'id-card-reader')),
      scanner: await socket(path.join(options.directory, 'barcode-reader')),
      printer: await socket(path.join(options.directory, 'receipt-printer')),
      board: await socket(path.join(options.directory, 'auxiliaries')),
    };
    const machine = new SimulatedMachine(sockets, options.realistic, options.printerFamily ?? 'epson');
    for (const name of deviceNames) await machine.plug(name);
    return machine;
  }

  port(name: DeviceName): string {
    return this.#sockets[name].port;
  }

  isPlugged(name: DeviceName): boolean {
    return this.#wires.has(name);
  }

  async plug(name: DeviceName): Promise<void> {
    if (this.#wires.has(name)) return;
    const wire = await this.#sockets[name].plug();
    this.#wires.set(name, wire);
    if (name === 'reader') this.reader.attach(wire);
    else if (name === 'printer') this.printer.attach(wire);
    else if (name === 'board') this.boardPanel.attach(wire);
    else
      this.#scanner = new ScannerSimulator(wire, {
        family: 'newland',
        suffix: { kind: 'bytes', name: 'CR', bytes: [13] },
      });
  }

  unplug(name: DeviceName): void {
    this.#wires.get(name)?.hangUp();
    this.#wires.delete(name);
    if (name === 'scanner') this.#scanner = null;
  }

  layCard(person: string): void {
    this.reader.layCard(cardOf(person));
    this.#card = person;
  }

  liftCard(): void {
    this.reader.liftCard();
    this.#card = null;
  }

  /** Whose card lies on the reader. */
  get card(): string | null {
    return this.reader.cardLies ? this.#card : null;
  }

  showCode(text: string): void {
    this.#scanner?.showCode(text);
  }

  /** What is plugged in as scanner now; null while nothing is. */
  get scanner(): ScannerSimulator | null {
    return this.#scanner;
  }

  /** Whether the scanner's light is on. */
  get scannerReads(): boolean {
    return this.#scanner?.reading === true;
  }

  /** The papers that came out so far, oldest first, decoded from the bytes that reached the printer. */
  papers(): readonly Bitmap[] {
    return this.printer.papers();
  }

  close(): void {
    this.boardPanel.close();
    for (const name of deviceNames) this.unplug(name);
  }
}

async function socket(link: string): Promise<Socketed> {
  const first = openPty({ link });
  if (first.ok) {
    let unused: SimulatorWire | null = first.value;
    return {
      port: link,
      plug: async () => {
        const ready = unused;
        unused = null;
        if (ready !== null) return ready;
        const next = openPty({ link });
        if (!next.ok) throw new Error(next.error.message);
        return next.value;
      },
    };
  }
  const server = await listenOnLoopback();
  if (!server.ok) throw new Error(server.error.message);
  return { port: server.value.port, plug: async () => server.value };
}
