import { afterEach, expect, test, vi } from 'vitest';
import { soundTones, type ToneContext } from './tones.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('two tones sound at once and every three seconds, and nothing after the page is left', () => {
  vi.useFakeTimers();
  const sounded: number[] = [];
  let closed = 0;
  let said = 0;
  const node = { connect: () => node };
  const context = {
    currentTime: 0,
    destination: node,
    resume: async () => undefined,
    close: async () => {
      closed += 1;
    },
    createGain: () => ({
      ...node,
      gain: { setValueAtTime: () => undefined, linearRampToValueAtTime: () => undefined },
    }),
    createOscillator: () => {
      const frequency = { value: 0 };
      return { ...node, frequency, start: () => sounded.push(frequency.value), stop: () => undefined };
    },
  };
  const stop = soundTones(
    () => context as unknown as ToneContext,
    () => {
      said += 1;
    },
  );
  expect(sounded).toEqual([660, 880]);
  vi.advanceTimersByTime(6_000);
  expect([sounded.length, said]).toEqual([6, 3]);
  stop();
  vi.advanceTimersByTime(10_000);
  expect([sounded.length, said, closed]).toEqual([6, 3, 1]);
});
