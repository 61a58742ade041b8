import { STANDARD_LAYOUT } from '../../../../drivers/barcode-reader/hid-pos-layout.ts';
import type { ScannerSimulator, SsiSimulator } from '../../../../drivers/barcode-reader/index.ts';
import { here } from '../devices/fit.ts';
import type { HidPosStand } from '../devices/scanners.ts';
import { type Act, FOR_EVER, nothing, type Row, type Table } from '../table.ts';

const scannerTalks = (how: 'silent' | 'splitBytes'): Row => {
  const set =
    (value: boolean): Act =>
    ({
      devices: {
        scanner: { simulator },
      },
    }) => {
      if (simulator !== null) simulator[how] = value;
    };
  return [set(true), set(false)];
};
const atScanner =
  (act: (scanner: ScannerSimulator) => void): Act =>
  ({
    devices: {
      scanner: { simulator },
    },
  }) => {
    if (simulator !== null) act(simulator);
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
  noise: [atScanner((one) => one.sendRaw(noise)), nothing],
  powerCycled: [atScanner((one) => one.powerCycle()), nothing],
  silent: scannerTalks('silent'),
  splitBytes: scannerTalks('splitBytes'),
  unplugged: [({ devices }) => devices.scanner.unplug(), ({ devices }) => devices.scanner.plug()],
};

const ssi = (act: (scanner: SsiSimulator) => void): Act => {
  return ({ devices }) => act(here(devices.ssi).simulator);
};
const A_FEW = 3;
/** Of a scanner that acknowledges and is acknowledged. */
export const ssiScanner: Table<
  | 'silent'
  | 'spoils'
  | 'spoilsAll'
  | 'loses'
  | 'losesAll'
  | 'mishears'
  | 'mishearsAll'
  | 'splitBytes'
  | 'powerCycled'
  | 'noise'
  | 'unplugged'
> = {
  silent: [
    ssi((one) => {
      one.silent = true;
    }),
    ssi((one) => {
      one.silent = false;
    }),
  ],
  spoils: spoiling('spoilNext', A_FEW),
  spoilsAll: spoiling('spoilNext', FOR_EVER),
  loses: spoiling('loseNext', A_FEW),
  losesAll: spoiling('loseNext', FOR_EVER),
  mishears: spoiling('mishearNext', A_FEW),
  mishearsAll: spoiling('mishearNext', FOR_EVER),
  splitBytes: [
    ssi((one) => {
      one.splitBytes = true;
    }),
    ssi((one) => {
      one.splitBytes = false;
    }),
  ],
  powerCycled: [ssi((one) => one.powerCycle()), nothing],
  noise: [ssi((one) => one.sendRaw(noise)), nothing],
  unplugged: [({ devices }) => here(devices.ssi).unplug(), ({ devices }) => here(devices.ssi).plug()],
};

function spoiling(how: 'spoilNext' | 'loseNext' | 'mishearNext', times: number): Row {
  const set = (value: number) =>
    ssi((one) => {
      one[how] = value;
    });
  return [set(times), set(0)];
}

const hidPos = (act: (stand: HidPosStand) => void): Act => {
  return ({ devices }) => act(here(devices.hidPos));
};
export const hidPosScanner: Table<'silent' | 'noise' | 'otherReports' | 'writesRefused' | 'unplugged'> = {
  silent: [
    hidPos(({ simulator }) => {
      simulator.silent = true;
    }),
    hidPos(({ simulator }) => {
      simulator.silent = false;
    }),
  ],
  noise: [hidPos(({ simulator }) => simulator.sendRaw(Uint8Array.of(STANDARD_LAYOUT.reportId, ...noise))), nothing],
  otherReports: [hidPos(({ simulator }) => simulator.sendRaw(Uint8Array.of(0x77, ...noise))), nothing],
  writesRefused: [
    hidPos(({ hid }) => {
      hid.refuseWrites = true;
    }),
    hidPos(({ hid }) => {
      hid.refuseWrites = false;
    }),
  ],
  unplugged: [hidPos(({ hid }) => hid.hangUp()), hidPos(({ hid }) => hid.plugIn())],
};
