import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Completion, completed, failed } from '../../../drivers/contract/index.ts';
import { DocumentReadiness } from './document-readiness.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const refusal = failed('unsupportedData', 'job-unsupported', 'it would ignore copies');

function readiness(answers: Completion<unknown>[]) {
  const asked: number[] = [];
  const seen: (string | null)[] = [];
  const made: DocumentReadiness = new DocumentReadiness({
    validate: async ({ copies }) => {
      asked.push(copies);
      return answers.shift() ?? completed(null, 'none');
    },
    onChange: () => seen.push(made.refused),
  });
  return { made, asked, seen };
}
const settle = () => vi.advanceTimersByTimeAsync(0);

it('asks at the notice and again at the review, once each, and only for items with documents', async () => {
  const { made, asked } = readiness([]);
  for (const screen of ['home', 'notice', 'notice', 'identify', 'form', 'review', 'review', 'submitting'])
    made.seen(screen, screen === 'home' ? null : { copies: 2 });
  made.seen('notice', null);
  await settle();
  expect(asked).toEqual([2, 2]);
});

it('says what refused, and takes it back by itself when the printer would print again', async () => {
  const { made, seen, asked } = readiness([refusal, refusal]);
  made.seen('notice', { copies: 1 });
  await settle();
  expect(made.refused).toBe('job-unsupported');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(seen).toEqual(['job-unsupported', null]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toHaveLength(3);
});

it('takes neither a busy nor an absent printer for a refusal', async () => {
  for (const answer of [
    failed('sequenceError', 'busy', ''),
    failed('deviceNotReady', 'notOpen', ''),
    failed('deviceNotReady', 'hostLost', ''),
  ]) {
    const { made, seen } = readiness([answer]);
    made.seen('notice', { copies: 1 });
    await settle();
    expect([made.refused, seen]).toEqual([null, []]);
  }
});

it('asks no more when it was stopped', async () => {
  const { made, asked } = readiness([refusal]);
  made.seen('notice', { copies: 1 });
  await settle();
  made.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toHaveLength(1);
});

it('keeps what is refused of special stock to documents on special stock', async () => {
  const end = failed('deviceNotReady', 'special-paper-end', 'none left');
  const { made } = readiness([end]);
  made.seen('notice', { copies: 1, paper: 'special' });
  await settle();
  expect([made.refused, made.specialRefused]).toEqual([null, 'special-paper-end']);
  // Somebody goes on with an ordinary item: nothing speaks against that, and the old answer is forgotten.
  made.seen('home', null);
  made.seen('notice', { copies: 1 });
  await settle();
  expect([made.refused, made.specialRefused]).toEqual([null, null]);
  made.stop();
});
