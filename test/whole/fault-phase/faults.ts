import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { BoardFault } from '../../../drivers/auxiliaries/simulator.ts';
import type { ScannerSimulator } from '../../../drivers/barcode-reader/index.ts';
import type { ServiceFault } from '../../../drivers/card-reader/channel.ts';
import { type CardFault, SimulatedCard } from '../../../drivers/card-reader/index.ts';
import { OPERATIONS, type Operation } from '../../../drivers/document-printer/ipp/operations.ts';
import type { IppTrouble } from '../../../drivers/document-printer/ipp/simulator.ts';
import type { SdtReaderSimulator } from '../../../drivers/id-card-reader/index.ts';
import type { AnswerFault } from '../../../drivers/id-card-reader/simulated-faults.ts';
import type { AutomaticFault, PrinterFault, PrinterVoice } from '../../../drivers/receipt-printer/index.ts';
import type { SimulatedTalk } from '../../../drivers/receipt-printer/simulated-talk.ts';
import type { FaultMode } from '../../../platform/faults/faults.ts';
import { baseNames } from '../../../platform/shared-data/base-schema.ts';
import type { Harm } from '../network-cable.ts';
import { CARD_SERVICE_READER, type Part } from './fault-machine.ts';
import {
  cameraFailures,
  cameraPictures,
  cameraPlugs,
  codesByCamera,
  faceWords,
  looks,
  pages,
  wedge,
} from './page-faults.ts';
import { FACE, type ItemCode, SCAN } from './phases.ts';
import { presenterMotor, presenterPeople } from './presenter-faults.ts';
import type { Act, Row, Table } from './table.ts';

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
const FOR_EVER = 1_000_000;
const NEW_ROLL = 640_000;

const readerAnswers = (fault: AnswerFault, times = FOR_EVER): Row => [
  ({ whole }) => whole.machine.reader.inject(fault, { times }),
  ({ whole }) => whole.machine.reader.clearFaults(),
];
const idCardReader: Table<AnswerFault['kind']> = {
  wrongCheck: readerAnswers({ kind: 'wrongCheck' }),
  truncated: readerAnswers({ kind: 'truncated' }),
  silence: readerAnswers({ kind: 'silence' }),
  splitPerByte: readerAnswers({ kind: 'splitPerByte' }),
  lyingLength: readerAnswers({ kind: 'lyingLength' }),
  garbageOnly: readerAnswers({ kind: 'garbageOnly' }),
  garbageBefore: readerAnswers({ kind: 'garbageBefore', bytes: Uint8Array.of(0x00, 0xaa, 0xff, 0x96) }),
  /** Calls our frames bad. */
  sw3: readerAnswers({ kind: 'sw3', sw3: 0x10 }),
  cardLifted: readerAnswers({ kind: 'cardLifted' }, 6),
  hangUpMidFrame: [
    ({ whole }) => whole.machine.reader.inject({ kind: 'hangUpMidFrame' }),
    async ({ whole }) => {
      whole.machine.reader.clearFaults();
      whole.machine.unplug('reader');
      await whole.machine.plug('reader');
    },
  ],
};
type Sam = Exclude<Parameters<SdtReaderSimulator['setSam']>[0], 'ok'>;
const sam = (state: Sam): Row => [
  ({ whole }) => whole.machine.reader.setSam(state),
  ({ whole }) => whole.machine.reader.setSam('ok'),
];
const securityModule: Table<Sam> = { selfTestFailed: sam('selfTestFailed'), notAuthorised: sam('notAuthorised') };

