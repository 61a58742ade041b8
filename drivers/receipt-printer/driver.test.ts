import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Completion, health, type PrintProof } from '../contract/index.ts';
import { createMemoryPair } from '../transports/memory.ts';
import { SimulatedClock } from '../transports/simulated-clock.ts';
import { EscPosReceiptPrinter } from './driver.ts';
import { families, familyNames } from './families.ts';
import type { FamilyName } from './family.ts';
import { carries, isCut, rig, shortReceipt, threeBands } from './rig.ts';
import type { EscPosPrinterSimulator } from './simulator.ts';

const print = (printer: EscPosReceiptPrinter, onSent?: () => void) =>
  printer.print({ jobId: 'job', receipt: threeBands, ...(onSent ? { onSent } : {}) });

/** What must hold whatever happened: nothing is claimed that the paper contradicts. */
function expectHonest(completion: Completion<PrintProof>, simulator: EscPosPrinterSimulator, movedBefore = 0): void {
  const whole = simulator.papers().length > 0;
  if (completion.ok) expect(whole).toBe(true);
  else if (completion.error.effect === 'none') expect(simulator.movedRows).toBe(movedBefore);
  else if (completion.error.effect === 'partial') expect(whole).toBe(false);
  else expect(completion.error.effect).toBe('unknown');
}

describe('a good printer', () => {
  it.each(familyNames)('%s prints, cuts and proves it', async (family) => {
    const { printer, simulator, clock } = rig(family, { millisecondsPerRow: 1 });
    expect(await printer.open()).toMatchObject({ ok: true });
    expect(health(printer.status(), clock.now())).toBe('ok');
    const events: string[] = [];
    const completion = await print(printer, () => events.push(`sent with ${simulator.papers().length} cut`));
    expect(completion).toMatchObject({
      ok: true,
      effect: 'done',
      value: { jobId: 'job', fence: families[family].exit ? 'paper-taken' : 'printer-executed-cut' },
    });
    expect(events).toEqual(['sent with 0 cut']);
    expect(simulator.papers()).toHaveLength(1);
    expect(simulator.papers().every((sheet) => carries(sheet, threeBands))).toBe(true);
    expect(await print(printer)).toMatchObject({ ok: true });
    expect(simulator.papers().map((sheet) => carries(sheet, threeBands))).toEqual([true, true]);
    expect(await printer.selfTest()).toMatchObject({ ok: true });
    await printer.close();
    expect(await print(printer)).toMatchObject({ error: { errorCode: 'not-open', effect: 'none' } });
  });

  it.each(familyNames)('%s: two answers that are lost are no news', async (family) => {
    const { printer, simulator, clock } = rig(family);
    await printer.open();
    simulator.talk.voice = 'silent';
    const refreshing = printer.refresh();
    await clock.delay(3_900);
    simulator.talk.voice = 'normal';
    expect(await refreshing).toMatchObject({ device: 'online', faults: [] });
  });

  it.each(familyNames)('%s: flow-control bytes and slow answers change nothing', async (family) => {
    const { printer, simulator } = rig(family);
    simulator.talk.flowControlNoise = true;
    simulator.talk.answerDelay = 1_500;
    await printer.open();
    expect(await print(printer)).toMatchObject({ ok: true });
    expect(simulator.papers()).toHaveLength(1);
  });

  it.each(familyNames)('%s: answers later than the patience are never taken for a proof', async (family) => {
    const { printer, simulator } = rig(family);
    await printer.open();
    simulator.talk.answerDelay = 2_300;
    expectHonest(await print(printer), simulator);
    simulator.talk.answerDelay = 0;
    await printer.refresh();
    const moved = simulator.movedRows;
    simulator.onExecute = (command) => {
      if (isCut(command)) simulator.set('cover-open');
    };
    const completion = await print(printer);
    expect(completion.ok).toBe(false);
    if (!completion.ok && completion.error.effect === 'none') expect(simulator.movedRows).toBe(moved);
  });

  it('a late answer is not read as the answer to the next question', async () => {
    const { printer, simulator } = rig();
    await printer.open();
    simulator.talk.answerDelay = 2_300;
    simulator.set('cover-open');
    // Shifted by one question, `offline` of DLE EOT 1 would read as a pressed feed button and the cover stay unseen.
    expect(await printer.refresh()).toMatchObject({ device: 'userError', faults: ['cover-open', 'offline'] });
    expect(printer.status().evidence).toBe('DLE EOT 1 -> 1A, DLE EOT 2 -> 16, DLE EOT 3 -> 12, DLE EOT 4 -> 12');
  });

  it('automatic status in the stream is no answer', async () => {
    const { printer, simulator, wire } = rig();
    await printer.open();
    simulator.onExecute = () => wire.write(Uint8Array.of(0x10, 0x00, 0x00, 0x00));
    expect(await print(printer)).toMatchObject({ ok: true });
    expect(simulator.papers()).toHaveLength(1);
  });

  it('takes one job at a time', async () => {
    const { printer, simulator } = rig();
    await printer.open();
    const first = print(printer);
    expect(await print(printer)).toMatchObject({ error: { code: 'sequenceError', errorCode: 'busy', effect: 'none' } });
    expect(await first).toMatchObject({ ok: true });
    expect(simulator.papers()).toHaveLength(1);
  });

  it('says which supply runs low, and that a printed ticket waits', async () => {
    const { printer, simulator, clock } = rig('masung');
    await printer.open();
    simulator.setPaperNearEnd();
    simulator.mouth.taker = { kind: 'leaves' };
    expect(await printer.refresh()).toMatchObject({ device: 'online', paper: 'low', faults: ['paper-near-end'] });
    expect(health(printer.status(), clock.now())).toBe('attention');
    expect(await print(printer)).toMatchObject({ ok: true });
    expect(printer.status()).toMatchObject({ media: 'present', paper: 'low' });
    expect(simulator.tear()).not.toBeNull();
    expect(await printer.refresh()).toMatchObject({ media: 'notPresent' });
  });
});

