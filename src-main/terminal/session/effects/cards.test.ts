import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Completion, completed, failed } from '../../../../drivers/contract/completion.ts';
import type { DeviceClient } from '../../devices/device-client.ts';
import type { SessionEvent } from '../events.ts';
import { testConfig } from '../session.test-kit.ts';
import { readCard, watchCard } from './cards.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type Presence = Completion<'present' | 'notPresent'>;
const there: Presence = completed('present', 'none');
const gone: Presence = completed('notPresent', 'none');
const silent: Presence = failed('deviceNotReady', 'noAnswer', 'no answer');
const busy: Presence = failed('sequenceError', 'busy', 'something else is on its wire');

function watch(answers: readonly Presence[]) {
  const told: SessionEvent['type'][] = [];
  let asked = 0;
  const request = async () => answers[Math.min(asked++, answers.length - 1)] ?? gone;
  const devices = { request } as unknown as DeviceClient;
  const stop = watchCard({ devices, config: testConfig })({ only: ['idCard'] }, ({ type }) => told.push(type));
  return { told, stop, asked: () => asked };
}

it('gives a reader up that cannot tell three times running, not one that missed a word now and then', async () => {
  const flaky = watch([silent, there, silent, there, silent, gone]);
  const dead = watch([there, silent]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(flaky.told).toEqual(['card.lies', 'card.lies', 'card.gone']);
  expect(dead.told).toEqual(['card.lies', 'card.unknown']);
});

it('asks no more once nobody waits, also of a reader that is busy', async () => {
  const waiting = watch([busy]);
  await vi.advanceTimersByTimeAsync(50);
  waiting.stop();
  const asked = waiting.asked();
  await vi.advanceTimersByTimeAsync(20_000);
  expect([waiting.asked(), waiting.told]).toEqual([asked, []]);
});

it('reads no card that was there before: it waits until the reader has none, and says both', async () => {
  const told: SessionEvent[] = [];
  const asked: string[] = [];
  const presence = [there, there, gone];
  const request = async (command: string) => {
    asked.push(command);
    return command === 'idCard.present' ? presence.shift() : failed('timeOut', 'noCard', 'no card');
  };
  const wanted = { timeoutMs: 60_000, portrait: false, ways: ['idCard'], pullFirst: ['idCard'] } as const;
  readCard({ devices: { request } as unknown as DeviceClient })(wanted, (event) => told.push(event));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(asked).toEqual(['idCard.present', 'idCard.present', 'idCard.present', 'idCard.read']);
  const way = 'idCard';
  expect(told).toEqual([
    { type: 'card.stands', way },
    { type: 'card.stands', way },
    { type: 'card.cleared', way },
    { type: 'card.failed', reason: 'timedOut' },
  ]);
});
