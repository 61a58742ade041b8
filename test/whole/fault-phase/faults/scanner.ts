import type { ScannerSimulator } from '../../../../drivers/barcode-reader/index.ts';
import { type Act, FOR_EVER, type Row, type Table } from '../table.ts';

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
export const scanner: Table<'silent' | 'splitBytes' | 'losesAnswers' | 'noise' | 'powerCycled' | 'unplugged'> = {
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
