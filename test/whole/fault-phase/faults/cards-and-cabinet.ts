import type { BoardFault } from '../../../../drivers/auxiliaries/simulator.ts';
import type { ServiceFault } from '../../../../drivers/card-reader/channel.ts';
import { type CardFault, SimulatedCard } from '../../../../drivers/card-reader/index.ts';
import type { BoardStand } from '../devices/boards.ts';
import { CARD_SERVICE_READER, here } from '../devices/fit.ts';
import { nothing, type Row, type Table } from '../table.ts';

const badCard = (fault: CardFault): Row => [
  ({ devices: { cards } }) => {
    const card = new SimulatedCard({ card: null });
    card.inject(fault);
    cards.insert(card);
  },
  ({ devices: { cards } }) => cards.pull(),
];
export const socialSecurityCard: Table<CardFault['kind']> = {
  pull: badCard({ kind: 'pull', at: 0 }),
  silence: badCard({ kind: 'silence', at: 0 }),
  word: badCard({ kind: 'word', at: 0, sw: 0x6a82 }),
  bytes: badCard({ kind: 'bytes', at: 0, bytes: Uint8Array.of(0xff) }),
  slow: badCard({ kind: 'slow', milliseconds: 500 }),
  otherCard: [
    ({ devices: { cards } }) => cards.insert(new SimulatedCard({ card: null, mute: true })),
    ({ devices: { cards } }) => cards.pull(),
  ],
};
const service = (fault: ServiceFault): Row => [
  ({ devices: { cards } }) => cards.die(fault),
  ({ devices: { cards } }) => cards.revive(),
];
export const cardService: Table<ServiceFault | 'hung' | 'unplugged' | 'pulledUnnoticed'> = {
  pulledUnnoticed: [
    async ({ devices: { cards } }) => {
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
    ({ devices: { cards } }) => {
      cards.hung = true;
    },
    ({ devices: { cards } }) => {
      cards.hung = false;
    },
  ],
  unplugged: [
    ({ devices: { cards } }) => cards.unplugReader(CARD_SERVICE_READER),
    ({ devices: { cards } }) => cards.plugReader(CARD_SERVICE_READER),
  ],
};

const boardFault = (fault: BoardFault): Row => [
  ({ devices: { board } }) => {
    board.board.fault = fault;
  },
  ({ devices: { board } }) => {
    board.board.fault = null;
  },
];
export const board: Table<BoardFault> = {
  silent: boardFault('silent'),
  garbage: boardFault('garbage'),
  badCheck: boardFault('badCheck'),
  refuse: boardFault('refuse'),
};
/** A board on HID is not asked: it can be silent, cut its reports short, or not take ours. */
export const hidBoard: Table<'silent' | 'cutShort' | 'otherReports' | 'writesRefused'> = {
  silent: boardFault('silent'),
  cutShort: boardFault('badCheck'),
  otherReports: [({ devices: { board } }) => here(board.hid).input(Uint8Array.of(9, 0xff, 0xff)), nothing],
  writesRefused: [
    ({ devices: { board } }) => {
      here(board.hid).refuseWrites = true;
    },
    ({ devices: { board } }) => {
      here(board.hid).refuseWrites = false;
    },
  ],
};

type Input = Parameters<BoardStand['set']>[0];
const becomes = (input: Input, bad: string, good: string): Row => [
  ({ devices }) => devices.board.set(input, bad),
  ({ devices }) => devices.board.set(input, good),
];
/** What every board can tell. */
export const cabinet: Table<'unplugged' | 'onBattery' | 'doorOpen' | 'tampered'> = {
  onBattery: becomes('ups', 'engaged', 'good'),
  tampered: becomes('tamper', 'on', 'off'),
  unplugged: [({ devices }) => devices.board.unplug(), ({ devices }) => devices.board.plug()],
  doorOpen: becomes('door', 'open', 'closed'),
};
/** What one contact cannot tell. */
export const battery: Table<'batteryLow'> = { batteryLow: becomes('ups', 'low', 'good') };
