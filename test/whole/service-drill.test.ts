import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DeviceClass } from '../../drivers/contract/status.ts';
import type { PartLine } from '../../src-main/contract/diagnostics.ts';
import { DrillRig } from './drill-rig.ts';

/** Naming takes at most this long. Three lost answers of the slowest driver are most of it; a real machine looks every 4 s. */
const WITHIN_MS = 20_000;

interface Fault {
  readonly name: string;
  readonly device: DeviceClass;
  readonly inject: (rig: DrillRig) => void;
  /** Takes the fault away, and the device must be called fine again; null for what only the driver's recovery ends. */
  readonly heal: ((rig: DrillRig) => void) | null;
  readonly cause: string;
  readonly fixer: PartLine['fixer'];
  readonly next: string;
}
type Row = readonly [
  name: string,
  inject: Fault['inject'],
  heal: Fault['heal'],
  cause: string,
  fixer: Fault['fixer'],
  next: string,
];
const of =
  (device: DeviceClass) =>
  ([name, inject, heal, cause, fixer, next]: Row): Fault => ({ name, device, inject, heal, cause, fixer, next });

const cable = 'Check cable and power; it comes back by itself';
const replaceIt = 'Power off for 10 s; if still silent, replace';
const garbled = 'Check cable, grounding and baud rate';
const settings = 'Check model against the driver settings';
const loadPaper = 'Put in paper and close the cover';
const powerCycle = 'Power off for 10 s; if it stays, replace';

const answers = (
  fault: 'silence' | 'wrongCheck' | 'truncated' | 'lyingLength' | 'garbageOnly',
  cause: string,
  next: string,
): Row => [
  `answers with ${fault}`,
  ({ reader }) => reader.inject({ kind: fault }, { times: 1e6 }),
  ({ reader }) => reader.clearFaults(),
  cause,
  'technician',
  next,
];
const reader: readonly Row[] = [
  [
    'is unplugged',
    (rig) => rig.unplug('idCardReader'),
    (rig) => rig.plug('idCardReader'),
    'Not connected',
    'technician',
    cable,
  ],
  [
    'fails its self-test',
    (rig) => rig.reader.setSam('selfTestFailed'),
    (rig) => rig.reader.setSam('ok'),
    'The security module failed its self-test',
    'technician',
    'Replace the reader',
  ],
  [
    'has no authorised module',
    (rig) => rig.reader.setSam('notAuthorised'),
    (rig) => rig.reader.setSam('ok'),
    'The security module is not authorised',
    'technician',
    'Fit an authorised reader',
  ],
  answers('silence', 'No answer', replaceIt),
  answers('wrongCheck', 'Garbled answers', garbled),
  answers('truncated', 'No answer', replaceIt),
  answers('lyingLength', 'Garbled answers', garbled),
  answers('garbageOnly', 'No answer', replaceIt),
  [
    'calls our frames bad',
    (rig) => rig.reader.inject({ kind: 'sw3', sw3: 0x10 }, { times: 1e6 }),
    (rig) => rig.reader.clearFaults(),
    'It refuses our commands',
    'engineer',
    settings,
  ],
  [
    'is another unit',
    (rig) => rig.exchangeReader(),
    null,
    'Another unit is fitted',
    'technician',
    'Make sure it belongs here, then restart the device',
  ],
];

const restartScanner = (rig: DrillRig) => void rig.client.request('device.restart', { deviceClass: 'barcodeReader' });
const refusing =
  (setting: string): Fault['inject'] =>
  (rig) => {
    rig.scanner?.powerCycle();
    rig.scanner?.refuse(setting);
    restartScanner(rig);
  };
const newScanner = (rig: DrillRig) => {
  rig.unplug('barcodeReader');
  rig.plug('barcodeReader');
};
const scanner: readonly Row[] = [
  [
    'is unplugged',
    (rig) => rig.unplug('barcodeReader'),
    (rig) => rig.plug('barcodeReader'),
    'Not connected',
    'technician',
    cable,
  ],
  [
    'says nothing',
    (rig) => rig.silenceScanner(true),
    (rig) => rig.silenceScanner(false),
    'No answer',
    'technician',
    replaceIt,
  ],
  [
    'does not let itself be triggered',
    refusing('SCNMOD'),
    newScanner,
    'The scanner refuses to be triggered',
    'engineer',
    settings,
  ],
  [
    'keeps its programming codes open',
    refusing('SETUPE'),
    newScanner,
    'Programming codes still work on the scanner',
    'technician',
    'Close programming with the maker’s code',
  ],
];

