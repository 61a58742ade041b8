import { PcscSocialSecurityCardReader, SimulatedCardService } from '../../../../drivers/card-reader/index.ts';
import { IppDocumentPrinter, IppPrinterSimulator } from '../../../../drivers/document-printer/index.ts';
import type { SimulatedMachine } from '../../../../scripts/dock/machine.ts';
import type { Config } from '../../../../src-main/contract/config.ts';
import { WEDGE_PORT } from '../../../../src-main/contract/config-devices.ts';
import type { Binding } from '../../../../src-main/device-host/attached-devices.ts';
import type { Whole } from '../../whole.ts';
import { Bank } from './bank.ts';
import { BoardStand } from './boards.ts';
import { HidPosStand, SerialScanner, SsiStand } from './scanners.ts';
import { HidSdt, SdtStand, SerialSdt, UsbSdt } from './sdt-readers.ts';
import type { CardStand, ReceiptStand } from './stands.ts';
import { printedDocuments, SerialReceipts, savedDocuments } from './usual.ts';
import { type Part, wireOf, wires } from './wires.ts';

export type Fit = ReadonlySet<Part>;

export const CARD_SERVICE_READER = 'Simulated reader 00 00';

/** Of the document printer: its own would keep a person, and this table, for minutes. */
const SHORT_PATIENCE = {
  requestMs: 2_000,
  documentMs: 1_500,
  pollMs: 60,
  busyMs: 1_500,
  busyFirstMs: 200,
  stuckMs: 1_200,
  jobMs: 8_000,
  lostMs: 1_500,
  settleMs: 500,
  cancelMs: 1_000,
  quietMs: 300,
  watchMs: 300,
};
/** Paper that hangs, or is drawn back, is asked for by phases and people: it comes before any other family. */
function printerOf(fit: Fit) {
  if (fit.has('holder')) return 'masung';
  return fit.has('presenter') ? 'custom' : wireOf(wires.receiptPrinter, fit);
}
/** More than the pairs of one machine draw back. */
export const BIN_PAPERS = 500;
type Start = NonNullable<Parameters<typeof Whole.start>[0]>;

/** A thing of one fit, where a fault of another one asks for it. */
export function here<T>(thing: T | null): T {
  if (thing === null) throw new Error('this machine is fitted otherwise');
  return thing;
}

/** The one place that knows which simulator a machine has for what. */
export class Devices {
  readonly fit: Fit;
  readonly idCards: CardStand;
  readonly receipts: ReceiptStand;
  readonly board: BoardStand;
  readonly office = new IppPrinterSimulator();
  readonly cards = new SimulatedCardService([CARD_SERVICE_READER]);
  readonly scanner: SerialScanner;
  readonly ssi: SsiStand | null;
  readonly hidPos: HidPosStand | null;
  readonly usb: UsbSdt | null;
  readonly hidReader: HidSdt | null;
  readonly bank: Bank | null;

  constructor(fit: Fit, folder: string, machine: () => SimulatedMachine) {
    this.fit = fit;
    this.board = new BoardStand(wireOf(wires.board, fit), folder);
    this.scanner = new SerialScanner(wireOf(wires.scanner, fit), folder);
    this.ssi = fit.has('cable') ? new SsiStand(folder) : null;
    this.hidPos = fit.has('hid') ? new HidPosStand() : null;
    this.usb = fit.has('cable') ? new UsbSdt(wireOf(wires.usbReader, fit)) : null;
    this.hidReader = fit.has('hid') ? new HidSdt(wireOf(wires.hidReader, fit)) : null;
    this.bank = fit.has('bank') ? new Bank({ draws: !fit.has('holder'), generation: wireOf(wires.bank, fit) }) : null;
    const bankCards = fit.has('bankCards') ? this.bank?.idCards : null;
    this.idCards = bankCards ?? this.usb ?? this.hidReader ?? new SerialSdt(machine);
    this.receipts = this.bank?.receipts ?? new SerialReceipts(machine);
  }

  /** The reader of ID cards where it speaks SDT, whichever wire it has. */
  get sdt() {
    if (this.idCards instanceof SdtStand) return this.idCards.simulator;
    throw new Error('this machine is fitted otherwise');
  }

  /** Plugs everything in, and says how a whole machine is fitted with it. */
  async start(): Promise<
    Pick<Start, 'auxiliaries' | 'cardReader' | 'receiptPrinter' | 'barcodeReader' | 'documentPrinter' | 'fitted'>
  > {
    const { fit, board, scanner, ssi, usb, hidReader, hidPos, cards } = this;
    board.plug();
    scanner.plug();
    ssi?.plug();
    await this.bank?.plug();
    const printed = fit.has('files') ? null : await this.#ipp();
    const pcsc = { physical: 'pcsc', identity: null, create: () => new PcscSocialSecurityCardReader(cards, {}) };
    const reader = usb ?? hidReader;
    const held = { heldOutSeconds: 1, retractBinPapers: BIN_PAPERS };
    const binding: Binding = {
      cardReader: pcsc,
      ...(printed === null ? {} : { documentPrinter: printed.fitted }),
      ...(board.fitted === undefined ? {} : { auxiliaries: board.fitted }),
      ...(reader === null ? {} : { idCardReader: reader.fitted }),
      ...(hidPos === null ? {} : { barcodeReader: hidPos.fitted }),
      ...this.bank?.fitted(fit.has('bankCards')),
    };
    return {
      auxiliaries: {
        port: board.fitted?.physical ?? board.port,
        profile: board.profile.name,
        presenceLight: 'cardReader',
      },
      cardReader: {},
      receiptPrinter: { family: printerOf(fit), ...held, ...this.bank?.receiptPrinter() },
      barcodeReader: { port: scanner.port, family: scanner.family },
      ...(ssi === null ? {} : { barcodeReader: { port: ssi.port, family: 'ssi' as const } }),
      ...(fit.has('wedge') ? { barcodeReader: { port: WEDGE_PORT } } : {}),
      ...(printed === null ? {} : { documentPrinter: printed.config }),
      ...this.bank?.config(),
      fitted: binding,
    };
  }

  /** Documents that came out whole, as bytes. */
  documents(config: Config): readonly Buffer[] {
    if (this.bank !== null) return this.bank.documents.papers;
    const printer = config.devices.documentPrinter;
    return printer?.kind === 'file' ? savedDocuments(printer.directory) : printedDocuments(this.office);
  }

  async stop(): Promise<void> {
    this.board.unplug();
    this.scanner.unplug();
    this.ssi?.unplug();
    await this.bank?.unplug();
    await this.office.close();
    this.cards.stop();
  }

  async #ipp() {
    const uri = await this.office.listen();
    const create = () => new IppDocumentPrinter({ uri, patience: SHORT_PATIENCE });
    return { config: { kind: 'ipp' as const, uri }, fitted: { physical: uri, identity: null, create } };
  }
}
