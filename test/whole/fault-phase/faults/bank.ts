import type { DeviceState } from '../../../../drivers/contract/index.ts';
import type { PeerQuirks } from '../../../../drivers/xfs4iot/testing/peer.ts';
import type { Bank } from '../devices/bank.ts';
import type { BankService, Mood } from '../devices/bank-service.ts';
import { here } from '../devices/fit.ts';
import { type Act, nothing, type Row, type Table } from '../table.ts';

type Of = (bank: Bank) => BankService;
export const atBank = (act: (bank: Bank) => Promise<void> | void): Act => {
  return ({ devices }) => act(here(devices.bank));
};
export const changed = (bad: (bank: Bank) => void, good: (bank: Bank) => void): Row => [atBank(bad), atBank(good)];

const feels = (of: Of, mood: Mood): Row =>
  changed(
    (bank) => of(bank).feels(mood),
    (bank) => of(bank).feels('well'),
  );
const strays = (of: Of, quirk: keyof PeerQuirks): Row =>
  changed(
    (bank) => of(bank).strays({ [quirk]: true }),
    (bank) => of(bank).strays({}),
  );
/** What a service's connection and its manners can do, whatever stands behind it. */
export const bankLink = (
  of: Of,
): Table<
  | keyof PeerQuirks
  | Exclude<Extract<Mood, string>, 'well'>
  | 'gone'
  | 'dropped'
  | 'frozen'
  | 'refuses'
  | 'internalError'
  | 'garbage'
> => ({
  mute: feels(of, 'mute'),
  deaf: feels(of, 'deaf'),
  garbled: feels(of, 'garbled'),
  refuses: feels(of, { refuses: 'deviceNotReady' }),
  internalError: feels(of, { refuses: 'internalError' }),
  noAcknowledge: strays(of, 'noAcknowledge'),
  acknowledgeLate: strays(of, 'acknowledgeLate'),
  americanSpelling: [
    atBank((bank) => {
      of(bank).strays({ americanSpelling: true });
      of(bank).feels({ refuses: 'authorisationRequired' });
    }),
    atBank((bank) => {
      of(bank).strays({});
      of(bank).feels('well');
    }),
  ],
  unsolicitedAsEvent: strays(of, 'unsolicitedAsEvent'),
  gone: [atBank((bank) => of(bank).unplug()), atBank((bank) => of(bank).plug())],
  dropped: [atBank((bank) => of(bank).peer?.dropAll()), nothing],
  frozen: [atBank((bank) => of(bank).peer?.freeze('Device')), atBank((bank) => of(bank).peer?.dropAll())],
  garbage: [
    atBank((bank) => {
      for (const text of ['{', '\u0000', '{"header":{"type":"event"}}', Buffer.from([0xff, 0])])
        of(bank).peer?.sendText('Device', text);
    }),
    nothing,
  ],
});

/** What a service can say of a device as a whole; of one that is unknown it says nothing. */
export type DeviceWord = Exclude<DeviceState, 'online' | 'unknown'> | 'potentialFraud' | 'untold';
const word = (of: Of, device: string | null): Row =>
  changed(
    (bank) => of(bank).says({ common: { device } }),
    (bank) => of(bank).says({ common: { device: 'online' } }),
  );
export const bankDevice = (of: Of): Table<DeviceWord> => ({
  offline: word(of, 'offline'),
  powerOff: word(of, 'powerOff'),
  noDevice: word(of, 'noDevice'),
  hardwareError: word(of, 'hardwareError'),
  userError: word(of, 'userError'),
  deviceBusy: word(of, 'deviceBusy'),
  fraudAttempt: word(of, 'fraudAttempt'),
  potentialFraud: word(of, 'potentialFraud'),
  starting: word(of, 'starting'),
  untold: word(of, null),
});

export const part = (of: Of, name: string, bad: object, good: object): Row =>
  changed(
    (bank) => of(bank).says({ [name]: { ...bad } }),
    (bank) => of(bank).says({ [name]: { ...good } }),
  );
const cards: Of = ({ idCards }) => idCards.service;
const card = (bad: object): Row => part(cards, 'cardReader', bad, { media: 'notPresent', chipModule: 'ok' });
export const bankCards: Table<'inoperable' | 'jammed' | 'invalidMedia' | 'mediaJam' | 'foreignChip' | 'unreadable'> = {
  inoperable: card({ chipModule: 'inoperable' }),
  jammed: card({ media: 'jammed' }),
  invalidMedia: feels(cards, { refuses: 'commandErrorCode', errorCode: 'invalidMedia' }),
  mediaJam: feels(cards, { refuses: 'commandErrorCode', errorCode: 'mediaJam' }),
  foreignChip: changed(
    ({ idCards }) => {
      idCards.foreign = Uint8Array.of(0x3b, 0x80, 0x01);
    },
    ({ idCards }) => {
      idCards.foreign = null;
    },
  ),
  unreadable: changed(
    ({ idCards }) => idCards.blur(),
    ({ idCards }) => idCards.clear(),
  ),
};

const scanners: Of = ({ scanner }) => scanner;
export const bankScanner: Table<'inoperative' | 'barcodeInvalid'> = {
  inoperative: part(scanners, 'barcodeReader', { scanner: 'inoperative' }, { scanner: 'on' }),
  barcodeInvalid: feels(scanners, { refuses: 'commandErrorCode', errorCode: 'barcodeInvalid' }),
};

const sensors: Of = ({ sensors: of }) => of;
const sensor = (bad: object, good: object): Row => part(sensors, 'auxiliaries', bad, good);
export const bankSensors: Table<'doorOpen' | 'tampered' | 'walksAway'> = {
  doorOpen: sensor({ cabinetDoor: 'open' }, { cabinetDoor: 'closed' }),
  tampered: sensor({ tamperSensor: 'on' }, { tamperSensor: 'off' }),
  walksAway: [
    atBank((bank) => {
      sensors(bank).says({ auxiliaries: { proximitySensor: 'present' } });
      sensors(bank).says({ auxiliaries: { proximitySensor: 'notPresent' } });
    }),
    nothing,
  ],
};

const documents: Of = ({ documents: { service } }) => service;
export const bankServices = {
  cards,
  scanners,
  sensors,
  documents,
  receipts: (({ receipts }) => receipts.service) as Of,
};