const printer = (fault: PrinterFault): Row => [
  ({ whole }) => whole.machine.printer.set(fault),
  ({ whole }) => whole.machine.printer.clear(fault),
];
const receiptPrinter: Table<PrinterFault> = {
  'cover-open': printer('cover-open'),
  jam: printer('jam'),
  cutter: printer('cutter'),
  offline: printer('offline'),
  'head-hot': printer('head-hot'),
  unrecoverable: printer('unrecoverable'),
};
const voice = (now: PrinterVoice): Row => [
  ({ whole }) => {
    whole.machine.printer.talk.voice = now;
  },
  ({ whole }) => {
    whole.machine.printer.talk.voice = 'normal';
  },
];
const printerVoice: Table<Exclude<PrinterVoice, 'normal'>> = { silent: voice('silent'), dead: voice('dead') };
const automatic = (fault: AutomaticFault): Row => [
  ({ whole }) => {
    whole.machine.printer.talk.automaticFault = fault;
    whole.machine.printer.talk.flood(3);
  },
  ({ whole }) => {
    whole.machine.printer.talk.automaticFault = 'none';
    whole.machine.printer.talk.flood(1);
  },
];
const printerTellsByItself: Table<AutomaticFault> = {
  none: automatic('none'),
  lost: automatic('lost'),
  headless: automatic('headless'),
  cut: automatic('cut'),
  garbled: automatic('garbled'),
};
const talk = (act: (talk: SimulatedTalk) => void): Act => {
  return ({ whole }) => act(whole.machine.printer.talk);
};
const receiptPrinterTalk: Table<'flowControl' | 'late' | 'unpluggedMidAnswer'> = {
  flowControl: [
    talk((one) => {
      one.flowControlNoise = true;
    }),
    talk((one) => {
      one.flowControlNoise = false;
    }),
  ],
  late: [
    talk((one) => {
      one.answerDelay = 150;
    }),
    talk((one) => {
      one.answerDelay = 0;
    }),
  ],
  unpluggedMidAnswer: [
    talk((one) => one.unplugAfterAnswers(3)),
    async ({ whole }) => {
      whole.machine.unplug('printer');
      await whole.machine.plug('printer');
      // Where nothing was asked the plug is still to be pulled.
      whole.machine.printer.talk.unplugAfterAnswers(Number.MAX_SAFE_INTEGER);
    },
  ],
};
const roll = (rows: number): Row => [
  ({ whole }) => whole.machine.printer.setPaper(rows),
  ({ whole }) => whole.machine.printer.setPaper(NEW_ROLL),
];
const receiptPaper: Table<'out' | 'runsOut' | 'nearEnd'> = {
  out: roll(0),
  runsOut: roll(160),
  nearEnd: [({ whole }) => whole.machine.printer.setPaperNearEnd(), roll(0)[1]],
};
const receiptPlug: Table<'cable' | 'power' | 'powerCycled' | 'powerMidReceipt'> = {
  powerCycled: [({ whole }) => whole.machine.printer.powerCycle(), () => undefined],
  cable: [({ whole }) => whole.machine.unplug('printer'), ({ whole }) => whole.machine.plug('printer')],
  power: [
    ({ whole }) => {
      whole.machine.printer.unplug('power');
      whole.machine.unplug('printer');
    },
    ({ whole }) => whole.machine.plug('printer'),
  ],
  powerMidReceipt: [
    ({ whole }) => whole.machine.printer.unplugAfterBytes(3_000),
    async ({ whole }) => {
      whole.machine.unplug('printer');
      await whole.machine.plug('printer');
      // Where nothing was printed the plug is still to be pulled.
      whole.machine.printer.unplugAfterBytes(Number.MAX_SAFE_INTEGER);
    },
  ],
};

const scannerTalks = (how: 'silent' | 'splitBytes'): Row => {
  const set =
    (value: boolean): Act =>
    ({ whole }) => {
      if (whole.machine.scanner !== null) whole.machine.scanner[how] = value;
    };
  return [set(true), set(false)];
};
const atScanner =
  (act: (scanner: ScannerSimulator) => void): Act =>
  ({ whole }) => {
    if (whole.machine.scanner !== null) act(whole.machine.scanner);
  };
const noise = Uint8Array.of(0x00, 0xff, 0x16, 0x4d, 0x0d, 0x1b, 0x7f);
const scanner: Table<'silent' | 'splitBytes' | 'losesAnswers' | 'noise' | 'powerCycled' | 'unplugged'> = {
  losesAnswers: [
    atScanner((one) => {
      one.loseNext = FOR_EVER;
    }),
    atScanner((one) => {
      one.loseNext = 0;
    }),
  ],
  noise: [atScanner((one) => one.sendRaw(noise)), () => undefined],
  powerCycled: [atScanner((one) => one.powerCycle()), () => undefined],
  silent: scannerTalks('silent'),
  splitBytes: scannerTalks('splitBytes'),
  unplugged: [({ whole }) => whole.machine.unplug('scanner'), ({ whole }) => whole.machine.plug('scanner')],
};
const readerPlug: Table<'unplugged'> = {
  unplugged: [({ whole }) => whole.machine.unplug('reader'), ({ whole }) => whole.machine.plug('reader')],
};