const faults: Record<string, (simulator: EscPosPrinterSimulator) => void> = {
  'cover opened': (simulator) => simulator.set('cover-open'),
  'paper jammed': (simulator) => simulator.set('jam'),
  'cutter blocked': (simulator) => simulator.set('cutter'),
  'set offline': (simulator) => simulator.set('offline'),
  'head broken': (simulator) => simulator.set('unrecoverable'),
  'paper out': (simulator) => simulator.setPaper(0),
  'paper out in the middle of what comes': (simulator) => simulator.setPaper(20),
  'answers nothing': (simulator) => {
    simulator.talk.voice = 'silent';
  },
  'takes nothing': (simulator) => {
    simulator.talk.voice = 'dead';
  },
  'cable pulled': (simulator) => simulator.unplug('cable'),
  'power cut': (simulator) => simulator.unplug('power'),
};
/** The error code that names the fault in every family. */
const causes: Partial<Record<string, string>> = {
  'cover opened': 'cover-open',
  'cutter blocked': 'cutter-error',
  'set offline': 'offline',
  'paper out': 'paper-end',
  'answers nothing': 'no-answer',
  'takes nothing': 'no-answer',
  'cable pulled': 'hung-up',
  'power cut': 'hung-up',
};
const phases = ['before', 'initialise', 'band 1', 'band 2', 'band 3', 'cut', 'fence', 'confirmation'] as const;
type Phase = (typeof phases)[number];

/** Calls `act` when the printer is about to execute the command that opens the phase. */
function at(simulator: EscPosPrinterSimulator, phase: Phase, act: () => void): void {
  if (phase === 'before') {
    act();
    return;
  }
  let bands = 0;
  let fences = 0;
  let done = false;
  simulator.onExecute = (command) => {
    let now: Phase | null = null;
    if (command.kind === 'initialise') now = 'initialise';
    if (command.kind === 'raster') {
      bands += 1;
      now = bands === 1 ? 'band 1' : bands === 2 ? 'band 2' : 'band 3';
    }
    if (isCut(command)) now = 'cut';
    if (command.kind === 'transmitStatus' && bands > 0) {
      fences += 1;
      now = fences === 1 ? 'fence' : 'confirmation';
    }
    if (now !== phase || done) return;
    done = true;
    act();
  };
}

