import { describe, expect, it } from 'vitest';
import type { DeviceEvent } from '../contract/index.ts';
import type { FamilyName } from './family.ts';
import { PrinterMemory } from './printer-memory.ts';
import { carries, rig, shortReceipt, threeBands } from './rig.ts';
import type { Taker } from './simulated-mouth.ts';

const LEAVES: Taker = { kind: 'leaves' };
const job = (jobId = 'job', receipt = threeBands) => ({ jobId, receipt });

async function opened(family: FamilyName, driver: Parameters<typeof rig>[2] = {}) {
  const all = rig(family, {}, driver);
  const events: DeviceEvent[] = [];
  all.printer.onEvent((event) => events.push(event));
  expect(await all.printer.open()).toMatchObject({ ok: true });
  const told = () => events.map(({ name, detail }) => `${name.replace('Printer.', '')} ${detail}`);
  return { ...all, events, told };
}

describe.each(['masung', 'custom', 'cashino'] as const)('paper held out by %s', (family) => {
  it('is proved taken when the sensor saw it come and go', async () => {
    const { printer, simulator, told } = await opened(family);
    expect(await printer.print(job())).toMatchObject({ ok: true, value: { fence: 'paper-taken' } });
    expect(simulator.mouth.taken.map((sheet) => carries(sheet, threeBands))).toEqual([true]);
    const kind = family === 'cashino' ? 'tear-off' : 'presenter';
    expect(told()).toEqual([`MediaPresentedEvent ${kind}`, `MediaTakenEvent ${kind}`]);
    expect(printer.status()).toMatchObject({ media: 'notPresent', faults: [] });
  });

  it('claims no more than the cut when the line goes while it hangs', async () => {
    const { printer, simulator, clock, told } = await opened(family);
    simulator.mouth.taker = LEAVES;
    const printing = printer.print(job());
    printer.onEvent(({ name }) => {
      if (name === 'Printer.MediaPresentedEvent') void clock.delay(1_000).then(() => simulator.unplug('cable'));
    });
    expect(await printing).toMatchObject({ ok: true, value: { fence: 'printer-executed-cut' } });
    expect(told()).not.toContain('MediaTakenEvent presenter');
  });

  it('without a sensor fitted it waits for nobody and claims the cut only', async () => {
    const { printer, simulator, told } = await opened(family, { exitSensor: false });
    simulator.mouth.taker = LEAVES;
    for (const jobId of ['one', 'two']) {
      expect(await printer.print(job(jobId))).toMatchObject({ ok: true, value: { fence: 'printer-executed-cut' } });
    }
    expect(printer.status()).toMatchObject({ media: null });
    expect(told()).toEqual([]);
  });
});

