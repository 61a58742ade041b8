import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type DeviceStatus, deviceStatusSchema, health } from '../../contract/index.ts';
import { Attributes, groupOf } from './attributes.ts';
import { conditionOf } from './condition.ts';
import { decodeIpp } from './decode.ts';
import { A4, descriptionOf } from './description.ts';
import { obstaclesIn, STEMS, stemOf } from './reasons.ts';
import { enumeration, type IppAttribute, integer, keyword, nameAttribute, octets, text } from './values.ts';

const vectors = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../test/vectors/${name}`, import.meta.url), 'utf8'));
const { printers } = z
  .object({ printers: z.array(z.object({ id: z.string(), hex: z.string(), verdict: z.string() })) })
  .parse(vectors('ipp-synthetic.json'));
const { exchanges } = z
  .object({ exchanges: z.array(z.object({ label: z.string(), responseHex: z.string() })) })
  .parse(vectors('ipp-captures.json'));

function printerIn(hex: string): Attributes {
  const decoded = decodeIpp(Buffer.from(hex, 'hex'));
  if (!decoded.ok) throw new Error(decoded.error);
  return groupOf(decoded.value.message, 'printer');
}

const captured = (label: string) => printerIn(exchanges.find((one) => one.label === label)?.responseHex ?? '');
const conditionWith = (state: number, reasons: string[], ...more: IppAttribute[]) =>
  conditionOf(
    new Attributes([enumeration('printer-state', state), keyword('printer-state-reasons', ...reasons), ...more]),
  );
const statusOf = (axes: ReturnType<typeof conditionOf>['axes']): DeviceStatus =>
  deviceStatusSchema.parse({ deviceClass: 'documentPrinter', observedAt: 0, identity: null, model: 'x', ...axes });

describe('printer-state-reasons', () => {
  it.each(printers)('$id is $verdict', ({ hex, verdict }) => {
    const { faults, axes } = conditionOf(printerIn(hex));
    expect(obstaclesIn(faults)[0] ?? 'ready').toBe(verdict);
    expect(axes.action === 'none').toBe(faults.length === 0);
  });

  it('as ippeveprinter said them', () => {
    expect(conditionOf(captured('printer state when idle')).axes).toMatchObject({
      device: 'online',
      paper: 'full',
      faults: [],
      action: 'none',
    });
    expect(conditionOf(captured('printer state low')).axes).toMatchObject({
      device: 'online',
      paper: 'low',
      faults: ['paper-near-end', 'supply-low'],
      supplies: [{ name: 'toner', level: 'low', percent: null }],
    });
    // A jam while `printer-state` stays idle: the stem decides.
    expect(conditionOf(captured('printer state jam')).axes).toMatchObject({ device: 'hardwareError', paper: 'jammed' });
  });

  it.each(Object.entries(STEMS))('%s means %s whatever its severity, and is never fine', (stem, fault) => {
    for (const suffix of ['', '-report', '-warning', '-error']) {
      expect(stemOf(`${stem}${suffix}`)).toBe(stem);
      const { faults, axes } = conditionWith(3, [`${stem}${suffix}`]);
      expect(faults).toEqual([fault]);
      expect(health(statusOf(axes), 0)).not.toBe('ok');
    }
  });

  it('takes unknown words for faults only when the printer is stopped', () => {
    for (const word of ['none', 'other', 'wifi-not-configured-report', '__proto__', 'constructor']) {
      expect(conditionWith(3, [word]).faults).toEqual([]);
      expect(conditionWith(5, [word]).faults).toEqual(['stopped']);
    }
    expect(conditionWith(5, ['media-empty-error']).faults).toEqual(['paper-end']);
  });

  it('keeps printing with an empty by-pass tray, unless printer or trays say otherwise', () => {
    const trays = (level: number) =>
      octets('printer-input-tray', `type=other;level=${level};name=main`, 'type=other;level=0;name=by-pass');
    expect(conditionWith(3, ['media-empty-report'], trays(100)).axes).toMatchObject({
      faults: ['tray-empty'],
      paper: 'full',
    });
    for (const reason of ['media-empty-warning', 'media-empty', 'input-tray-missing-report']) {
      expect(conditionWith(3, [reason], trays(100)).faults).toEqual(['tray-empty']);
      const processing = new Attributes([
        enumeration('printer-state', 4),
        keyword('printer-state-reasons', reason),
        trays(100),
      ]);
      const seen = (...resting: string[]) => conditionOf(processing, { tray: null, resting: new Set(resting) }).faults;
      // It was so before the job; what is new in mid-job is our own paper.
      expect(seen(reason, 'toner-low')).toEqual(['tray-empty']);
      expect(seen('toner-low')).toEqual(['paper-end']);
      expect(seen(`${reason}-error`)).toEqual(['paper-end']);
    }
    const ours = (tray: string) =>
      conditionOf(
        new Attributes([
          enumeration('printer-state', 3),
          keyword('printer-state-reasons', 'media-empty-report'),
          trays(100),
        ]),
        { tray, resting: new Set() },
      ).faults;
    expect(ours('main')).toEqual(['tray-empty']);
    // Spelt otherwise (`media-source` is a keyword, this is a name), and ours is the empty one.
    expect(ours('by_pass')).toEqual(['paper-end']);
    // A tray that nobody told of says nothing about ours.
    expect(ours('tray-2')).toEqual(['tray-empty']);
    for (const wrong of [
      conditionWith(3, ['media-empty-report'], trays(0)),
      conditionWith(3, ['media-empty-report'], trays(-2)),
      conditionWith(3, ['media-empty-error'], trays(100)),
      conditionWith(3, ['media-needed-report'], trays(100)),
      conditionWith(4, ['media-needed-warning'], trays(100)),
      conditionWith(4, ['media-empty-warning'], trays(100)),
      conditionWith(5, ['media-empty'], trays(100)),
      conditionWith(3, ['media-empty-report'], trays(100), keyword('media-ready', 'na_letter_8.5x11in')),
    ]) {
      expect(wrong.axes).toMatchObject({ faults: ['paper-end'], paper: 'out' });
    }
  });

  it('misses A4 where the printer says what is loaded', () => {
    expect(conditionWith(3, ['none'], keyword('media-ready', 'na_letter_8.5x11in')).axes.paper).toBe('out');
    expect(conditionWith(3, ['none'], keyword('media-ready', 'na_letter_8.5x11in', A4)).axes.paper).toBe('full');
  });

  it('knows nothing of a printer that says nothing, and cuts endless words', () => {
    expect(conditionOf(new Attributes([])).axes).toMatchObject({ device: 'unknown', paper: 'unknown' });
    expect(conditionWith(3, ['x'.repeat(5_000)]).axes.evidence.length).toBeLessThan(200);
  });
});

describe('supplies', () => {
  it('reads marker levels with the printer’s own thresholds, the worst of each kind', () => {
    const { supplies } = conditionWith(
      3,
      ['none'],
      keyword('marker-types', 'toner', 'toner-cartridge', 'opc', 'waste-toner', 'fuser'),
      integer('marker-levels', 60, 15, 0, 92, 50),
      integer('marker-low-levels', 20, 20, 5, 0, 5),
      integer('marker-high-levels', 100, 100, 100, 90, 100),
    ).axes;
    expect(supplies).toEqual([
      { name: 'toner', level: 'low', percent: 15 },
      // A number stops nothing: the printer says itself when it does not go on.
      { name: 'drum', level: 'low', percent: 0 },
      { name: 'wasteToner', level: 'low', percent: 8 },
    ]);
  });

  const MONO = keyword('print-color-mode-supported', 'auto', 'color', 'monochrome');
  const record = (colour: string, level: number) =>
    `index=1;class=supplyThatIsConsumed;type=toner;maxcapacity=100;level=${level};colorantname=${colour};`;
  const told = (state: number, reason: string, levels: readonly number[], more = [MONO]) => {
    const [black = 0, cyan = 0] = levels;
    const supply = octets('printer-supply', record('black', black), record('cyan', cyan));
    return conditionWith(state, [reason], supply, ...more).axes;
  };

  it.each([
    // A colour is empty and black is not: it prints in black.
    [3, 'toner-empty-report', [75, 0], ['colour-empty'], 'low'],
    [3, 'marker-supply-empty-warning', [75, 0], ['colour-empty'], 'low'],
    [4, 'marker-supply-empty', [-3, 0], ['colour-empty'], 'low'],
    // It stopped for it, calls it an error, or black is empty, or nobody knows what is.
    [5, 'toner-empty-report', [75, 0], ['supply-empty'], 'out'],
    [3, 'toner-empty-error', [75, 0], ['supply-empty'], 'out'],
    [3, 'toner-empty-report', [0, 0], ['supply-empty'], 'out'],
    [3, 'toner-empty-report', [-2, 0], ['supply-empty'], 'out'],
    [3, 'toner-empty-report', [75, 40], ['supply-empty'], 'out'],
    [3, 'developer-empty-report', [75, 0], ['supply-empty'], 'out'],
    // The number alone warns.
    [3, 'none', [75, 0], [], 'low'],
    [3, 'none', [0, 40], [], 'low'],
  ] as const)('toner of a colour printer in state %d that says %s at %j', (state, reason, levels, faults, level) => {
    const axes = told(state, reason, levels);
    expect([axes.faults, axes.supplies?.map((one) => one.level)]).toEqual([faults, [level]]);
  });

  it('takes a colour for all of its toner where it cannot be asked for black alone, or names no colour', () => {
    expect(told(3, 'toner-empty-report', [75, 0], []).faults).toEqual(['supply-empty']);
    const markers = (...colours: string[]) =>
      conditionWith(
        3,
        ['toner-empty-report'],
        MONO,
        keyword('marker-types', 'toner', 'toner'),
        nameAttribute('marker-colors', ...colours),
        integer('marker-levels', 60, 0),
      ).axes.faults;
    expect(markers('#000000', '#00FFFF#FF00FF#FFFF00')).toEqual(['colour-empty']);
    for (const unsaid of ['none', 'unknown', '']) expect(markers('#000000', unsaid)).toEqual(['supply-empty']);
    expect(markers('#00FFFF', '#000000')).toEqual(['supply-empty']);
  });

  const waste = (level: number, reasons: string[], clazz: string, most = 100) =>
    conditionWith(
      3,
      reasons,
      octets(
        'printer-supply',
        `index=1;class=${clazz};type=wasteToner;unit=percent;maxcapacity=${most};level=${level};`,
      ),
    ).axes.supplies;

  it.each(['receptacleThatIsFilled', 'supplyThatIsConsumed'])('reads waste boxes of class %s as RFC 3805 says', (c) => {
    const said = (level: number, reasons = ['none']) => waste(level, reasons, c)?.[0]?.level;
    // The number is the room left. It warns; it never takes a printer out of service: others count the other way.
    for (const [room, level] of [
      [100, 'full'],
      [60, 'full'],
      [11, 'full'],
      [10, 'low'],
      [3, 'low'],
      [0, 'low'],
      [-2, 'unknown'],
      [-3, 'full'],
    ] as const) {
      expect([room, waste(room, ['none'], c)]).toEqual([room, [{ name: 'wasteToner', level, percent: null }]]);
    }
    expect(waste(5, ['none'], c, 200)?.[0]?.level).toBe('low');
    // The printer's own word decides, whichever way it counts (PAPPL, ippserver and ippeveprinter say 100 with it).
    for (const room of [0, 50, 100]) {
      for (const word of ['marker-waste-full-warning', 'marker-waste-toner-receptacle-full', 'waste-receptacle-full']) {
        expect(said(room, [word])).toBe('out');
      }
      expect(said(room, ['marker-waste-almost-full-report'])).toBe('low');
    }
  });

  it('reads `marker-levels` of waste as how full it is, and tells the room left', () => {
    const box = (level: number, high: number) =>
      conditionWith(
        3,
        ['none'],
        keyword('marker-types', 'waste-toner'),
        integer('marker-levels', level),
        integer('marker-high-levels', high),
      ).axes.supplies;
    expect(box(0, 90)).toEqual([{ name: 'wasteToner', level: 'full', percent: 100 }]);
    expect(box(64, 64)).toEqual([{ name: 'wasteToner', level: 'low', percent: 36 }]);
    expect(box(100, 100)).toEqual([{ name: 'wasteToner', level: 'low', percent: 0 }]);
    expect(box(-2, 90)).toEqual([{ name: 'wasteToner', level: 'unknown', percent: null }]);
  });

  it('tells unknown from full', () => {
    const levels = (level: number) =>
      conditionWith(3, ['none'], keyword('marker-types', 'ink'), integer('marker-levels', level)).axes.supplies;
    expect(levels(-3)).toEqual([{ name: 'ink', level: 'full', percent: null }]);
    for (const unknown of [-1, -2]) expect(levels(unknown)).toEqual([{ name: 'ink', level: 'unknown', percent: null }]);
  });

  it('reads printer-supply where there are no markers, and believes the reasons more', () => {
    const record = (type: string, level: number, most: number) =>
      `index=1;type=${type};maxcapacity=${most};level=${level};`;
    const { supplies } = conditionWith(
      3,
      ['toner-low-warning', 'output-area-almost-full'],
      octets('printer-supply', record('toner', 1_500, 2_000), record('wasteToner', 25, 100), 'garbage', '=;=;'),
    ).axes;
    expect(supplies).toEqual([
      { name: 'toner', level: 'low', percent: 75 },
      { name: 'wasteToner', level: 'full', percent: null },
      { name: 'outputTray', level: 'low', percent: null },
    ]);
  });
});

describe('description', () => {
  it('of ippeveprinter', () => {
    const description = descriptionOf(captured('capabilities'));
    expect(description).toMatchObject({ model: 'Example Printer', spooler: false, maxCopies: 999 });
    expect(description.formats).toContain('application/pdf');
    expect(description.does('createJob') && description.does('validateJob')).toBe(true);
  });

  it('knows a spooler by what only CUPS says', () => {
    for (const name of ['device-uri', 'printer-type', 'cups-version']) {
      expect(descriptionOf(new Attributes([text(name, 'x')])).spooler).toBe(true);
    }
  });
});
