import type { AutomaticFault, PrinterFault, PrinterVoice } from '../../../../drivers/receipt-printer/index.ts';
import type { SimulatedTalk } from '../../../../drivers/receipt-printer/simulated-talk.ts';
import type { Act, Row, Table } from '../table.ts';

const NEW_ROLL = 640_000;
const printer = (fault: PrinterFault): Row => [
  ({ whole }) => whole.machine.printer.set(fault),
  ({ whole }) => whole.machine.printer.clear(fault),
];
export const receiptPrinter: Table<PrinterFault> = {
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
export const printerVoice: Table<Exclude<PrinterVoice, 'normal'>> = { silent: voice('silent'), dead: voice('dead') };
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
export const printerTellsByItself: Table<AutomaticFault> = {
  none: automatic('none'),
  lost: automatic('lost'),
  headless: automatic('headless'),
  cut: automatic('cut'),
  garbled: automatic('garbled'),
};
const talk = (act: (talk: SimulatedTalk) => void): Act => {
  return ({ whole }) => act(whole.machine.printer.talk);
};
export const receiptPrinterTalk: Table<'flowControl' | 'late' | 'unpluggedMidAnswer'> = {
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
export const receiptPaper: Table<'out' | 'runsOut' | 'nearEnd'> = {
  out: roll(0),
  runsOut: roll(160),
  nearEnd: [({ whole }) => whole.machine.printer.setPaperNearEnd(), roll(0)[1]],
};
export const receiptPlug: Table<'cable' | 'power' | 'powerCycled' | 'powerMidReceipt'> = {
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
