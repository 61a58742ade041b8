import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Completion, completed, failed } from '../../../drivers/contract/completion.ts';
import { whenFree } from './when-free.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const busy = failed('sequenceError', 'busy', 'its wire carries another command now');

async function answers(given: Completion<string>[], signal?: AbortSignal) {
  const left = [...given];
  let asked = 0;
  const running = whenFree(async () => {
    asked += 1;
    return left.shift() ?? given.at(-1) ?? busy;
  }, signal);
  await vi.advanceTimersByTimeAsync(60_000);
  return { completion: await running, asked };
}

it('waits for a device that is only being asked for its status', async () => {
  expect(await answers([busy, busy, completed('paper')])).toEqual({ completion: completed('paper'), asked: 3 });
});

it('gives up on one that never gets free, and stops when nobody waits any more', async () => {
  const { completion, asked } = await answers([busy]);
  expect([completion, asked > 10, asked < 200]).toEqual([busy, true, true]);
  expect((await answers([busy], AbortSignal.abort())).asked).toBe(1);
});

it('asks no more once nobody waits: what it would ask for may be another person’s by then', async () => {
  const abort = new AbortController();
  let asked = 0;
  const running = whenFree(async () => {
    asked += 1;
    return busy;
  }, abort.signal);
  await vi.advanceTimersByTimeAsync(50);
  abort.abort();
  expect([await running, asked]).toEqual([busy, 1]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked).toBe(1);
});

it.each([
  failed('sequenceError', 'busy', 'half a job', 'partial'),
  failed('hardwareError', 'paper-end', 'out'),
  failed('deviceNotReady', 'notOpen', 'away'),
])('never repeats anything else: $error.errorCode $error.effect', async (error) => {
  expect(await answers([error, completed('paper')])).toEqual({ completion: error, asked: 1 });
});
