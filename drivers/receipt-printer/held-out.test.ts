import { describe, expect, it } from 'vitest';
import { carries, rig, shortReceipt, threeBands } from './rig.ts';

const left = async (family: 'custom' | 'masung' | 'epson', driver: Parameters<typeof rig>[2] = {}) => {
  const all = rig(family, {}, driver);
  await all.printer.open();
  all.simulator.mouth.taker = { kind: 'leaves' };
  if (family !== 'epson') all.simulator.mouth.receive(all.simulator.uncut(), true);
  return all;
};

describe('paper held out by somebody before', () => {
  it('is drawn back when the terminal says so, and counted', async () => {
    const { printer, simulator } = await left('custom');
    expect(await printer.retract()).toEqual({ ok: true, value: 'retracted', effect: 'done' });
    expect(simulator.mouth.bin).toHaveLength(1);
    expect(printer.status()).toMatchObject({ media: 'notPresent', supplies: [{ name: 'retractBin', percent: 95 }] });
    expect(await printer.retract()).toEqual({ ok: true, value: 'nothing', effect: 'none' });
  });

  it.each([
    ['masung', {}],
    ['custom', { exit: { notTaken: 'leave' } }],
  ] as const)('stays where %s cannot or may not', async (family, driver) => {
    const { printer, simulator } = await left(family, driver);
    expect(await printer.retract()).toMatchObject({
      error: { code: 'unsupportedCommand', errorCode: 'retract-unsupported', effect: 'none' },
    });
    expect(simulator.mouth.holdsOut).toBe(true);
  });

  it('stays when the bin is full, and goes once a person emptied it', async () => {
    const { printer, simulator } = await left('custom', { exit: { binSheets: 3 } });
    // Counted by a process before this one.
    printer.retractBinHolds(3, 0);
    expect(printer.status()).toMatchObject({ faults: ['retract-bin-full'], action: 'clear' });
    expect(await printer.retract()).toMatchObject({ error: { code: 'deviceNotReady', errorCode: 'retract-bin-full' } });
    printer.retractBinHolds(1, 0);
    expect(printer.status().supplies).toEqual([{ name: 'retractBin', level: 'out', percent: 0 }]);
    printer.retractBinHolds(1, 1_000);
    expect(printer.status()).toMatchObject({ faults: [], supplies: [{ level: 'full', percent: 67 }] });
    expect(await printer.retract()).toMatchObject({ value: 'retracted' });
    expect(simulator.mouth.holdsOut).toBe(false);
  });

  it('cannot be told of by a printer without a sensor', async () => {
    const { printer } = await left('epson');
    expect(await printer.retract()).toMatchObject({ error: { errorCode: 'retract-unsupported', effect: 'none' } });
  });
});

it('says when this job’s own paper is held out, and never of one that hung there before', async () => {
  const { printer, simulator, clock } = await left('masung');
  const told: string[] = [];
  printer.onEvent(({ name }) => told.push(name.replace('Printer.', '')));
  const refused = await printer.print({
    jobId: 'one',
    receipt: shortReceipt,
    onPresented: () => told.push('own'),
  });
  expect(refused).toMatchObject({ error: { errorCode: 'media-present', effect: 'none' } });
  expect(told).not.toContain('own');
  simulator.tear();
  simulator.mouth.taker = { kind: 'takes', afterMs: 5_000 };
  await printer.refresh();
  told.length = 0;
  const begun = clock.now();
  const printing = printer.print({
    jobId: 'two',
    receipt: threeBands,
    onPresented: () => told.push(`own with ${simulator.papers().length} cut`),
  });
  expect(await printing).toMatchObject({ ok: true, value: { fence: 'paper-taken' } });
  expect(told.filter((one) => one !== 'MediaPresentedEvent')).toEqual(['own with 1 cut', 'MediaTakenEvent']);
  expect(clock.now() - begun).toBeGreaterThanOrEqual(5_000);
});

it('asks for a hand where only one can help, and prints as soon as the old paper is gone', async () => {
  const { printer, simulator, clock } = await left('masung');
  const told: (boolean | 'sent')[] = [];
  const begun = clock.now();
  const printed = await printer.print({
    jobId: 'one',
    receipt: threeBands,
    onBlocked: (blocked) => {
      told.push(blocked);
      if (!blocked) return;
      simulator.mouth.take();
      simulator.mouth.taker = { kind: 'takes', afterMs: 500 };
    },
    onSent: () => told.push('sent'),
  });
  expect(printed).toMatchObject({ ok: true });
  expect(told).toEqual([true, false, 'sent']);
  expect(clock.now() - begun).toBeLessThan(5_000);
  simulator.mouth.taker = { kind: 'leaves' };
  simulator.mouth.receive(simulator.uncut(), true);
  told.length = 0;
  const refused = await printer.print({
    jobId: 'two',
    receipt: threeBands,
    onBlocked: (blocked) => told.push(blocked),
  });
  expect(refused).toMatchObject({ error: { errorCode: 'media-present', effect: 'none' } });
  expect(told).toEqual([true]);
});

it.each(['custom', 'epson'] as const)('%s needs no hand before a job', async (family) => {
  const { printer, simulator } = await left(family);
  const told: boolean[] = [];
  const printing = printer.print({
    jobId: 'one',
    receipt: threeBands,
    onBlocked: (blocked) => told.push(blocked),
    onPresented: () => simulator.mouth.take(),
  });
  expect(await printing).toMatchObject({ ok: true });
  expect(told).toEqual([]);
});

it('cuts off what an earlier process may have left once, however often the terminal asks', async () => {
  const { printer, simulator } = rig('masung');
  await printer.open();
  simulator.mouth.taker = { kind: 'leaves' };
  const again = (jobId: string) => printer.print({ jobId, receipt: threeBands, clearFirst: true });
  expect(await again('one')).toMatchObject({ error: { errorCode: 'media-present', effect: 'none' } });
  // Told so, they pull the strip and ask again.
  simulator.mouth.take();
  expect(await again('two')).toMatchObject({ ok: true });
  expect(simulator.papers().map((sheet) => carries(sheet, threeBands))).toEqual([false, true]);
});
