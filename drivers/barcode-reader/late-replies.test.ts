import { describe, expect, it } from 'vitest';
import { whileReading } from './reading.test-kit.ts';
import { opened } from './serial.test-kit.ts';
import { SUFFIX_NAMES } from './suffix-parser.ts';

/** A Newland answers the question for its version with a line end inside. */
describe('a version that came too late', () => {
  const version = '\x02\x010000@QRYFWVFirmware Version:V2.04.000\n\x06;\x03';

  it.each(
    SUFFIX_NAMES.flatMap((suffix) =>
      [version, version.replace('V2', `V2 ${'x'.repeat(200)}\xe9`)].map((late) => ({ suffix, late })),
    ),
  )('is no part of the next code: suffix $suffix, $late', async ({ suffix, late }) => {
    const world = await opened('newland', { suffix });
    world.simulator.sendRaw(Buffer.from(late, 'latin1'));
    const read = await whileReading(world, () => world.simulator.showCode('6901234567892'));
    expect(read).toMatchObject({ value: { text: '6901234567892' } });
    world.simulator.sendRaw(Buffer.from(late, 'latin1'));
    const next = await whileReading(world, () => world.simulator.showCode('6901234567893'));
    expect(next).toMatchObject({ value: { text: '6901234567893' } });
    expect(world.scanner.status()).toMatchObject({ device: 'online', faults: [] });
  });
});
