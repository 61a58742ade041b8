import type { SdtReaderSimulator } from '../../../../drivers/id-card-reader/index.ts';
import type { AnswerFault } from '../../../../drivers/id-card-reader/simulated-faults.ts';
import { FOR_EVER, type Row, type Table } from '../table.ts';

const readerAnswers = (fault: AnswerFault, times = FOR_EVER): Row => [
  ({ whole }) => whole.machine.reader.inject(fault, { times }),
  ({ whole }) => whole.machine.reader.clearFaults(),
];
export const idCardReader: Table<AnswerFault['kind']> = {
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
export const securityModule: Table<Sam> = {
  selfTestFailed: sam('selfTestFailed'),
  notAuthorised: sam('notAuthorised'),
};
export const readerPlug: Table<'unplugged'> = {
  unplugged: [({ whole }) => whole.machine.unplug('reader'), ({ whole }) => whole.machine.plug('reader')],
};
