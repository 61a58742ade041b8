import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { pause } from './pause.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('leaves nothing behind on a signal that lives for hours', async () => {
  const { signal } = new AbortController();
  for (let round = 0; round < 100; round++) {
    const over = pause(700, signal);
    await vi.advanceTimersByTimeAsync(700);
    await over;
  }
  expect([getEventListeners(signal, 'abort').length, vi.getTimerCount()]).toEqual([0, 0]);
});

it('ends at once when it is called off, before or meanwhile', async () => {
  const abort = new AbortController();
  const waiting = pause(60_000, abort.signal);
  abort.abort();
  await waiting;
  await pause(60_000, abort.signal);
  expect(vi.getTimerCount()).toBe(0);
});
