import type { Part } from '../devices/wires.ts';
import { ways, wires } from '../devices/wires.ts';
import { FACE, type ItemCode, PROOF, SCAN } from '../phases.ts';
import type { Act, Row } from '../table.ts';
import { bankCards, bankDevice, bankLink, bankScanner, bankSensors, bankServices } from './bank.ts';
import { bankDocuments, bankPresenter, bankReceipts, bankReceiptWords } from './bank-printers.ts';
import { battery, board, cabinet, cardService, hidBoard, socialSecurityCard } from './cards-and-cabinet.ts';
import { ippPrinter, ippTroubles, spool } from './document-printer.ts';
import { hidReader, idCardReader, readerPlug, securityModule, usbReader } from './id-card-reader.ts';
import { cameraFailures, cameraPictures, cameraPlugs, codesByCamera, faceWords, looks, pages, wedge } from './page.ts';
import { disk, network, platform, processes } from './platform-and-machine.ts';
import { presenterMotor, presenterPeople } from './presenter.ts';
import {
  printerTellsByItself,
  printerVoice,
  receiptPaper,
  receiptPlug,
  receiptPrinter,
  receiptPrinterTalk,
} from './receipt-printer.ts';
import { hidPosScanner, scanner, ssiScanner } from './scanner.ts';

export interface Fault {
  readonly name: string;
  /** The list it stands in. */
  readonly of: string;
  readonly inject: Act;
  readonly mend: Act;
  /** What a machine must be fitted with to have it; where there are several wires, for each of them. */
  readonly ways: readonly (readonly Part[])[];
  /** The item that meets it; either where left out. */
  readonly item: ItemCode | null;
}

interface More {
  readonly needs?: readonly Part[];
  readonly ways?: readonly (readonly Part[])[];
  readonly item?: ItemCode;
}
const rows = (of: string, table: Readonly<Record<string, Row>>, more: More = {}): Fault[] =>
  Object.entries(table).map(([name, [inject, mend]]) => ({
    name: `${of}: ${name}`,
    of,
    inject,
    mend,
    ways: more.ways ?? [more.needs ?? []],
    item: more.item ?? null,
  }));

const BANK = { ways: ways(wires.bank) };
const BANK_CARDS = { ways: ways(wires.bank, 'bankCards') };
const BANK_DRAWS = { ways: ways(wires.bank, 'presenter') };
const PRINTERS = { ways: ways(wires.receiptPrinter) };
const USB = { ways: ways(wires.usbReader) };
const HID = { ways: ways(wires.hidReader) };
const PRINTS = { item: PROOF } as const;
export const faults: readonly Fault[] = [
  ...rows('ID card reader answers', idCardReader),
  ...rows('ID card reader security module', securityModule),
  ...rows('ID card reader', readerPlug),
  ...rows('scanner', scanner, { ways: ways(wires.scanner) }),
  ...rows('receipt printer', receiptPrinter, PRINTERS),
  ...rows('receipt printer voice', printerVoice, PRINTERS),
  ...rows('receipt printer tells', printerTellsByItself, PRINTERS),
  ...rows('receipt printer talk', receiptPrinterTalk, PRINTERS),
  ...rows('receipt paper', receiptPaper, PRINTERS),
  ...rows('receipt printer plug', receiptPlug, PRINTERS),
  ...rows('document printer trouble', ippTroubles, PRINTS),
  ...rows('document printer', ippPrinter, PRINTS),
  ...rows('document folder', spool, { ...PRINTS, needs: ['files'] }),
  ...rows('social security card', socialSecurityCard),
  ...rows('card service', cardService),
  ...rows('cabinet board', board),
  ...rows('cabinet', { ...cabinet, ...battery }),
  ...rows('platform', platform),
  ...rows('network', network),
  ...rows('disk', disk, { needs: ['files', 'disk'] }),
  ...rows('process', processes),
  ...rows('document camera', cameraFailures, { item: SCAN }),
  ...rows('face camera', cameraFailures, { item: FACE }),
  ...rows('picture of a paper', cameraPictures, { item: SCAN }),
  ...rows('picture of a face', cameraPictures, { item: FACE }),
  ...rows('camera plug', cameraPlugs, { item: SCAN }),
  ...rows('cut-out', pages, { item: SCAN }),
  ...rows('face comparison', faceWords, { item: FACE }),
  ...rows('face', looks, { item: FACE }),
  ...rows('code by camera', codesByCamera),
  ...rows('keyboard wedge', wedge, { needs: ['wedge'] }),
  ...rows('receipt held out', presenterPeople, { needs: ['presenter'] }),
  ...rows('presenter', presenterMotor, { needs: ['presenter'] }),
  ...rows('USB card reader answers', idCardReader, USB),
  ...rows('USB card reader security module', securityModule, USB),
  ...rows('USB card reader', { ...readerPlug, ...usbReader }, USB),
  ...rows('SSI scanner', ssiScanner, { needs: ['cable'] }),
  ...rows('Modbus board', board, { needs: ['cable'] }),
  ...rows('cabinet by Modbus', cabinet, { needs: ['cable'] }),
  ...rows('HID card reader answers', idCardReader, HID),
  ...rows('HID card reader security module', securityModule, HID),
  ...rows('HID card reader', { ...readerPlug, ...hidReader }, HID),
  ...rows('HID-POS scanner', hidPosScanner, { needs: ['hid'] }),
  ...rows('HID board', hidBoard, { needs: ['hid'] }),
  ...rows('cabinet by HID', { ...cabinet, ...battery }, { needs: ['hid'] }),
  ...rows('bank’s card reader link', bankLink(bankServices.cards), BANK_CARDS),
  ...rows('bank’s card reader', { ...bankCards, ...bankDevice(bankServices.cards) }, BANK_CARDS),
  ...rows('bank’s scanner link', bankLink(bankServices.scanners), BANK),
  ...rows('bank’s scanner', { ...bankScanner, ...bankDevice(bankServices.scanners) }, BANK),
  ...rows('bank’s sensors link', bankLink(bankServices.sensors), BANK),
  ...rows('bank’s sensors', { ...bankSensors, ...bankDevice(bankServices.sensors) }, BANK),
  ...rows('bank’s receipt printer link', bankLink(bankServices.receipts), BANK),
  ...rows('bank’s receipt printer', { ...bankReceipts, ...bankReceiptWords }, BANK),
  ...rows('bank’s presenter', bankPresenter, BANK_DRAWS),
  ...rows('bank’s document printer link', bankLink(bankServices.documents), { ...PRINTS, ...BANK }),
  ...rows(
    'bank’s document printer',
    { ...bankDocuments, ...bankDevice(bankServices.documents) },
    { ...PRINTS, ...BANK },
  ),
];
