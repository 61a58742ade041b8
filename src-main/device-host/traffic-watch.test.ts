import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { TrafficView } from '../contract/device-messages.ts';
import { trafficRing } from './traffic-ring.ts';
import { TrafficWatch } from './traffic-watch.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a ring keeps the newest 200 lines and of each no more than its beginning', () => {
  const ring = trafficRing('receiptPrinter', 'stream');
  const status = Uint8Array.of(0x10, 0x04, 0x01);
  for (let index = 0; index < 500; index += 1) ring.take('device', status);
  ring.take('device', new Uint8Array(100_000).fill(0x41));
  const frames = ring.frames();
  expect(frames).toHaveLength(200);
  expect(frames.at(-1)).toMatchObject({ n: 501, length: 100_000, hex: '20'.repeat(48) });
  expect(ring.counters()).toMatchObject({ framesOut: 501, bytesOut: 101_500, framesIn: 0 });
});

test('is told at once, then when something passed, and never while nobody looks', () => {
  const ring = trafficRing('receiptPrinter', 'stream');
  const told: (TrafficView | null)[] = [];
  const watch = new TrafficWatch(
    (deviceClass) => (deviceClass === 'receiptPrinter' ? ring : null),
    (_, traffic) => told.push(traffic),
  );
  ring.note('open');
  vi.advanceTimersByTime(5_000);
  expect([told.length, vi.getTimerCount()]).toEqual([0, 0]);
  watch.look('receiptPrinter');
  vi.advanceTimersByTime(5_000);
  expect(told).toHaveLength(1);
  ring.take('device', Uint8Array.of(0x10, 0x04, 0x01));
  ring.take('host', Uint8Array.of(0x16));
  vi.advanceTimersByTime(5_000);
  expect(told).toHaveLength(2);
  expect(told[1]?.frames).toMatchObject([
    { event: 'open' },
    { to: 'device', hex: '100401' },
    { to: 'host', hex: '16' },
  ]);
  watch.look('documentPrinter');
  expect(told[2]).toBe(null);
  watch.look(null);
  ring.take('host', Uint8Array.of(0x16));
  vi.advanceTimersByTime(5_000);
  expect([told.length, vi.getTimerCount()]).toEqual([3, 0]);
});
