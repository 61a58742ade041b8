import type { PresenterPeer } from '../../../../drivers/xfs4iot/testing/presenter-peer.ts';
import type { Bank } from '../devices/bank.ts';
import type { Act, Row, Table } from '../table.ts';
import { atBank, bankServices, changed, type DeviceWord, part } from './bank.ts';

const slot = (act: (slot: PresenterPeer) => void): Act => atBank(({ receipts }) => act(receipts.slot));
const says = (words: Parameters<PresenterPeer['says']>[0]): Row => [
  slot((one) => one.says(words)),
  slot((one) => one.says({ device: 'online', paper: 'full' })),
];
export const bankReceiptWords: Table<Exclude<DeviceWord, 'untold'>> = {
  offline: says({ device: 'offline' }),
  powerOff: says({ device: 'powerOff' }),
  noDevice: says({ device: 'noDevice' }),
  hardwareError: says({ device: 'hardwareError' }),
  userError: says({ device: 'userError' }),
  deviceBusy: says({ device: 'deviceBusy' }),
  fraudAttempt: says({ device: 'fraudAttempt' }),
  potentialFraud: says({ device: 'potentialFraud' }),
  starting: says({ device: 'starting' }),
};
const breaksAfter = (pieces: number, how: (bank: Bank) => Bank['receipts']['breaks']): Row =>
  changed(
    (bank) => {
      bank.receipts.piecesLeft = pieces;
      bank.receipts.breaks = how(bank);
    },
    ({ receipts }) => {
      receipts.piecesLeft = Number.POSITIVE_INFINITY;
    },
  );
const cutting = (how: Bank['receipts']['cuts']): Row =>
  changed(
    ({ receipts }) => {
      receipts.cuts = how;
    },
    ({ receipts }) => {
      receipts.cuts = 'well';
    },
  );
const noPaper: Bank['receipts']['breaks'] = (call) => call.complete('commandErrorCode', { errorCode: 'paperOut' });
export const bankReceipts: Table<
  | 'coverOpen'
  | 'paperOut'
  | 'paperLow'
  | 'paperJammed'
  | 'tellsNothing'
  | 'paperRunsOut'
  | 'breaksAtOnce'
  | 'breaksMidReceipt'
  | 'dropsMidReceipt'
  | 'cutUntold'
  | 'cutFails'
  | 'dropsAfterCut'
> = {
  coverOpen: [slot((one) => one.moveCover('open')), slot((one) => one.moveCover('closed'))],
  paperOut: says({ paper: 'out' }),
  paperLow: says({ paper: 'low' }),
  paperJammed: says({ paper: 'jammed' }),
  tellsNothing: [
    slot((one) => {
      one.tells = false;
    }),
    slot((one) => {
      one.tells = true;
    }),
  ],
  paperRunsOut: breaksAfter(1, () => noPaper),
  breaksAtOnce: breaksAfter(0, () => (call) => call.complete('hardwareError')),
  breaksMidReceipt: breaksAfter(1, () => (call) => call.complete('hardwareError')),
  dropsMidReceipt: breaksAfter(1, (bank) => () => bank.receipts.service.peer?.dropAll()),
  cutUntold: cutting('untold'),
  cutFails: cutting('failsAfter'),
  dropsAfterCut: cutting('dropsAfter'),
};

const leaves = (bank: Bank): void => bank.receipts.leavePapers();
const motor = (how: PresenterPeer['motor']): Row =>
  changed(
    (bank) => {
      leaves(bank);
      bank.receipts.slot.motor = how;
    },
    (bank) => {
      bank.receipts.slot.motor = 'works';
      tidy(bank);
    },
  );
/** Somebody of the staff clears the slot and empties the bin, and the next hand is an honest one. */
function tidy({ receipts }: Bank): void {
  receipts.takePapers();
  receipts.slot.rest();
}
const drawsBack = (result: 'unit1' | 'transport' | 'jammed'): Row =>
  changed(
    (bank) => {
      leaves(bank);
      bank.receipts.slot.onHeld = () => bank.receipts.slot.autoRetract(result);
    },
    (bank) => {
      bank.receipts.slot.onHeld = () => undefined;
      tidy(bank);
    },
  );
export const bankPresenter: Table<
  Exclude<PresenterPeer['motor'], 'works'> | 'leaves' | 'binFull' | 'drawsBack' | 'drawsIntoTransport' | 'jamsByItself'
> = {
  jams: motor('jams'),
  snatched: motor('snatched'),
  toTransport: motor('toTransport'),
  leaves: changed(leaves, tidy),
  binFull: changed((bank) => {
    leaves(bank);
    bank.receipts.slot.papers = bank.receipts.slot.holds;
  }, tidy),
  drawsBack: drawsBack('unit1'),
  drawsIntoTransport: drawsBack('transport'),
  jamsByItself: drawsBack('jammed'),
};

const paper = (bad: object): Row =>
  part(bankServices.documents, 'printer', bad, { paper: { upper: 'full' }, media: 'notPresent', toner: 'full' });
const prints = (how: Bank['documents']['prints']): Row =>
  changed(
    (bank) => {
      bank.documents.prints = how;
    },
    (bank) => {
      bank.documents.prints = 'well';
    },
  );
export const bankDocuments: Table<
  'paperOut' | 'paperJammed' | 'mediaJammed' | 'tonerOut' | 'refuses' | 'untold' | 'failsAfter' | 'dropsAfter'
> = {
  paperOut: paper({ paper: { upper: 'out' } }),
  paperJammed: paper({ paper: { upper: 'jammed' } }),
  mediaJammed: paper({ media: 'jammed' }),
  tonerOut: paper({ toner: 'out' }),
  refuses: prints('refuses'),
  untold: prints('untold'),
  failsAfter: prints('failsAfter'),
  dropsAfter: prints('dropsAfter'),
};
