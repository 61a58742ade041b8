import type { SimulatedBoard } from '../../../drivers/auxiliaries/index.ts';
import type { ScannerSimulator } from '../../../drivers/barcode-reader/index.ts';
import type { SimulatedCard, SimulatedCardService } from '../../../drivers/card-reader/index.ts';
import type { SimulatedEngine } from '../../../drivers/document-printer/ipp/simulated-engine.ts';
import type { IppPrinterSimulator } from '../../../drivers/document-printer/ipp/simulator.ts';
import type { SdtReaderSimulator } from '../../../drivers/id-card-reader/index.ts';
import type { SimulatedMouth } from '../../../drivers/receipt-printer/simulated-mouth.ts';
import type { SimulatedTalk } from '../../../drivers/receipt-printer/simulated-talk.ts';
import type { EscPosPrinterSimulator } from '../../../drivers/receipt-printer/simulator.ts';
import type { DiskImage } from '../../fixtures/disk-image.ts';
import type { NetworkCable } from '../network-cable.ts';

/** Everything a test can do to a simulator. */
type Does<Simulator> = Readonly<Record<keyof Simulator & string, string>>;
/** By what it is met: a list of `faults/`, by its name, or why it is no fault of its own, in brackets. */
const sees = '(looks only)';
const used = '(what anybody does with it)';

/**
 * Every simulator of this machine, member by member: one that is new there does not compile until somebody says here which
 * list of faults meets it. `fault-phase.test.ts` holds the names against the lists.
 */
export const named = {
  idCardReader: {
    received: sees,
    attach: used,
    layCard: used,
    liftCard: used,
    cardLies: sees,
    setSam: 'ID card reader security module',
    inject: 'ID card reader answers',
    clearFaults: used,
    hangUp: 'ID card reader',
  } satisfies Does<SdtReaderSimulator>,
  scanner: {
    silent: 'scanner',
    loseNext: 'scanner',
    splitBytes: 'scanner',
    reading: sees,
    setting: sees,
    showCode: used,
    removeCode: used,
    showProgrammingCode: '(only where a scan is wanted; drivers/barcode-reader/driver.test.ts)',
    refuse: '(settings of its opening: drivers/barcode-reader/driver.test.ts)',
    sendRaw: 'scanner',
    powerCycle: 'scanner',
  } satisfies Does<ScannerSimulator>,
  receiptPrinter: {
    mouth: '(below)',
    talk: '(below)',
    receivedBytes: sees,
    millisecondsPerRow: '(slower only)',
    onExecute: sees,
    attach: used,
    detach: 'receipt printer plug',
    papers: sees,
    uncut: sees,
    movedRows: sees,
    waitingCommands: sees,
    set: 'receipt printer',
    clear: used,
    faults: sees,
    flags: sees,
    paperRows: sees,
    setPaper: 'receipt paper',
    setPaperNearEnd: 'receipt paper',
    tear: used,
    unplug: 'receipt printer plug',
    powerCycle: 'receipt printer plug',
    unplugAfterBytes: 'receipt printer plug',
  } satisfies Does<EscPosPrinterSimulator>,
  mouth: {
    taker: 'receipt held out',
    jamOnRetract: 'presenter',
    binSheets: 'presenter',
    pulled: sees,
    taken: sees,
    bin: sees,
    holdsOut: sees,
    receive: used,
    present: used,
    take: used,
    retract: used,
    emptyBin: used,
  } satisfies Does<SimulatedMouth>,
  talk: {
    wire: used,
    voice: 'receipt printer voice',
    flowControlNoise: 'receipt printer talk',
    answerDelay: 'receipt printer talk',
    automaticFault: 'receipt printer tells',
    answeredBytes: sees,
    setAutomatic: used,
    tellsChanges: sees,
    flood: 'receipt printer tells',
    statusChanged: used,
    answer: used,
    unplugAfterAnswers: 'receipt printer talk',
  } satisfies Does<SimulatedTalk>,
  documentPrinter: {
    engine: '(below)',
    troubles: 'document printer trouble',
    connections: sees,
    requests: sees,
    cut: '(every byte of it: drivers/document-printer/ipp/boundaries.test.ts)',
    expectRefused: 'document printer',
    uri: sees,
    papers: sees,
    accepting: 'document printer',
    jobs: sees,
    listen: used,
    hangUp: 'document printer',
    powerCut: 'document printer',
    close: used,
  } satisfies Does<IppPrinterSimulator>,
  engine: {
    papers: sees,
    sheets: 'document printer',
    pageMs: '(slower only)',
    jamAtSheet: '(a jam in the middle is the reason word of the same list)',
    abortAtPage: 'document printer',
    reasons: 'document printer',
    busy: sees,
    stuck: sees,
    start: used,
    clear: used,
    end: used,
    powerCut: 'document printer',
  } satisfies Does<SimulatedEngine>,
  cardService: {
    hung: 'card service',
    plugReader: used,
    unplugReader: 'card service',
    insert: 'social security card',
    pullUnnoticed: 'card service',
    pull: 'social security card',
    die: 'card service',
    revive: used,
    start: used,
    slots: used,
    onChange: used,
    onLost: used,
    probe: used,
    connect: used,
    stop: used,
  } satisfies Does<SimulatedCardService>,
  card: {
    received: sees,
    mute: 'social security card',
    inject: 'social security card',
    clearFaults: used,
    reset: used,
    take: used,
  } satisfies Does<SimulatedCard>,
  board: {
    inputs: 'cabinet',
    outputs: sees,
    asked: sees,
    fault: 'cabinet board',
    set: 'cabinet',
    tell: used,
    attachModbus: '(another wire of the same faults)',
    attachLines: used,
    attachHid: '(another wire of the same faults)',
  } satisfies Does<SimulatedBoard>,
  cable: {
    url: sees,
    harmed: sees,
    pull: 'network',
    plug: used,
    harm: 'network',
    mend: used,
  } satisfies Does<NetworkCable>,
  disk: {
    fill: 'disk',
    empty: used,
    turnReadOnly: 'disk',
    remount: used,
    unmount: used,
  } satisfies Does<DiskImage>,
};
