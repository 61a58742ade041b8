import { describe, expect, it } from 'vitest';
import type { Completion, PrintProof, Receipt } from '../contract/index.ts';
import { familyNames } from './families.ts';
import type { FamilyName } from './family.ts';
import { PrinterMemory } from './printer-memory.ts';
import { carries, rig, shortReceipt } from './rig.ts';

/** `LONG=1`: every boundary of every family and plug; otherwise a sample with a fixed seed, and all of the delicate ones. */
const LONG = process.env.LONG === '1';

type Plug = 'power' | 'cable' | 'answers';
const PLUGS: readonly Plug[] = ['power', 'cable', 'answers'];
const NEXT: Receipt = { blocks: [{ kind: 'text', text: '下一位', align: 'left' }] };

type World = ReturnType<typeof rig>;

/**
 * The journal's rule: intent, act, fate. By itself it sends a job again only where the driver says that nothing happened;
 * anything else waits for a person.
 */
async function journal(world: World, jobId: string, receipt: Receipt, arm: () => void) {
  const attempts: Completion<PrintProof>[] = [];
  let { printer } = world;
  expect(await printer.open()).toMatchObject({ ok: true });
  arm();
  for (;;) {
    const completion = await printer.print({ jobId, receipt });
    attempts.push(completion);
    if (completion.ok || completion.error.effect !== 'none' || attempts.length === 3) break;
    await printer.close();
    printer = world.plugIn();
    expect(await printer.open()).toMatchObject({ ok: true });
  }
  await printer.close();
  return attempts;
}

async function pulled(family: FamilyName, plug: Plug, boundary: number) {
  const memory = new PrinterMemory();
  const world = rig(family, {}, { memory });
  const { simulator, clock } = world;
  simulator.mouth.taker = { kind: 'takes', afterMs: 200 };
  const attempts = await journal(world, 'job', shortReceipt, () => {
    if (plug === 'answers') simulator.talk.unplugAfterAnswers(boundary);
    else simulator.unplugAfterBytes(boundary, plug);
  });
  // A pulled data cable leaves the printer its buffer: it goes on.
  await clock.delay(5_000);
  const whole = simulator.papers().filter((sheet) => carries(sheet, shortReceipt)).length;
  const last = attempts.at(-1);
  const said = last?.ok ? 'printed' : (last?.error.effect ?? 'none');
  // The next person's job, after the plug is in again.
  const next = world.plugIn();
  simulator.unplugAfterBytes(Number.MAX_SAFE_INTEGER);
  simulator.talk.unplugAfterAnswers(Number.MAX_SAFE_INTEGER);
  await next.open();
  await clock.delay(11_000);
  const before = simulator.papers().length;
  const completion = await next.print({ jobId: 'next', receipt: NEXT });
  const sheets = simulator.papers().slice(before);
  return { said, whole, attempts: attempts.length, next: completion, sheets };
}

async function jobLength(family: FamilyName, plug: Plug): Promise<number> {
  const { printer, simulator } = rig(family);
  simulator.mouth.taker = { kind: 'takes', afterMs: 200 };
  await printer.open();
  const before = plug === 'answers' ? simulator.talk.answeredBytes : simulator.receivedBytes;
  expect(await printer.print({ jobId: 'job', receipt: shortReceipt })).toMatchObject({ ok: true });
  return (plug === 'answers' ? simulator.talk.answeredBytes : simulator.receivedBytes) - before;
}

/** A multiplicative generator of its own: the sample is the same everywhere and for ever. */
function sample(total: number, count: number): number[] {
  let state = 20_260_101;
  return Array.from({ length: count }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return state % total;
  });
}

describe.each(familyNames)('the plug of %s pulled', (family) => {
  it.each(PLUGS)(
    '(%s) at every byte: no receipt twice by itself, none claimed falsely',
    async (plug) => {
      const total = await jobLength(family, plug);
      const delicate = Array.from({ length: Math.min(60, total) }, (_, index) => total - 1 - index);
      const boundaries = LONG
        ? Array.from({ length: total + 1 }, (_, index) => index)
        : plug === 'answers'
          ? Array.from({ length: total }, (_, index) => index)
          : [...new Set([...sample(total, 40), ...delicate.filter((_, index) => index % 3 === 0)])];
      expect(boundaries.length).toBeGreaterThan(10);
      const seen = new Set<string>();
      for (const boundary of boundaries) {
        const { said, whole, attempts, next, sheets } = await pulled(family, plug, boundary);
        const where = `${plug} at ${boundary}: said ${said}, ${whole} whole, ${attempts} attempts`;
        seen.add(said);
        expect(whole, where).toBeLessThanOrEqual(1);
        if (said === 'printed') expect(whole, where).toBe(1);
        if (said === 'partial') expect(whole, where).toBe(0);
        if (said === 'none') expect(whole, where).toBe(0);
        // What was broken never hangs on the next person's receipt.
        expect(next, where).toMatchObject({ ok: true });
        expect(
          sheets.slice(-1).map((sheet) => carries(sheet, NEXT)),
          where,
        ).toEqual([true]);
      }
      expect([...seen], 'the pull met no delicate moment').toContain('unknown');
    },
    120_000,
  );
});