describe('paper nobody takes', () => {
  it('is drawn back, counted, and said to be in nobody’s hands', async () => {
    const { printer, simulator, told, clock } = await opened('custom');
    simulator.mouth.taker = LEAVES;
    const before = clock.now();
    expect(await printer.print(job())).toMatchObject({
      ok: false,
      error: { code: 'commandErrorCode', errorCode: 'media-retracted', effect: 'partial' },
    });
    expect(clock.now() - before).toBeGreaterThan(30_000);
    expect(simulator.mouth.taken).toEqual([]);
    expect(simulator.mouth.bin.map((sheet) => carries(sheet, threeBands))).toEqual([true]);
    expect(told()).toEqual(['MediaPresentedEvent presenter', 'MediaAutoRetractedEvent retracted']);
    expect(printer.status()).toMatchObject({
      media: 'notPresent',
      supplies: [{ name: 'retractBin', level: 'full', percent: 95 }],
    });
    // The next person gets their own paper and nothing else.
    simulator.mouth.taker = { kind: 'takes', afterMs: 500 };
    expect(await printer.print(job('next', shortReceipt))).toMatchObject({ ok: true, value: { fence: 'paper-taken' } });
    expect(simulator.mouth.taken.map((sheet) => carries(sheet, shortReceipt))).toEqual([true]);
  });

  it('drawn back after half of it was torn off, the other half stays out of everybody’s hands', async () => {
    const { printer, simulator } = await opened('custom');
    simulator.mouth.taker = { kind: 'pulls-half', afterMs: 1_000 };
    expect(await printer.print(job())).toMatchObject({ error: { errorCode: 'media-retracted', effect: 'partial' } });
    expect(simulator.mouth.taken.map((sheet) => carries(sheet, threeBands))).toEqual([false]);
    expect(simulator.mouth.bin).toHaveLength(1);
  });

  it('snatched just as it is to be drawn back: its fate is said to be unknown', async () => {
    const { printer, simulator, told } = await opened('custom');
    simulator.mouth.taker = LEAVES;
    simulator.onExecute = (command) => {
      if (command.kind === 'ejector' && command.n === 2) simulator.tear();
    };
    expect(await printer.print(job())).toMatchObject({ error: { errorCode: 'retract-uncertain', effect: 'unknown' } });
    expect(told()).toContain('MediaAutoRetractedEvent uncertain');
  });

  it('jammed on the way back: unknown, and no further job until a person cleared it', async () => {
    const { printer, simulator, told } = await opened('custom');
    simulator.mouth.taker = LEAVES;
    simulator.mouth.jamOnRetract = true;
    expect(await printer.print(job())).toMatchObject({ error: { errorCode: 'retract-failed', effect: 'unknown' } });
    expect(told()).toContain('MediaAutoRetractedEvent jammed');
    expect(printer.status()).toMatchObject({ media: 'jammed', device: 'hardwareError' });
    expect(await printer.print(job('next'))).toMatchObject({ error: { effect: 'none' } });
    expect(simulator.papers()).toHaveLength(1);
    simulator.mouth.jamOnRetract = false;
    simulator.clear('jam');
    simulator.tear();
    simulator.mouth.taker = { kind: 'takes', afterMs: 500 };
    await printer.refresh();
    expect(await printer.print(job('third'))).toMatchObject({ ok: true });
  });

  it('fills the bin; a full bin draws nothing more and says so until it was emptied', async () => {
    const { printer, simulator, told } = await opened('custom', { exit: { binSheets: 5, takeWithinMs: 2_000 } });
    simulator.mouth.taker = LEAVES;
    for (let sheet = 0; sheet < 5; sheet += 1) {
      expect(await printer.print(job(`job-${sheet}`))).toMatchObject({ error: { errorCode: 'media-retracted' } });
    }
    expect(told().filter((event) => event.startsWith('RetractBin'))).toEqual([
      'RetractBinThresholdEvent high',
      'RetractBinThresholdEvent full',
    ]);
    expect(printer.status()).toMatchObject({ faults: ['retract-bin-full'], action: 'clear' });
    expect(printer.status().supplies).toEqual([{ name: 'retractBin', level: 'out', percent: 0 }]);
    // Printed and left hanging: it was proved, and it is there to be taken.
    expect(await printer.print(job('left'))).toMatchObject({ ok: true, value: { fence: 'printer-executed-cut' } });
    expect(await printer.print(job('next'))).toMatchObject({ error: { errorCode: 'media-present', effect: 'none' } });
    expect(simulator.papers()).toHaveLength(6);
    simulator.mouth.emptyBin();
    printer.retractBinEmptied();
    expect(await printer.refresh()).toMatchObject({ faults: [], action: 'none' });
    simulator.mouth.taker = { kind: 'takes', afterMs: 500 };
    expect(await printer.print(job('next'))).toMatchObject({ ok: true });
    expect(simulator.mouth.bin).toHaveLength(1);
  });

  it('of a process before this one is drawn back before the next job', async () => {
    const { printer, simulator, told } = await opened('custom');
    simulator.mouth.taker = LEAVES;
    const [old] = [rig('custom').simulator.uncut()];
    simulator.mouth.receive(old, true);
    await printer.refresh();
    expect(printer.status()).toMatchObject({ media: 'present' });
    simulator.mouth.taker = { kind: 'takes', afterMs: 500 };
    expect(await printer.print(job())).toMatchObject({ ok: true, value: { fence: 'paper-taken' } });
    expect(simulator.mouth.bin).toEqual([old]);
    expect(simulator.mouth.taken.map((sheet) => carries(sheet, threeBands))).toEqual([true]);
    expect(told()[1]).toBe('MediaAutoRetractedEvent retracted');
  });

  it('may be left hanging by policy', async () => {
    const { printer, simulator } = await opened('custom', { exit: { notTaken: 'leave' } });
    simulator.mouth.taker = LEAVES;
    expect(await printer.print(job())).toMatchObject({ ok: true, value: { fence: 'printer-executed-cut' } });
    expect(simulator.mouth.bin).toEqual([]);
    expect(printer.status()).toMatchObject({ media: 'present' });
  });
});

describe.each(['masung', 'cashino'] as const)('%s cannot draw back', (family) => {
  it('knows before the next print that the last receipt still hangs, and waits only so long', async () => {
    const { printer, simulator, clock } = await opened(family);
    simulator.mouth.taker = LEAVES;
    expect(await printer.print(job())).toMatchObject({ ok: true, value: { fence: 'printer-executed-cut' } });
    expect(printer.status()).toMatchObject({ media: 'present' });
    const moved = simulator.movedRows;
    expect(await printer.print(job('next'))).toMatchObject({
      error: { code: 'deviceNotReady', errorCode: 'media-present', effect: 'none' },
    });
    expect(simulator.movedRows).toBe(moved);
    void clock.delay(4_000).then(() => {
      simulator.mouth.taker = { kind: 'takes', afterMs: 500 };
      simulator.tear();
    });
    expect(await printer.print(job('next', shortReceipt))).toMatchObject({ ok: true, value: { fence: 'paper-taken' } });
    expect(simulator.mouth.taken.map((sheet) => carries(sheet, shortReceipt))).toEqual([false, true]);
  });
});

it('a broken strip is cut off and drawn into the bin before the next person’s receipt', async () => {
  const memory = new PrinterMemory();
  const { printer, simulator, plugIn, clock } = await opened('custom', { memory });
  let bands = 0;
  simulator.onExecute = (command) => {
    if (command.kind === 'raster' && ++bands === 2) simulator.unplug('power');
  };
  expect(await printer.print(job())).toMatchObject({ error: { errorCode: 'hung-up', effect: 'partial' } });
  await printer.close();
  const again = plugIn();
  expect(await again.open()).toMatchObject({ ok: true });
  await clock.delay(11_000);
  expect(await again.print(job('next'))).toMatchObject({ ok: true, value: { fence: 'paper-taken' } });
  expect(simulator.mouth.taken.map((sheet) => carries(sheet, threeBands))).toEqual([true]);
  expect(simulator.mouth.bin).toHaveLength(1);
  expect(memory).toMatchObject({ stranded: false, retracted: 1 });
});
