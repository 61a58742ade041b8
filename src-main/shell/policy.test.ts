import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterExit, afterHolding, LOOP_RETRY_MS, NEVER_EXITED, type RestartRecord } from './policy.ts';

/** A process that dies `lifetimes[i]` ms after each start, on simulated time. */
function live(lifetimes: readonly number[]) {
  let now = 0;
  let record: RestartRecord = NEVER_EXITED;
  const delays: number[] = [];
  for (const lifetime of lifetimes) {
    now += lifetime;
    const decision = afterExit(record, now);
    record = decision.record;
    delays.push(decision.delayMs);
    now += decision.delayMs;
  }
  return { delays, record };
}

describe('the restart policy', () => {
  it('restarts at once, then backs off, then calls five exits in a minute a crash loop', () => {
    expect(live([0, 0, 0, 0, 0]).delays).toEqual([0, 250, 500, 1000, LOOP_RETRY_MS]);
    expect(live([0, 0, 0, 0]).record.looping).toBe(false);
    expect(live([0, 0, 0, 0, 0]).record.looping).toBe(true);
  });

  it('restarts a process that dies once an hour at once, for ever', () => {
    const { delays, record } = live(Array.from({ length: 1000 }, () => 3_600_000));
    expect(new Set(delays)).toEqual(new Set([0]));
    expect(record.exits).toHaveLength(1);
  });

  it('does not call a loop what drips more slowly than five a minute', () => {
    expect(live(Array.from({ length: 100 }, () => 15_000)).record.looping).toBe(false);
  });

  it('stays looping while attempts fail, even though few of them fit into the window', () => {
    const { delays, record } = live([0, 0, 0, 0, 0, 50, 50, 50, 50]);
    expect(record.looping).toBe(true);
    expect(delays.slice(4)).toEqual(Array.from({ length: 5 }, () => LOOP_RETRY_MS));
  });

  it('forgives after holding, so that the next exit is restarted at once', () => {
    const held = afterHolding(live([0, 0, 0, 0, 0]).record);
    expect(afterExit(held, 1_000_000).delayMs).toBe(0);
  });

  it('does not forgive a back-off for holding: flapping still reaches the loop', () => {
    let record = NEVER_EXITED;
    for (let exit = 0; exit < 4; exit += 1) record = afterHolding(afterExit(record, exit * 11_000).record);
    expect(afterExit(record, 44_000).record.looping).toBe(true);
  });

  it('never waits longer than the retry, never less than before within one burst, and keeps a bounded record', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5_000), { minLength: 1, maxLength: 60 }), (lifetimes) => {
        const { delays, record } = live(lifetimes);
        expect(Math.max(...delays)).toBeLessThanOrEqual(LOOP_RETRY_MS);
        expect(record.exits.length).toBeLessThanOrEqual(65);
        const burst = delays.slice(0, 5);
        expect([...burst].sort((a, b) => a - b)).toEqual(burst);
      }),
    );
  });
});
