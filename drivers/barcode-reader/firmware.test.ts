import { describe, expect, it } from 'vitest';
import { FAMILY_NAMES } from './families.ts';
import { whileReading } from './reading.test-kit.ts';
import { opened } from './serial.test-kit.ts';

describe('which program it runs', () => {
  const TOLD = {
    honeywell: 'CW000082BBA 16345',
    gm65: 'software 110 hardware 100',
    newland: 'V2.04.000',
    plain: null,
  } as const;

  it.each(FAMILY_NAMES)('%s: asked once, at the first look while idle, and never at the opening', async (family) => {
    const world = await opened(family);
    expect(world.scanner.status().firmware).toBeNull();
    expect((await world.scanner.refresh()).firmware).toBe(TOLD[family]);
    const begun = world.clock.now();
    world.simulator.refuse('REVINF');
    world.simulator.refuse('QRYFWV');
    expect((await world.scanner.refresh()).firmware).toBe(TOLD[family]);
    expect(await whileReading(world, () => world.simulator.showCode('ABC'))).toMatchObject({ value: { text: 'ABC' } });
    expect(world.clock.now() - begun).toBeLessThan(1_000);
    expect(world.scanner.droppedCodes).toBe(0);
  });

  it.each([
    ['honeywell', 'REVINF'],
    ['newland', 'QRYFWV'],
  ] as const)('%s: one that does not know the command is as good as any', async (family, command) => {
    const world = await opened(family);
    world.simulator.refuse(command);
    expect(await world.scanner.refresh()).toMatchObject({ device: 'online', faults: [], firmware: null });
    expect(await whileReading(world, () => world.simulator.showCode('ABC'))).toMatchObject({ value: { text: 'ABC' } });
  });

  it.each(['honeywell', 'newland', 'gm65'] as const)(
    '%s: one that falls silent at the question delays once',
    async (family) => {
      const world = await opened(family);
      // The settings are answered and told; what comes after them is lost.
      const stop = world.scanner.onStatus(() => {
        world.simulator.loseNext = 1;
        stop();
      });
      const begun = world.clock.now();
      expect(await world.scanner.refresh()).toMatchObject({ device: 'online', faults: [], firmware: null });
      expect(world.clock.now() - begun).toBeLessThanOrEqual(1_300);
      expect(await world.scanner.refresh()).toMatchObject({ device: 'online', firmware: null });
      expect(await whileReading(world, () => world.simulator.showCode('ABC'))).toMatchObject({
        value: { text: 'ABC' },
      });
    },
  );
});
