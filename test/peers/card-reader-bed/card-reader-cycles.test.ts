import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SimulatedCard, sampleCard } from '../../../drivers/card-reader/simulated-card.ts';
import { CardReaderBed, whyNoCardReaderBed } from './card-reader-bed.ts';
import { cardReaderCycles } from './card-reader-cycles.ts';

/** `LONG=1` for the ten thousand of the issue (or as many as `CYCLES` says), whose counts are then printed. */
const LONG = process.env.LONG === '1';
const CYCLES = LONG ? Number(process.env.CYCLES ?? 10_000) : 2;
/** What may be more afterwards: somebody else's in the same process. */
const STRAY = 2;
/** What is compiled while it runs, once. */
const COMPILED_BYTES = 3_000_000;
/** pcsc-mini keeps an emptied buffer of each answer, about a hundred bytes; a kept driver is worth thousands. */
const BYTES_AN_ATTACHMENT = 300;

const why = whyNoCardReaderBed();
if (why !== null) process.stderr.write(`skipped: ${why}\n`);

describe.skipIf(why !== null)('a USB card reader under a real pcscd and the device host', () => {
  let bed: CardReaderBed;
  beforeAll(async () => {
    // A library that shortens pcscd's sleeps of 400 ms makes long rounds short.
    bed = await CardReaderBed.start(() => new SimulatedCard({ card: sampleCard }), process.env.PCSCD_PRELOAD);
  });
  afterAll(() => bed?.stop());

  it('comes and goes, also while a card is read, and leaves nothing', { timeout: 14_400_000 }, async () => {
    const { before, after, attached, detached, ends } = await cardReaderCycles(bed, CYCLES);
    if (LONG)
      console.info(
        `${attached} cycles: ${JSON.stringify(before)} before, ${JSON.stringify(after)} after; ${JSON.stringify(ends)}`,
      );
    expect(bed.pcscdRuns).toBe(true);
    // pcscd may list a reader once more after it went.
    expect(attached).toBeGreaterThanOrEqual(CYCLES);
    expect(detached).toBe(attached);
    const readings = Math.ceil((CYCLES - 1) / 10);
    expect(Object.values(ends).reduce((sum, count) => sum + count, 0)).toBe(readings + Math.ceil(CYCLES / 2));
    // Of 180 one ended otherwise: in long rounds pcsc-mini may lose an event, and its client is then made anew.
    expect(ends.ok ?? 0).toBeGreaterThanOrEqual(LONG ? Math.floor(readings * 0.95) : readings);
    expect(after.own).toEqual(before.own);
    const grown = (is: number, was: number) => is - was > STRAY;
    expect(grown(after.descriptors, before.descriptors)).toBe(false);
    for (const kind of ['awake', 'alive'] as const)
      for (const [name, count] of Object.entries(after[kind]))
        expect(grown(count, before[kind][name] ?? 0), `${name}: ${count}`).toBe(false);
    if (LONG) expect(after.heapBytes - before.heapBytes).toBeLessThan(COMPILED_BYTES + BYTES_AN_ATTACHMENT * attached);
  });
});