describe.each(familyNames)('failure × phase, %s', (family) => {
  for (const [fault, inflict] of Object.entries(faults)) {
    it.each(phases)(`${fault} at %s`, async (phase) => {
      const { printer, simulator } = rig(family);
      await printer.open();
      at(simulator, phase, () => inflict(simulator));
      const completion = await print(printer);
      expectHonest(completion, simulator);
      const effect = completion.ok ? 'done' : completion.error.effect;
      if (fault === 'paper out in the middle of what comes') {
        // At `before` and later the few rows left decide where it stops; what is claimed must only be honest.
        expect(effect).not.toBe('none');
        return;
      }
      if (phase === 'before' || phase === 'initialise') expect(effect).toBe('none');
      else if (phase.startsWith('band')) expect(effect).toBe('partial');
      else expect(effect).toBe('unknown');
      const cause = causes[fault];
      const stopsAtOnce = phase !== 'confirmation' && cause !== undefined;
      if (stopsAtOnce) expect(completion).toMatchObject({ error: { errorCode: cause } });
    });
  }

  it('waits for a hot head and goes on', async () => {
    const { printer, simulator, clock } = rig(family);
    await printer.open();
    at(simulator, 'band 2', () => {
      simulator.set('head-hot');
      void clock.delay(6_000).then(() => simulator.clear('head-hot'));
    });
    expect(await print(printer)).toMatchObject({ ok: true });
    expect(simulator.papers().map((sheet) => carries(sheet, threeBands))).toEqual([true]);
  });

  it.each(['cover-open', 'jam', 'cutter'] as const)(
    'after %s is cured the next receipt is whole and carries nothing of the broken one',
    async (fault) => {
      const { printer, simulator, clock } = rig(family);
      await printer.open();
      at(simulator, 'band 2', () => simulator.set(fault));
      expect(await print(printer)).toMatchObject({ ok: false, error: { effect: 'partial' } });
      expect(health(printer.status(), clock.now())).toBe('unavailable');
      simulator.clear(fault);
      await clock.delay(11_000);
      await printer.refresh();
      await printer.refresh();
      expect(health(printer.status(), clock.now())).toBe('ok');
      const before = simulator.papers().length;
      expect(await print(printer)).toMatchObject({ ok: true });
      const sheets = simulator.papers().slice(before);
      expect(sheets.map((sheet) => carries(sheet, threeBands))).toEqual([true]);
    },
  );

  it('does not take the late fence of an old job for the proof of a new one', async () => {
    const { printer, simulator } = rig(family);
    await printer.open();
    at(simulator, 'cut', () => simulator.set('cover-open'));
    expect(await print(printer)).toMatchObject({ ok: false, error: { effect: 'unknown' } });
    simulator.onExecute = () => undefined;
    at(simulator, 'cut', () => simulator.set('cover-open'));
    // The old fence is answered at an arbitrary moment of the new job: the cover closes as its first command comes.
    const printing = print(printer);
    simulator.clear('cover-open');
    const completion = await printing;
    expect(completion.ok).toBe(false);
  });
});

describe('the plug pulled at every byte', () => {
  async function pulledAfter(bytes: number, family: FamilyName, receipt = shortReceipt) {
    const { printer, simulator } = rig(family);
    await printer.open();
    simulator.unplugAfterBytes(bytes);
    const completion = await printer.print({ jobId: 'job', receipt });
    expectHonest(completion, simulator);
    if (completion.ok) expect(simulator.papers().map((sheet) => carries(sheet, receipt))).toEqual([true]);
    else expect(completion.error.errorCode).toBe('hung-up');
    return completion.ok ? 'done' : completion.error.effect;
  }

  async function jobLength(family: FamilyName, receipt = shortReceipt): Promise<number> {
    const { printer, simulator } = rig(family);
    await printer.open();
    const before = simulator.receivedBytes;
    expect(await printer.print({ jobId: 'job', receipt })).toMatchObject({ ok: true });
    return simulator.receivedBytes - before;
  }

  it('ends in a defined completion the paper agrees with', async () => {
    const total = await jobLength('epson');
    const effects: string[] = [];
    for (let bytes = 0; bytes < total; bytes += 1) effects.push(await pulledAfter(bytes, 'epson'));
    // One after the other, never back: none, then partial, then unknown. Behind the proof nothing is taken back.
    expect(effects.filter((effect, index) => effect !== effects[index - 1])).toEqual([
      'none',
      'partial',
      'unknown',
      'done',
    ]);
    // Three bytes let the printer tell its changes again.
    expect(effects.filter((effect) => effect === 'done')).toHaveLength(3);
    expect(await pulledAfter(total + 1, 'epson')).toBe('done');
  });

  it('holds over several bands and in a family without fixed bits', async () => {
    const total = await jobLength('masung', threeBands);
    const effects: string[] = [];
    for (let bytes = 0; bytes < total; bytes += bytes > total - 400 ? 1 : 211) {
      effects.push(await pulledAfter(bytes, 'masung', threeBands));
    }
    // Once the cut is proved, a plug pulled while the paper is held out takes nothing back.
    expect(effects.filter((effect, index) => effect !== effects[index - 1])).toEqual([
      'none',
      'partial',
      'unknown',
      'done',
    ]);
  });
});