const printer = (fault: 'cover-open' | 'offline' | 'head-hot' | 'unrecoverable' | 'jam' | 'cutter', latched = false) =>
  [(rig: DrillRig) => rig.receipts.set(fault), latched ? null : (rig: DrillRig) => rig.receipts.clear(fault)] as const;
const speaks =
  (voice: DrillRig['receipts']['talk']['voice']) =>
  ({ receipts: simulator }: DrillRig): void => {
    simulator.talk.voice = voice;
  };
const accepts =
  (accepting: boolean) =>
  ({ office: simulator }: DrillRig): void => {
    simulator.accepting = accepting;
  };
const newRoll = (rig: DrillRig) => rig.receipts.setPaper(640_000);
const receipts: readonly Row[] = [
  ['is open', ...printer('cover-open'), 'The cover is open', 'branchStaff', 'Close the cover'],
  ['is out of paper', (rig) => rig.receipts.setPaper(0), newRoll, 'Out of paper', 'branchStaff', loadPaper],
  [
    'is low on paper',
    (rig) => rig.receipts.setPaperNearEnd(),
    newRoll,
    'Paper is low',
    'branchStaff',
    'Have new paper ready',
  ],
  [
    'is switched offline',
    ...printer('offline'),
    'The printer is offline',
    'technician',
    'Check cable and power; put it online at its panel',
  ],
  ['pauses', ...printer('head-hot'), 'The printer pauses', 'itself', 'Wait; it recovers by itself'],
  ['is broken', ...printer('unrecoverable'), 'Printer hardware fault', 'technician', powerCycle],
  ['works and answers nothing', speaks('silent'), speaks('normal'), 'No answer', 'technician', replaceIt],
  ['is dead', speaks('dead'), speaks('normal'), 'No answer', 'technician', replaceIt],
  [
    'is unplugged',
    (rig) => rig.unplug('receiptPrinter'),
    (rig) => rig.plug('receiptPrinter'),
    'Not connected',
    'technician',
    cable,
  ],
  [
    'has a stuck cutter',
    ...printer('cutter', true),
    'The cutter fails',
    'technician',
    'Clear the cutter, power off for 10 s',
  ],
];

const reason = (word: string): readonly [Fault['inject'], Fault['heal']] => [
  ({ office }) => void office.engine.reasons.add(word),
  ({ office }) => void office.engine.reasons.delete(word),
];
const office: readonly Row[] = [
  ['has no paper', ...reason('media-empty-error'), 'Out of paper', 'branchStaff', loadPaper],
  ['is jammed', ...reason('media-jam-error'), 'Paper jam', 'branchStaff', 'Open the cover and take the paper out'],
  ['is open', ...reason('door-open-error'), 'The cover is open', 'branchStaff', 'Close the cover'],
  ['is low on toner', ...reason('toner-low-warning'), 'Toner is low', 'branchStaff', 'Have a cartridge ready'],
  ['is out of toner', ...reason('toner-empty-error'), 'Out of toner', 'branchStaff', 'Replace the cartridge'],
  [
    'has a full waste box',
    ...reason('marker-waste-full'),
    'The waste box is full',
    'technician',
    'Replace the waste box',
  ],
  [
    'has a nearly full waste box',
    ...reason('marker-waste-almost-full'),
    'The waste box is nearly full',
    'technician',
    'Have a waste box ready',
  ],
  ['has a worn drum', ...reason('opc-life-over'), 'The drum is worn', 'technician', 'Replace the drum'],
  ['has a nearly worn drum', ...reason('opc-near-eol'), 'The drum is nearly worn', 'technician', 'Have a drum ready'],
  [
    'has a full output',
    ...reason('output-area-full'),
    'The output tray is full',
    'branchStaff',
    'Empty the output tray',
  ],
  [
    'has a nearly full output',
    ...reason('output-area-almost-full'),
    'The output tray is nearly full',
    'branchStaff',
    'Empty the output tray',
  ],
  [
    'misses its output tray',
    ...reason('output-tray-missing'),
    'The output tray is missing',
    'branchStaff',
    'Fit the output tray',
  ],
  [
    'is too hot',
    ...reason('fuser-over-temp'),
    'Fuser temperature',
    'itself',
    'Wait some minutes; report it if it stays',
  ],
  [
    'has no memory left',
    ...reason('spool-area-full'),
    'The printer is out of memory',
    'technician',
    'Power off for 10 s',
  ],
  ['is paused', ...reason('paused'), 'The printer is paused', 'branchStaff', 'Press resume at its panel'],
  [
    'is offline',
    ...reason('offline'),
    'The printer is offline',
    'technician',
    'Check cable and power; put it online at its panel',
  ],
  ['is low on paper', ...reason('media-low'), 'Paper is low', 'branchStaff', 'Have new paper ready'],
  [
    'takes no jobs',
    accepts(false),
    accepts(true),
    'The printer takes no jobs',
    'technician',
    'Let it accept jobs at its panel',
  ],
  [
    'is off the network',
    (rig) => void rig.office.hangUp(),
    (rig) => void rig.office.listen(),
    'Not connected',
    'technician',
    cable,
  ],
];

