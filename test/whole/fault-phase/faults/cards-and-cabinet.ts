import type { BoardFault } from '../../../../drivers/auxiliaries/simulator.ts';
import type { ServiceFault } from '../../../../drivers/card-reader/channel.ts';
import { type CardFault, SimulatedCard } from '../../../../drivers/card-reader/index.ts';
import { CARD_SERVICE_READER } from '../fault-machine.ts';
import type { Row, Table } from '../table.ts';

const badCard = (fault: CardFault): Row => [
  ({ cards }) => {
    const card = new SimulatedCard({ card: null });
    card.inject(fault);
    cards.insert(card);
  },
  ({ cards }) => cards.pull(),
];
export const socialSecurityCard: Table<CardFault['kind']> = {
  pull: badCard({ kind: 'pull', at: 0 }),
  silence: badCard({ kind: 'silence', at: 0 }),
  word: badCard({ kind: 'word', at: 0, sw: 0x6a82 }),
  bytes: badCard({ kind: 'bytes', at: 0, bytes: Uint8Array.of(0xff) }),
  slow: badCard({ kind: 'slow', milliseconds: 500 }),
  otherCard: [({ cards }) => cards.insert(new SimulatedCard({ card: null, mute: true })), ({ cards }) => cards.pull()],
};
const service = (fault: ServiceFault): Row => [({ cards }) => cards.die(fault), ({ cards }) => cards.revive()];
export const cardService: Table<ServiceFault | 'hung' | 'unplugged' | 'pulledUnnoticed'> = {
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
export const board: Table<BoardFault> = {
  silent: boardFault('silent'),
  garbage: boardFault('garbage'),
  badCheck: boardFault('badCheck'),
  refuse: boardFault('refuse'),
};
const signal = (name: string, bad: number, good: number): Row => [
  (machine) => machine.board.set(name, bad),
  (machine) => machine.board.set(name, good),
];
export const cabinet: Table<'unplugged' | 'onBattery' | 'batteryLow' | 'doorOpen' | 'tampered'> = {
  onBattery: signal('U', 1, 0),
  tampered: signal('T', 1, 0),
  unplugged: [(machine) => machine.unplugBoard(), (machine) => machine.plugBoard()],
  batteryLow: signal('U', 2, 0),
  doorOpen: signal('D1', 1, 0),
};