describe('noise on the line', () => {
  it('without fence-shaped bytes it never becomes a proof', async () => {
    const noise = fc.uint8Array({ minLength: 1, maxLength: 12 }).map((data) => data.map((byte) => byte | 0x80));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...familyNames),
        fc.array(noise, { minLength: 4, maxLength: 8 }),
        async (family, bursts) => {
          const { printer, simulator, wire } = rig(family);
          await printer.open();
          simulator.onExecute = (command) => {
            const burst = bursts.shift();
            if (burst) wire.write(burst);
            if (isCut(command)) simulator.set('cover-open');
          };
          const completion = await print(printer);
          expect(completion.ok).toBe(false);
          expectHonest(completion, simulator);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('one stray byte that looks like a fence is not enough', async () => {
    const { printer, simulator, wire } = rig();
    await printer.open();
    // The printer hangs before the cut without saying so: its status stays clean, the fences never come.
    let hung = false;
    simulator.onExecute = (command) => {
      if (command.kind !== 'feedAndCut' || hung) return;
      hung = true;
      simulator.millisecondsPerRow = 1_000_000;
      queueMicrotask(() => queueMicrotask(() => queueMicrotask(() => wire.write(Uint8Array.of(0x00)))));
    };
    const completion = await print(printer);
    expect(completion).toMatchObject({ ok: false, error: { errorCode: 'fence-missing', effect: 'unknown' } });
    expect(simulator.papers()).toHaveLength(0);
  });

  it('a device that answers anything at all never crashes or hangs the driver', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...familyNames),
        fc.array(fc.uint8Array({ maxLength: 6 }), { minLength: 1, maxLength: 40 }),
        async (family, answers) => {
          const { transport, wire } = createMemoryPair();
          let next = 0;
          wire.onData(() => wire.write(answers[next++ % answers.length] ?? new Uint8Array(0)));
          const printer = new EscPosReceiptPrinter(transport, { family, clock: new SimulatedClock(), widthDots: 384 });
          await printer.open();
          const completion = await printer.print({ jobId: 'job', receipt: shortReceipt });
          expect(completion.ok || completion.error.errorCode.length > 0).toBe(true);
          await printer.refresh();
          await printer.close();
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('ports', () => {
  it('names a port that is not there, then comes back', async () => {
    const { printer, simulator, wire, clock } = rig();
    await printer.open();
    simulator.unplug('power');
    await clock.delay(1);
    expect(printer.status()).toMatchObject({ device: 'noDevice', paper: 'unknown', faults: ['hung-up'] });
    expect(await printer.open()).toMatchObject({ error: { errorCode: 'port-not-found', effect: 'none' } });
    wire.plugIn();
    simulator.attach(wire);
    expect(await printer.open()).toMatchObject({ ok: true });
    expect(await print(printer)).toMatchObject({ ok: true });
  });

  it('a printer that takes no data ends the job with what that means', async () => {
    const { simulator, wire, transport, clock } = rig();
    simulator.attach(wire);
    let stalled = false;
    const printer = new EscPosReceiptPrinter(
      {
        port: transport.port,
        open: () => transport.open(),
        close: () => transport.close(),
        onData: (listener) => transport.onData(listener),
        onHangUp: (listener) => transport.onHangUp(listener),
        write: async (bytes, deadlineMs) => {
          if (stalled || bytes[1] === 0x76) {
            stalled = true;
            return { ok: false, error: { kind: 'timeout', message: `gave up after ${deadlineMs} ms` } };
          }
          return transport.write(bytes, deadlineMs);
        },
      },
      { family: 'epson', clock, widthDots: 384 },
    );
    await printer.open();
    expect(await print(printer)).toMatchObject({ error: { errorCode: 'write-stalled', effect: 'partial' } });
  });
});