type TroubleKind = IppTrouble['kind'];
type TroubleName =
  | Extract<TroubleKind, string>
  | (TroubleKind extends infer Kind ? (Kind extends object ? keyof Kind : never) : never);
const taking: readonly Operation[] = ['printJob', 'sendDocument'];
const trouble = (kind: TroubleKind, operations: readonly Operation[]): Row => [
  ({ office }) => {
    for (const operation of operations) office.troubles.set(operation, { kind, times: FOR_EVER });
  },
  ({ office }) => office.troubles.clear(),
];
const everything = Object.keys(OPERATIONS) as Operation[];
const ippTroubles: Table<TroubleName> = {
  status: trouble({ status: 0x0500 }, everything),
  http: trouble({ http: 503 }, everything),
  garbage: trouble('garbage', everything),
  wrongRequestId: trouble('wrongRequestId', everything),
  stall: trouble('stall', taking),
  busyButTakes: trouble('busyButTakes', taking),
  powerCut: trouble('powerCut', taking),
};
const reason = (word: string): Row => [
  ({ office }) => void office.engine.reasons.add(word),
  ({ office }) => office.engine.clear(),
];
/** One of each severity of `reasons.ts`, those that stop the paper on its way, and what is no reason. */
const ippPrinter: Table<
  | 'mediaEmpty'
  | 'jam'
  | 'fuserHot'
  | 'tonerLow'
  | 'trayEmpty'
  | 'abortsMidJob'
  | 'acceptsNothing'
  | 'refusesExpect'
  | 'switchedOffAndOn'
  | 'offTheNetwork'
> = {
  trayEmpty: [
    ({ office }) => {
      office.engine.sheets = 0;
    },
    ({ office }) => office.engine.clear(),
  ],
  refusesExpect: [
    ({ office }) => {
      office.expectRefused = true;
    },
    ({ office }) => {
      office.expectRefused = false;
    },
  ],
  switchedOffAndOn: [({ office }) => office.powerCut(), () => undefined],
  mediaEmpty: reason('media-empty-error'),
  fuserHot: reason('fuser-over-temp'),
  tonerLow: reason('toner-low-warning'),
  jam: reason('media-jam-error'),
  abortsMidJob: [
    ({ office }) => {
      office.engine.abortAtPage = 0;
    },
    ({ office }) => {
      office.engine.abortAtPage = null;
    },
  ],
  acceptsNothing: [
    ({ office }) => {
      office.accepting = false;
    },
    ({ office }) => {
      office.accepting = true;
    },
  ],
  offTheNetwork: [({ office }) => office.hangUp(), async ({ office }) => void (await office.listen())],
};
const spool: Table<'full' | 'gone'> = {
  full: [
    ({ documentsFolder }) => {
      for (let n = 0; n < 200; n++)
        writeFileSync(path.join(documentsFolder, `${n.toString(16).padStart(32, 'f')}.pdf`), '%PDF');
    },
    ({ documentsFolder }) => {
      for (let n = 0; n < 200; n++) rmSync(path.join(documentsFolder, `${n.toString(16).padStart(32, 'f')}.pdf`));
    },
  ],
  gone: [
    ({ documentsFolder }) => {
      renameSync(documentsFolder, `${documentsFolder}.away`);
      writeFileSync(documentsFolder, 'a file where the folder was');
    },
    ({ documentsFolder }) => {
      rmSync(documentsFolder);
      renameSync(`${documentsFolder}.away`, documentsFolder);
      mkdirSync(documentsFolder, { recursive: true });
    },
  ],
};

