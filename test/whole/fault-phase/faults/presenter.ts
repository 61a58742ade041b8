import type { Taker } from '../../../../drivers/receipt-printer/simulated-mouth.ts';
import type { FaultMachine } from '../fault-machine.ts';
import type { Row, Table } from '../table.ts';

const AFTER_MS = 50;
const mouthOf = ({ whole }: FaultMachine) => whole.machine.printer.mouth;
/** Somebody of the staff takes out what hangs there, and the next hand is an honest one. */
const tidy = (machine: FaultMachine): void => {
  const mouth = mouthOf(machine);
  mouth.taker = { kind: 'takes', afterMs: AFTER_MS };
  mouth.take();
};

const hand = (taker: Taker): Row => [
  (machine) => {
    mouthOf(machine).taker = taker;
  },
  tidy,
];
/** What people do with a receipt that is held out. */
export const presenterPeople: Table<Taker['kind']> = {
  takes: hand({ kind: 'takes', afterMs: 0 }),
  'pulls-half': hand({ kind: 'pulls-half', afterMs: AFTER_MS }),
  leaves: hand({ kind: 'leaves' }),
};

const leaves = (machine: FaultMachine): void => {
  mouthOf(machine).taker = { kind: 'leaves' };
};
const jamCured = (machine: FaultMachine): void => {
  tidy(machine);
  machine.whole.machine.printer.clear('jam');
};
/** What the motor behind the mouth does with a receipt that nobody took. */
export const presenterMotor: Table<'jamOnRetract' | 'binFuller'> = {
  jamOnRetract: [
    (machine) => {
      leaves(machine);
      mouthOf(machine).jamOnRetract = true;
    },
    (machine) => {
      mouthOf(machine).jamOnRetract = false;
      jamCured(machine);
    },
  ],
  /** Fuller than was counted. */
  binFuller: [
    (machine) => {
      leaves(machine);
      mouthOf(machine).binSheets = 0;
    },
    (machine) => {
      mouthOf(machine).binSheets = Number.POSITIVE_INFINITY;
      jamCured(machine);
    },
  ],
};
