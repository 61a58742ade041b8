import { type Clock, systemClock } from '../../../../drivers/contract/index.ts';
import {
  XfsAuxiliaries,
  XfsBarcodeReader,
  XfsDocumentPrinter,
  XfsIdCardReader,
  XfsReceiptPrinter,
} from '../../../../drivers/xfs4iot/index.ts';
import { auxiliariesService } from '../../../../drivers/xfs4iot/testing/peer-services.ts';
import type { Binding } from '../../../../src-main/device-host/attached-devices.ts';
import { BankCards, BankDocuments, type BankOptions, BankReceipts, bankScanner, HeldCode } from './bank-devices.ts';
import { BankService } from './bank-service.ts';

/** The drivers wait so much shorter: minutes of a silent service would keep a person, and this table. */
const FASTER = 4;
const clock: Clock = { ...systemClock, delay: (ms, signal) => systemClock.delay(ms / FASTER, signal) };
const HELD_OUT_MS = 1_000;
const COMMAND_MS = 8_000;
const OS_PRINTER = 'sample';
const LIGHTS = ['cardReader', 'receiptPrinter', 'statusGood'];

/** The devices of a bank's machine, each behind an XFS4IoT service. */
export class Bank {
  readonly idCards: BankCards;
  readonly code = new HeldCode();
  readonly scanner: BankService;
  readonly receipts: BankReceipts;
  readonly documents: BankDocuments;
  readonly sensors: BankService;

  constructor(options: BankOptions) {
    const { generation } = options;
    this.idCards = new BankCards(FASTER, generation);
    this.scanner = bankScanner(FASTER, this.code, generation);
    this.documents = new BankDocuments(generation);
    this.sensors = new BankService(auxiliariesService, generation, () => undefined);
    this.receipts = new BankReceipts(options);
  }

  async plug(): Promise<void> {
    await this.receipts.plug();
    for (const { service } of [this.idCards, this.documents]) await service.plug();
    for (const service of [this.scanner, this.sensors]) await service.plug();
  }

  async unplug(): Promise<void> {
    for (const { service } of [this.idCards, this.receipts, this.documents]) await service.unplug();
    for (const service of [this.scanner, this.sensors]) await service.unplug();
  }

  /** How we broke the standard, as each service saw it. */
  get violations(): readonly string[] {
    const { idCards, receipts, documents, scanner, sensors } = this;
    const all = [idCards.service, receipts.service, documents.service, scanner, sensors];
    const told = all.flatMap(({ peer }) => peer?.violations ?? []);
    // Whoever hears no answer cannot know the generation: it tries the other envelope, in which the limit stands elsewhere,
    // and takes back what it asked in the newer version.
    return told.filter((one) => !/^(envelope: header\.timeout|Common\.\w+ 2\.0 is not listed$)/.test(one));
  }

  /** As a technician would write it. */
  config() {
    const { scanner, documents, sensors } = this;
    return {
      barcodeReader: { port: scanner.address },
      documentPrinter: { kind: 'xfs4iot' as const, port: documents.service.address, osPrinter: OS_PRINTER },
      auxiliaries: { port: sensors.address, lights: LIGHTS, presenceLight: 'cardReader' },
    };
  }

  receiptPrinter() {
    return { port: this.receipts.service.address };
  }

  /** The same, with less patience. */
  fitted(cards: boolean): Binding {
    const { idCards, scanner, receipts, documents, sensors } = this;
    const at = ({ address }: BankService) => ({ address, clock });
    const held = { takenMs: HELD_OUT_MS * FASTER, binPapers: 500, memory: receipts.memory, commandMs: COMMAND_MS };
    const box = ({ address }: BankService) => ({ physical: address, identity: null });
    return {
      ...(cards
        ? { idCardReader: { ...box(idCards.service), create: () => new XfsIdCardReader(at(idCards.service)) } }
        : {}),
      barcodeReader: { ...box(scanner), create: () => new XfsBarcodeReader(at(scanner)) },
      receiptPrinter: {
        ...box(receipts.service),
        create: () => new XfsReceiptPrinter({ ...at(receipts.service), method: 'raw', ...held }),
      },
      documentPrinter: {
        ...box(documents.service),
        create: () => new XfsDocumentPrinter({ ...at(documents.service), osPrinter: OS_PRINTER }),
      },
      auxiliaries: { ...box(sensors), create: () => new XfsAuxiliaries({ ...at(sensors), lights: LIGHTS }) },
    };
  }
}
