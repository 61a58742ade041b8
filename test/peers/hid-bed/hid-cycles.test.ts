import { describe, expect, it } from 'vitest';
import { hidCyclesOnBed } from '../../vm/hid-on-bed.ts';
import { hidCyclesSchema } from '../../vm/observe/hid-cycles-schema.ts';
import { whyNoHidBed } from './hid-bed.ts';

/** `LONG=1` for the ten thousand of the issue, whose counts are then printed. */
const LONG = process.env.LONG === '1';
const CYCLES = LONG ? 10_000 : 12;
/** What a class of objects may grow by: a cycle that kept one would make it as many as there were cycles. */
const STRAY = 2;
/** Lists that grow and hash tables that double are worth some bytes; a kept driver is worth thousands. */
const BYTES_A_CYCLE = 300;

const why = whyNoHidBed();
if (why !== null) process.stderr.write(`skipped: ${why}\n`);

describe.skipIf(why !== null)('a HID scanner under the device host', () => {
  it('comes and goes, also in the middle of a code, and leaves nothing', { timeout: 3_600_000 }, async () => {
    const saw = hidCyclesSchema.parse(await hidCyclesOnBed(CYCLES));
    const { before, after } = saw;
    if (LONG) console.info(`${CYCLES} cycles: ${JSON.stringify(before)} before, ${JSON.stringify(after)} after`);
    expect(saw).toMatchObject({
      attached: CYCLES,
      detached: CYCLES,
      ends: { hungUp: CYCLES / 2, ok: CYCLES / 4 },
    });
    expect({ own: after.own, descriptors: after.descriptors }).toEqual({
      own: before.own,
      descriptors: before.descriptors,
    });
    for (const kind of ['awake', 'alive'] as const)
      for (const [name, count] of Object.entries(after[kind]))
        expect(count - (before[kind][name] ?? 0), name).toBeLessThanOrEqual(STRAY);
    if (LONG) expect(after.heapBytes - before.heapBytes).toBeLessThan(BYTES_A_CYCLE * CYCLES);
  });
});
