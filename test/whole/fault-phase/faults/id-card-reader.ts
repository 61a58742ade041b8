import type { SdtReaderSimulator, UsbSimulatedReader } from '../../../../drivers/id-card-reader/index.ts';
import type { AnswerFault } from '../../../../drivers/id-card-reader/simulated-faults.ts';
import type { MemoryHidWire } from '../../../../drivers/transports/index.ts';
import { here } from '../devices/fit.ts';
import { type Act, FOR_EVER, nothing, type Row, type Table } from '../table.ts';

const readerAnswers = (fault: AnswerFault, times = FOR_EVER): Row => [
  ({ devices }) => devices.sdt.inject(fault, { times }),
  ({ devices }) => devices.sdt.clearFaults(),
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
    ({ devices }) => devices.sdt.inject({ kind: 'hangUpMidFrame' }),
    async ({ devices: { sdt, idCards } }) => {
      sdt.clearFaults();
      await idCards.unplug();
      await idCards.plug();
    },
  ],
};
type Sam = Exclude<Parameters<SdtReaderSimulator['setSam']>[0], 'ok'>;
const sam = (state: Sam): Row => [
  ({ devices }) => devices.sdt.setSam(state),
  ({ devices }) => devices.sdt.setSam('ok'),
];
export const securityModule: Table<Sam> = {
  selfTestFailed: sam('selfTestFailed'),
  notAuthorised: sam('notAuthorised'),
};
export const readerPlug: Table<'unplugged'> = {
  unplugged: [({ devices }) => devices.idCards.unplug(), ({ devices }) => devices.idCards.plug()],
};

const onUsb = (act: (usb: UsbSimulatedReader) => void): Act => {
  return ({ devices }) => act(here(devices.usb).usb);
};
const HEAD_IN = 1;
const HEAD_OUT = 2;
/** What only USB does to the bytes. */
export const usbReader: Table<'packetBytes' | 'emptyPackets' | 'bodyFirst' | 'stalledIn' | 'stalledOut'> = {
  packetBytes: [
    onUsb((usb) => {
      usb.packetBytes = 1;
    }),
    onUsb((usb) => {
      usb.packetBytes = 64;
    }),
  ],
  emptyPackets: [
    onUsb((usb) => {
      usb.emptyPackets = true;
    }),
    onUsb((usb) => {
      usb.emptyPackets = false;
    }),
  ],
  bodyFirst: [
    onUsb((usb) => {
      usb.bodyFirst = true;
    }),
    onUsb((usb) => {
      usb.bodyFirst = false;
    }),
  ],
  stalledIn: [onUsb((usb) => usb.stall('in', HEAD_IN)), nothing],
  stalledOut: [onUsb((usb) => usb.stall('out', HEAD_OUT)), nothing],
};

const onHid = (act: (hid: MemoryHidWire) => void): Act => {
  return ({ devices }) => act(here(devices.hidReader).hid);
};
/** Reports of ours have id 2, a mark in front and a count. */
const otherReport = Uint8Array.from({ length: 64 }, (_, at) => (at === 0 ? 7 : 0xff));
const longCount = Uint8Array.from({ length: 64 }, (_, at) => [2, 0xa5, 0xff][at] ?? 0xff);
const shortReport = Uint8Array.of(2, 0xa5);
/** What only HID does to them. */
export const hidReader: Table<'otherReports' | 'badReports' | 'writesRefused'> = {
  otherReports: [onHid((hid) => hid.input(otherReport)), nothing],
  badReports: [
    onHid((hid) => {
      hid.input(longCount);
      hid.input(shortReport);
    }),
    nothing,
  ],
  writesRefused: [
    onHid((hid) => {
      hid.refuseWrites = true;
    }),
    onHid((hid) => {
      hid.refuseWrites = false;
    }),
  ],
};
