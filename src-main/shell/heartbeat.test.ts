import { describe, expect, it } from 'vitest';
import { afterGap, beat, heard, hung, startHeartbeat } from './heartbeat.ts';

const limits = { hungAfterMs: 3000, startUpMs: 15_000 };

describe('the heartbeat', () => {
  it('lets a process load for long, but not for ever', () => {
    const heart = beat(startHeartbeat(0));
    expect(hung(heart, 15_000, limits)).toBe(false);
    expect(hung(heart, 15_001, limits)).toBe(true);
  });

  it('calls a process hung 3 s after its last answer', () => {
    const heart = heard(beat(startHeartbeat(0)), 1, 1000);
    expect(hung(heart, 4000, limits)).toBe(false);
    expect(hung(heart, 4001, limits)).toBe(true);
  });

  it.each([0, -1, 2, 1.5, Number.NaN])('does not take %s for an answer', (nonce) => {
    expect(heard(beat(startHeartbeat(0)), nonce, 9).answered).toBe(false);
  });

  it('takes a late answer for life', () => {
    const heart = heard(beat(beat(beat(startHeartbeat(0)))), 1, 2500);
    expect(hung(heart, 5000, limits)).toBe(false);
  });

  it('does not blame the process for time in which the watcher slept', () => {
    const heart = heard(beat(startHeartbeat(0)), 1, 1000);
    expect(hung(afterGap(heart, 61_000, 60_000, 500), 61_000, limits)).toBe(false);
    expect(hung(afterGap(heart, 4001, 501, 500), 4001, limits)).toBe(true);
  });
});
