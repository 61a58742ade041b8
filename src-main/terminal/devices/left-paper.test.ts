import { expect, it } from 'vitest';
import { type Completion, completed, failed } from '../../../drivers/contract/completion.ts';
import { LeftPaper } from './left-paper.ts';

function left(answers: Completion<'nothing' | 'retracted'>[]) {
  const clock = { now: 0 };
  let asked = 0;
  const made = new LeftPaper({
    now: () => clock.now,
    retract: async () => answers[asked++] ?? completed('nothing', 'none'),
  });
  const look = async (hangs: boolean) => {
    made.look(hangs);
    await new Promise((resolve) => setImmediate(resolve));
    return asked;
  };
  return { look, clock };
}

it('is drawn back once, and not while its owner is there', async () => {
  const { look } = left([completed('retracted')]);
  expect(await look(false)).toBe(0);
  expect(await look(true)).toBe(1);
  expect(await look(false)).toBe(1);
});

it('is asked for once at a time', async () => {
  let settle: (completion: Completion<'retracted'>) => void = () => undefined;
  let asked = 0;
  const made = new LeftPaper({
    now: () => 0,
    retract: () => {
      asked += 1;
      return new Promise((resolve) => {
        settle = resolve;
      });
    },
  });
  for (let time = 0; time < 5; time += 1) made.look(true);
  expect(asked).toBe(1);
  settle(completed('retracted'));
});

it('is tried again later when the bin was full, and not at all by a printer that cannot; each paper anew', async () => {
  const { look, clock } = left([
    failed('deviceNotReady', 'retract-bin-full', 'full'),
    failed('unsupportedCommand', 'retract-unsupported', 'cannot'),
  ]);
  expect(await look(true)).toBe(1);
  clock.now = 30_000;
  expect(await look(true)).toBe(1);
  clock.now = 60_000;
  expect(await look(true)).toBe(2);
  clock.now = 6_000_000;
  expect(await look(true)).toBe(2);
  await look(false);
  expect(await look(true)).toBe(3);
});

it.each(['nothing', 'retracted'] as const)(
  'is not asked for at every look where a switch is stuck: %s',
  async (drawn) => {
    const again = Array.from({ length: 9 }, () => completed(drawn, drawn === 'nothing' ? 'none' : 'done'));
    const { look, clock } = left(again);
    for (let time = 0; time < 100; time += 1) await look(true);
    clock.now = 59_000;
    expect(await look(true)).toBe(1);
    clock.now = 60_000;
    expect(await look(true)).toBe(2);
    // Another paper is another matter.
    await look(false);
    expect(await look(true)).toBe(3);
  },
);
