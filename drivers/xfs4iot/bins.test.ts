import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RetractBins } from './bins.ts';
import { type EnvelopeOf, encodeEnvelope } from './envelope.ts';
import { statusIn } from './event-status.ts';
import { knownEvents, parseMessage, storage } from './messages.ts';
import { PaperMouth } from './mouth.ts';
import { mergeStatus } from './status-tree.ts';

const said = (name: string, payload: Record<string, unknown>): EnvelopeOf<'unsolicited'> => ({
  type: 'unsolicited',
  name,
  version: '2.0',
  generation: 2,
  payload,
});
const unit = (papers: number, holds: number, state = 'ok') => ({
  status: 'ok' as const,
  printer: {
    capabilities: { maxRetracts: holds },
    status: { initial: 0, in: papers, replenishmentStatus: state as 'ok' },
  },
});

describe('retract bins', () => {
  it('are counted by the service where it counts, and by us where nobody else does', () => {
    const bins = new RetractBins({ holds: 4 });
    expect(bins.supply()).toEqual({ name: 'retractBin', level: 'full', percent: 100 });
    for (let papers = 0; papers < 4; papers += 1) bins.received();
    expect(bins.supply()).toMatchObject({ level: 'out', percent: 0 });
    bins.stored({ unit1: unit(1, 10) });
    expect(bins.supply()).toMatchObject({ level: 'full', percent: 90 });
    bins.stored(null);
    bins.holdsAtLeast(0, Date.now());
    expect(bins.supply()).toMatchObject({ level: 'full', percent: 100 });
  });

  it('take into the one that has room, and are full when all are', () => {
    const bins = new RetractBins({ holds: 4 });
    bins.stored({ unit1: unit(5, 5, 'full'), unitB: unit(1, 5) });
    expect(bins.supply()).toMatchObject({ level: 'full', percent: 40 });
    expect(bins.roomiest()).toMatchObject({ unit: 'unitB' });
    bins.stored({ unit1: unit(5, 5, 'full'), unitB: { ...unit(1, 5), status: 'missing' } });
    expect(bins.isFull).toBe(true);
    // A passbook store or a cassette is none of ours.
    bins.stored({ unit9: { status: 'ok', capacity: 3 } });
    expect(bins.told).toBe(false);
  });

  it('that refuse are full until something says otherwise', () => {
    const bins = new RetractBins({ holds: 4 });
    bins.stored({ unit1: unit(1, 10) });
    bins.refusedAsFull();
    expect(bins.isFull).toBe(true);
    bins.stored({ unit1: unit(1, 10) });
    expect(bins.isFull).toBe(true);
    bins.stored({ unit1: unit(0, 10) });
    expect(bins.isFull).toBe(false);
    expect(bins.hear(said('Printer.RetractBinThresholdEvent', { binNumber: 1, state: 'full' }))).toBe(true);
    expect(bins.hear(said('Printer.MediaTakenEvent', {}))).toBe(false);
  });

  it('of generation 1 stand in the status, and its thresholds go on from there', () => {
    const bins = new RetractBins({ holds: 4 });
    bins.seen(
      {
        retractBins: [
          { state: 'full', count: 5 },
          { state: 'unknown', count: 4 },
        ],
      },
      { maxRetract: [5, 5] },
    );
    expect(bins.supply()).toEqual({ name: 'retractBin', level: 'low', percent: 10 });
    expect(bins.roomiest()).toMatchObject({ number: 2 });
    bins.hear(said('Printer.RetractBinThresholdEvent', { binNumber: 2, state: 'full' }));
    expect(bins.isFull).toBe(true);
  });

  it('always have a level and a percentage within bounds, whatever they are told', () => {
    const counts = fc.option(fc.nat({ max: 50 }), { nil: undefined });
    fc.assert(
      fc.property(
        fc.dictionary(fc.stringMatching(/^unit[0-9A-Z]{1,3}$/), fc.record({ papers: counts, holds: counts }), {
          maxKeys: 4,
        }),
        fc.nat({ max: 30 }),
        (units, own) => {
          const bins = new RetractBins({ holds: 20 });
          for (let paper = 0; paper < own; paper += 1) bins.received();
          const answer = Object.entries(units).map(([name, { papers, holds }]) => [
            name,
            { capacity: holds ?? null, printer: { status: { in: papers ?? null } } },
          ]);
          const parsed = storage.unitsSchema.parse(Object.fromEntries(answer));
          bins.stored(parsed);
          const { level, percent } = bins.supply();
          expect(['full', 'low', 'out']).toContain(level);
          expect(percent).toBeGreaterThanOrEqual(0);
          expect(percent).toBeLessThanOrEqual(100);
          expect(bins.roomiest().unit).toMatch(/^unit/);
        },
      ),
    );
  });
});

const printerEvents = knownEvents.filter(({ name }) => /^(Printer|Storage|VendorMode)\./.test(name));

it('every event with any payload is a checked message or none, and no message upsets mouth, bins or status', () => {
  const word = fc.oneof(
    fc.constantFrom('full', 'low', 'out', 'jammed', 'transport', 'unit1', 'ok', 'inserted', 'removed', '__proto__'),
    fc.string(),
  );
  const key = fc.constantFrom(
    'state',
    'threshold',
    'paperSource',
    'binNumber',
    'result',
    'retractResult',
    'unit1',
    '__proto__',
  );
  const tree = fc.letrec((tie) => ({
    node: fc.oneof({ depthSize: 'small' }, word, fc.integer(), fc.boolean(), fc.constant(null), tie('map')),
    map: fc.dictionary(fc.oneof(key, fc.string()), tie('node'), { maxKeys: 4 }),
  })).map;
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom(...printerEvents), tree), { maxLength: 8 }), (told) => {
      const events: string[] = [];
      const mouth = new PaperMouth((name) => events.push(name));
      const bins = new RetractBins({ holds: 3 });
      let status: Readonly<Record<string, unknown>> = {};
      for (const [spec, payload] of told) {
        const version = `${spec.majors.at(-1)}.0`;
        const type = spec.comes === 'solicited' ? ('event' as const) : ('unsolicited' as const);
        const header =
          type === 'event' ? { type, name: spec.name, version, requestId: 1 } : { type, name: spec.name, version };
        const parsed = parseMessage(JSON.stringify({ header, payload }));
        if (!parsed.ok) continue;
        const message = parsed.value;
        if (message.type !== 'event' && message.type !== 'unsolicited') throw new Error(message.type);
        expect(parseMessage(encodeEnvelope(message))).toEqual(parsed);
        mouth.hear(message, true);
        bins.hear(message);
        if (message.type === 'unsolicited') status = mergeStatus(status, statusIn(message) ?? {});
      }
      expect(Object.getPrototypeOf(status)).toBe(Object.prototype);
      expect(['full', 'low', 'out']).toContain(bins.supply().level);
    }),
  );
});
