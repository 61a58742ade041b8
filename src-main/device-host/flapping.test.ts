import { describe, expect, test } from 'vitest';
import { afterGone, type FlapRecord, limitsAt, restLeft, STEADY } from './flapping.ts';

const OFFICE = 'ipp://192.0.2.1/ipp/print';

/** It goes at each of these seconds. */
const goneAt = (port: string, seconds: readonly number[], from: FlapRecord = STEADY): FlapRecord =>
  seconds.reduce((record, second) => afterGone(record, second * 1000, limitsAt(port)), from);
const restAfter = (port: string, seconds: readonly number[], from?: FlapRecord): number =>
  restLeft(goneAt(port, seconds, from), (seconds.at(-1) ?? 0) * 1000) / 1000;

describe.each([
  ['/dev/ttyUSB0', 300],
  ['hid://0c2e:0901', 300],
  ['pcsc:', 300],
  [OFFICE, 30],
  ['tcp://192.0.2.1:9100', 30],
  ['wss://192.0.2.1:5846/xfs4iot/v1.0/R', 30],
  ['xfs://192.0.2.1/SN-1', 30],
])('%s', (port, rest) => {
  test('may go five times a minute, or seldom for ever', () => {
    expect(restAfter(port, [0, 10, 20, 30, 40])).toBe(0);
    expect(restAfter(port, [0, 13, 26, 39, 52, 65, 78, 91, 104])).toBe(0);
  });

  test(`rests ${rest} s when it goes a sixth time`, () => {
    expect(restAfter(port, [0, 10, 20, 30, 40, 50])).toBe(rest);
  });
});

test('a link that is as bad after its rest rests longer each time, up to five minutes, and not at all once it held', () => {
  let record = goneAt(OFFICE, [0, 10, 20, 30, 40, 50]);
  const rests: number[] = [];
  for (let time = 0; time < 6; time++) {
    const again = ((record.restUntil ?? 0) + 5_000) / 1000;
    record = goneAt(OFFICE, [again], record);
    rests.push(record.restMs / 1000);
  }
  expect(rests).toEqual([60, 120, 240, 300, 300, 300]);
  const heldFor = ((record.restUntil ?? 0) + 61_000) / 1000;
  expect(restAfter(OFFICE, [heldFor], record)).toBe(0);
  expect(
    restAfter(
      OFFICE,
      [0, 1, 2, 3, 4, 5].map((second) => heldFor + second),
      record,
    ),
  ).toBe(30);
});
