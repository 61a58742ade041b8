import { describe, expect, it } from 'vitest';
import { hidCyclesOnBed } from '../../vm/hid-on-bed.ts';
import { hidCyclesSchema, leftBehind } from '../../vm/observe/hid-cycles-seen.ts';
import { whyNoHidBed } from './hid-bed.ts';

/** `LONG=1` for the ten thousand of the issue, whose counts are then printed. */
const LONG = process.env.LONG === '1';
const CYCLES = LONG ? 10_000 : 8;
/** Lists that grow and hash tables that double are worth some bytes; a kept driver is worth thousands. */
const BYTES_A_CYCLE = 300;

const why = whyNoHidBed();
if (why !== null) process.stderr.write(`skipped: ${why}\n`);

describe.skipIf(why !== null)('a HID scanner under the device host', () => {
  it('comes and goes, also in the middle of a code, and leaves nothing', { timeout: 3_600_000 }, async () => {
    const saw = hidCyclesSchema.parse(await hidCyclesOnBed(CYCLES));
    const { before, after } = saw;
    if (LONG)
      console.info(
        `${CYCLES} cycles: ${JSON.stringify(before)} before, ${JSON.stringify(after)} after, ${JSON.stringify(saw.ends)}`,
      );
    expect(leftBehind(saw, CYCLES)).toEqual([]);
    if (LONG) expect(after.heapBytes - before.heapBytes).toBeLessThan(BYTES_A_CYCLE * CYCLES);
  });
});