const badCard = (fault: CardFault): Row => [
  ({ cards }) => {
    const card = new SimulatedCard({ card: null });
    card.inject(fault);
    cards.insert(card);
  },
  ({ cards }) => cards.pull(),
];
const socialSecurityCard: Table<CardFault['kind']> = {
  pull: badCard({ kind: 'pull', at: 0 }),
  silence: badCard({ kind: 'silence', at: 0 }),
  word: badCard({ kind: 'word', at: 0, sw: 0x6a82 }),
  bytes: badCard({ kind: 'bytes', at: 0, bytes: Uint8Array.of(0xff) }),
  slow: badCard({ kind: 'slow', milliseconds: 500 }),
  otherCard: [({ cards }) => cards.insert(new SimulatedCard({ card: null, mute: true })), ({ cards }) => cards.pull()],
};
const service = (fault: ServiceFault): Row => [({ cards }) => cards.die(fault), ({ cards }) => cards.revive()];
const cardService: Table<ServiceFault | 'hung' | 'unplugged' | 'pulledUnnoticed'> = {
  pulledUnnoticed: [
    async ({ cards }) => {
      cards.insert(new SimulatedCard({ card: null }));
      await cards.pullUnnoticed(50);
    },
    () => undefined,
  ],
  serviceAbsent: service('serviceAbsent'),
  serviceDenied: service('serviceDenied'),
  libraryMissing: service('libraryMissing'),
  serviceSilent: service('serviceSilent'),
  hung: [
    ({ cards }) => {
      cards.hung = true;
    },
    ({ cards }) => {
      cards.hung = false;
    },
  ],
  unplugged: [
    ({ cards }) => cards.unplugReader(CARD_SERVICE_READER),
    ({ cards }) => cards.plugReader(CARD_SERVICE_READER),
  ],
};

const boardFault = (fault: BoardFault): Row => [
  ({ board }) => {
    board.fault = fault;
  },
  ({ board }) => {
    board.fault = null;
  },
];
const board: Table<BoardFault> = {
  silent: boardFault('silent'),
  garbage: boardFault('garbage'),
  badCheck: boardFault('badCheck'),
  refuse: boardFault('refuse'),
};
const signal = (name: string, bad: number, good: number): Row => [
  (machine) => machine.board.set(name, bad),
  (machine) => machine.board.set(name, good),
];
const cabinet: Table<'unplugged' | 'onBattery' | 'batteryLow' | 'doorOpen' | 'tampered'> = {
  onBattery: signal('U', 1, 0),
  tampered: signal('T', 1, 0),
  unplugged: [(machine) => machine.unplugBoard(), (machine) => machine.plugBoard()],
  batteryLow: signal('U', 2, 0),
  doorOpen: signal('D1', 1, 0),
};

const platformSays = (mode: FaultMode): Row => [({ whole }) => whole.faults({ mode }), ({ whole }) => whole.faults({})];
const platform: Table<Exclude<FaultMode, 'none'> | 'basesSilent'> = {
  '500': platformSays('500'),
  timeout: platformSays('timeout'),
  garbage: platformSays('garbage'),
  '409': platformSays('409'),
  ackLost: platformSays('ackLost'),
  basesSilent: [({ whole }) => whole.faults({ basesUnavailable: [...baseNames] }), ({ whole }) => whole.faults({})],
};
const harm = (kind: Harm['kind']): Row => [
  ({ whole }) => whole.cable.harm({ request: 'GET ', kind, bytes: 100 }, { request: 'POST ', kind, bytes: 100 }),
  ({ whole }) => whole.cable.mend(),
];
const network: Table<Harm['kind'] | 'pulled'> = {
  cut: harm('cut'),
  drip: harm('drip'),
  hole: harm('hole'),
  pulled: [({ whole }) => whole.cable.pull(), ({ whole }) => whole.cable.plug()],
};
const disk: Table<'full' | 'readOnly'> = {
  full: [(machine) => machine.disk?.fill(), (machine) => machine.disk?.empty()],
  // Whoever has the file open keeps it so: only a start of the machine brings it back.
  readOnly: [
    (machine) => machine.disk?.turnReadOnly(),
    (machine) => machine.restartTerminal(() => machine.disk?.remount()),
  ],
};
const nothing: Act = () => undefined;
const processes: Table<'deviceHost' | 'terminal' | 'page'> = {
  deviceHost: [({ whole }) => whole.killDevices(), nothing],
  terminal: [(machine) => machine.restartTerminal(), nothing],
  page: [({ whole }) => whole.newPage(), nothing],
};

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

const PRINTS = { item: 'social-insurance-proof' } as const;
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
