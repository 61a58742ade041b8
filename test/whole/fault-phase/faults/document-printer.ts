import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { OPERATIONS, type Operation } from '../../../../drivers/document-printer/ipp/operations.ts';
import type { IppTrouble } from '../../../../drivers/document-printer/ipp/simulator.ts';
import { FOR_EVER, type Row, type Table } from '../table.ts';

type TroubleKind = IppTrouble['kind'];
type TroubleName =
  | Extract<TroubleKind, string>
  | (TroubleKind extends infer Kind ? (Kind extends object ? keyof Kind : never) : never);
const taking: readonly Operation[] = ['printJob', 'sendDocument'];
const trouble = (kind: TroubleKind, operations: readonly Operation[]): Row => [
  ({ devices: { office } }) => {
    for (const operation of operations) office.troubles.set(operation, { kind, times: FOR_EVER });
  },
  ({ devices: { office } }) => office.troubles.clear(),
];
const everything = Object.keys(OPERATIONS) as Operation[];
export const ippTroubles: Table<TroubleName> = {
  status: trouble({ status: 0x0500 }, everything),
  http: trouble({ http: 503 }, everything),
  garbage: trouble('garbage', everything),
  wrongRequestId: trouble('wrongRequestId', everything),
  stall: trouble('stall', taking),
  busyButTakes: trouble('busyButTakes', taking),
  powerCut: trouble('powerCut', taking),
};
const reason = (word: string): Row => [
  ({ devices: { office } }) => void office.engine.reasons.add(word),
  ({ devices: { office } }) => office.engine.clear(),
];
/** One of each severity of `reasons.ts`, those that stop the paper on its way, and what is no reason. */
export const ippPrinter: Table<
  | 'mediaEmpty'
  | 'jam'
  | 'fuserHot'
  | 'tonerLow'
  | 'trayEmpty'
  | 'abortsMidJob'
  | 'acceptsNothing'
  | 'refusesExpect'
  | 'switchedOffAndOn'
  | 'offTheNetwork'
> = {
  trayEmpty: [
    ({ devices: { office } }) => {
      office.engine.sheets = 0;
    },
    ({ devices: { office } }) => office.engine.clear(),
  ],
  refusesExpect: [
    ({ devices: { office } }) => {
      office.expectRefused = true;
    },
    ({ devices: { office } }) => {
      office.expectRefused = false;
    },
  ],
  switchedOffAndOn: [({ devices: { office } }) => office.powerCut(), () => undefined],
  mediaEmpty: reason('media-empty-error'),
  fuserHot: reason('fuser-over-temp'),
  tonerLow: reason('toner-low-warning'),
  jam: reason('media-jam-error'),
  abortsMidJob: [
    ({ devices: { office } }) => {
      office.engine.abortAtPage = 0;
    },
    ({ devices: { office } }) => {
      office.engine.abortAtPage = null;
    },
  ],
  acceptsNothing: [
    ({ devices: { office } }) => {
      office.accepting = false;
    },
    ({ devices: { office } }) => {
      office.accepting = true;
    },
  ],
  offTheNetwork: [
    ({ devices: { office } }) => office.hangUp(),
    async ({ devices: { office } }) => void (await office.listen()),
  ],
};
export const spool: Table<'full' | 'gone'> = {
  full: [
    ({ documentsFolder }) => {
      for (let n = 0; n < 200; n++)
        writeFileSync(path.join(documentsFolder, `${n.toString(16).padStart(32, 'f')}.pdf`), '%PDF');
    },
    ({ documentsFolder }) => {
      for (let n = 0; n < 200; n++) rmSync(path.join(documentsFolder, `${n.toString(16).padStart(32, 'f')}.pdf`));
    },
  ],
  gone: [
    ({ documentsFolder }) => {
      renameSync(documentsFolder, `${documentsFolder}.away`);
      writeFileSync(documentsFolder, 'a file where the folder was');
    },
    ({ documentsFolder }) => {
      rmSync(documentsFolder);
      renameSync(`${documentsFolder}.away`, documentsFolder);
      mkdirSync(documentsFolder, { recursive: true });
    },
  ],
};