const service = (fault: 'serviceAbsent' | 'serviceDenied' | 'libraryMissing') =>
  [({ cards }: DrillRig) => cards.die(fault), ({ cards }: DrillRig) => cards.revive()] as const;
const cards: readonly Row[] = [
  [
    'has no service',
    ...service('serviceAbsent'),
    'The card service is not running',
    'engineer',
    'Start the system card service',
  ],
  [
    'may not use the service',
    ...service('serviceDenied'),
    'No permission for the card service',
    'engineer',
    'Check permissions',
  ],
  [
    'has no library',
    ...service('libraryMissing'),
    'The card library is missing',
    'engineer',
    'Install the card library',
  ],
  [
    'stands beside another',
    (rig) => rig.cards.plugReader('Other 01'),
    (rig) => rig.cards.unplugReader('Other 01'),
    'Several readers, none chosen',
    'engineer',
    'Name the reader in the configuration',
  ],
  [
    'is unplugged',
    (rig) => rig.cards.unplugReader('Simulated reader 00 00'),
    (rig) => rig.cards.plugReader('Simulated reader 00 00'),
    'No reader is connected',
    'technician',
    cable,
  ],
];

const files: readonly Row[] = [
  [
    'has a full folder',
    (rig) => {
      for (let n = 0; n < 200; n++)
        writeFileSync(path.join(rig.documents, `${String(n).padStart(32, '0')}.pdf`), '%PDF');
    },
    ({ documents }) => {
      rmSync(documents, { recursive: true });
      mkdirSync(documents);
    },
    'The folder is full',
    'engineer',
    'Clear the folder',
  ],
  [
    'lost its folder',
    ({ documents }) => {
      rmSync(documents, { recursive: true });
      writeFileSync(documents, '');
    },
    ({ documents }) => rmSync(documents),
    'The folder is not there',
    'engineer',
    'Make the folder or correct the configuration',
  ],
];

const rigs = [
  {
    options: {},
    faults: [
      ...reader.map(of('idCardReader')),
      ...scanner.map(of('barcodeReader')),
      ...receipts.map(of('receiptPrinter')),
      ...office.map(of('documentPrinter')),
      ...cards.map(of('cardReader')),
    ],
  },
  {
    options: { family: 'masung' as const, files: true },
    faults: [
      ...files.map(of('documentPrinter')),
      of('receiptPrinter')([
        'is too hot',
        ...printer('head-hot'),
        'The print head is hot',
        'itself',
        'Wait; it cools down by itself',
      ]),
      of('receiptPrinter')([
        'is jammed',
        ...printer('jam', true),
        'Paper jam',
        'branchStaff',
        'Open the cover and take the paper out',
      ]),
    ],
  },
];

test('there are at least forty faults to find', () => {
  expect(rigs.flatMap(({ faults }) => faults).length).toBeGreaterThanOrEqual(40);
});

describe.each(rigs)('on a machine with $options', ({ options, faults }) => {
  let rig: DrillRig;
  const took: number[] = [];
  beforeAll(async () => {
    rig = await DrillRig.start(options);
    for (const device of new Set(faults.map((fault) => fault.device))) await rig.names(device, 'Fine', WITHIN_MS);
  }, 30_000);
  afterAll(async () => {
    await rig.stop();
    const sorted = took.sort((a, b) => a - b);
    process.stdout.write(
      `named ${sorted.length} faults: median ${Math.round(sorted[sorted.length >> 1] ?? 0)} ms, slowest ${Math.round(sorted.at(-1) ?? 0)} ms\n`,
    );
  });

  test.each(faults)(
    '$device that $name is called "$cause"',
    async ({ device, inject, heal, cause, fixer, next }) => {
      inject(rig);
      took.push(await rig.names(device, cause, WITHIN_MS));
      expect(rig.cause(device)).toMatchObject({ fixer, next: { en: next } });
      if (heal === null) return;
      heal(rig);
      await rig.names(device, 'Fine', WITHIN_MS);
    },
    2 * WITHIN_MS + 2000,
  );
});
