import type { Part } from '../fault-machine.ts';
import { FACE, type ItemCode, PROOF, SCAN } from '../phases.ts';
import type { Act, Row } from '../table.ts';
import { board, cabinet, cardService, socialSecurityCard } from './cards-and-cabinet.ts';
import { ippPrinter, ippTroubles, spool } from './document-printer.ts';
import { idCardReader, readerPlug, securityModule } from './id-card-reader.ts';
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
import { scanner } from './scanner.ts';

export interface Fault {
  readonly name: string;
  /** The list it stands in. */
  readonly of: string;
  readonly inject: Act;
  readonly mend: Act;
  /** What a machine must be fitted with to have it. */
  readonly needs: readonly Part[];
  /** The item that meets it; either where left out. */
  readonly item: ItemCode | null;
}

interface More {
  readonly needs?: readonly Part[];
  readonly item?: ItemCode;
}
const rows = (of: string, table: Readonly<Record<string, Row>>, more: More = {}): Fault[] =>
  Object.entries(table).map(([name, [inject, mend]]) => ({
    name: `${of}: ${name}`,
    of,
    inject,
    mend,
    needs: more.needs ?? [],
    item: more.item ?? null,
  }));

const PRINTS = { item: PROOF } as const;
export const faults: readonly Fault[] = [
  ...rows('ID card reader answers', idCardReader),
  ...rows('ID card reader security module', securityModule),
  ...rows('ID card reader', readerPlug),
  ...rows('scanner', scanner),
  ...rows('receipt printer', receiptPrinter),
  ...rows('receipt printer voice', printerVoice),
  ...rows('receipt printer tells', printerTellsByItself),
  ...rows('receipt printer talk', receiptPrinterTalk),
  ...rows('receipt paper', receiptPaper),
  ...rows('receipt printer plug', receiptPlug),
  ...rows('document printer trouble', ippTroubles, PRINTS),
  ...rows('document printer', ippPrinter, PRINTS),
  ...rows('document folder', spool, { ...PRINTS, needs: ['files'] }),
  ...rows('social security card', socialSecurityCard),
  ...rows('card service', cardService),
  ...rows('cabinet board', board),
  ...rows('cabinet', cabinet),
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
];
