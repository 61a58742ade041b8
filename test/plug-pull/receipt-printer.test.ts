import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Receipt } from '../../drivers/contract/index.ts';
import { familyNames } from '../../drivers/receipt-printer/families.ts';
import type { FamilyName } from '../../drivers/receipt-printer/family.ts';
import { PrinterMemory } from '../../drivers/receipt-printer/printer-memory.ts';
import { carries, rig, shortReceipt } from '../../drivers/receipt-printer/rig.ts';
import { fateOf } from '../../src-main/terminal/session/effects/print/fate.ts';

// Two receipts are printed thousands of times. `LONG=1`: as they are drawn, each once. Otherwise four rows full of ink stand
// for each, so that every byte of a whole job is few enough for every day; all else on the wire is the driver's own.
vi.mock('../../drivers/receipt-printer/draw.ts', async (original) => {
  const { drawReceipt } = await original<typeof import('../../drivers/receipt-printer/draw.ts')>();
  const drawn = new Map<string, ReturnType<typeof drawReceipt>>();
  const rows = (widthDots: number, pattern: readonly number[]) =>
    Buffer.concat(pattern.map((byte) => Buffer.alloc(widthDots / 8, byte)));
  const once: typeof drawReceipt = (receipt, widthDots) => {
    const key = `${widthDots} ${JSON.stringify(receipt)}`;
    const ink = rows(
      widthDots,
      receipt.blocks[0]?.kind === 'space' ? [0xaa, 0x55, 0xaa, 0x77] : [0xf0, 0x0f, 0xf0, 0x3c],
    );
    const picture =
      drawn.get(key) ??
      (process.env.LONG === '1'
        ? drawReceipt(receipt, widthDots)
        : { widthDots, heightDots: 4, data: ink, missingCharacters: [] });
    drawn.set(key, picture);
    return picture;
  };
  return { drawReceipt: once };
});

type Plug = 'power' | 'cable' | 'answers';
const PLUGS: readonly Plug[] = ['power', 'cable', 'answers'];
const NEXT: Receipt = { blocks: [{ kind: 'small', text: '一', align: 'left' }] };

type World = ReturnType<typeof rig>;

// Every question that is answered aborts a timer, and the trace of that error costs a fifth of these tests.
const { stackTraceLimit } = Error;
beforeAll(() => {
  Error.stackTraceLimit = 0;
});
afterAll(() => {
  Error.stackTraceLimit = stackTraceLimit;
});

type Fate = ReturnType<typeof fateOf>;

/** What the terminal claims of it, and a person who asks again wherever it says that nothing came out. */
async function asked(world: World, jobId: string, receipt: Receipt, arm: () => void): Promise<Fate[]> {
  const fates: Fate[] = [];
  let { printer } = world;
  expect(await printer.open()).toMatchObject({ ok: true });
  arm();
  for (;;) {
    const fate = fateOf('receipt', await printer.print({ jobId, receipt }));
    fates.push(fate);
    if (fate.state !== 'failed' || fate.effect !== 'none' || !fate.mayRetry || fates.length === 3) break;
    await printer.close();
    printer = world.plugIn();
    expect(await printer.open()).toMatchObject({ ok: true });
  }
  await printer.close();
  return fates;
}

async function pulled(family: FamilyName, plug: Plug, boundary: number) {
  const memory = new PrinterMemory();
  const world = rig(family, {}, { memory });
  const { simulator, clock } = world;
  simulator.mouth.taker = { kind: 'takes', afterMs: 200 };
  const fates = await asked(world, 'job', shortReceipt, () => {
    if (plug === 'answers') simulator.talk.unplugAfterAnswers(boundary);
    else simulator.unplugAfterBytes(boundary, plug);
  });
  // A pulled data cable leaves the printer its buffer: it goes on.
  await clock.delay(5_000);
  const whole = simulator.papers().filter((sheet) => carries(sheet, shortReceipt)).length;
  const last = fates.at(-1);
  const said = last?.state === 'failed' ? last.effect : last?.state;
  // The next person's job, after the plug is in again.
  const next = world.plugIn();
  simulator.unplugAfterBytes(Number.MAX_SAFE_INTEGER);
  simulator.talk.unplugAfterAnswers(Number.MAX_SAFE_INTEGER);
  await next.open();
  await clock.delay(11_000);
  const before = simulator.papers().length;
  const completion = await next.print({ jobId: 'next', receipt: NEXT });
  const sheets = simulator.papers().slice(before);
  return { said, whole, attempts: fates.length, next: completion, sheets };
}

async function jobLength(family: FamilyName, plug: Plug): Promise<number> {
  const { printer, simulator } = rig(family);
  simulator.mouth.taker = { kind: 'takes', afterMs: 200 };
  await printer.open();
  const before = plug === 'answers' ? simulator.talk.answeredBytes : simulator.receivedBytes;
  expect(await printer.print({ jobId: 'job', receipt: shortReceipt })).toMatchObject({ ok: true });
  return (plug === 'answers' ? simulator.talk.answeredBytes : simulator.receivedBytes) - before;
}

describe.each(familyNames)('the plug of %s pulled', (family) => {
  it.each(PLUGS)(
    '(%s) at every byte: no receipt twice by itself, none claimed falsely',
    async (plug) => {
      const total = await jobLength(family, plug);
      expect(total).toBeGreaterThan(10);
      const seen = new Set<string | undefined>();
      const wrong: string[] = [];
      for (let boundary = 0; boundary <= total; boundary++) {
        const { said, whole, attempts, next, sheets } = await pulled(family, plug, boundary);
        seen.add(said);
        const last = sheets.at(-1);
        const mistakes = [
          whole > 1 ? 'twice by itself' : '',
          said === 'printed' && whole !== 1 ? 'claimed falsely' : '',
          (said === 'partial' || said === 'none') && whole !== 0 ? 'denied falsely' : '',
          // What was broken never hangs on the next person's receipt.
          !next.ok || last === undefined || !carries(last, NEXT) ? 'on the next one' : '',
        ].filter((mistake) => mistake !== '');
        if (mistakes.length > 0)
          wrong.push(`at ${boundary}: ${mistakes.join()}; said ${said}, ${whole} whole, ${attempts} attempts`);
      }
      expect(wrong).toEqual([]);
      for (const word of seen) expect(['printed', 'partial', 'none', 'unknown']).toContain(word);
      expect([...seen], 'the pull met no delicate moment').toContain('unknown');
    },
    120_000,
  );
});
