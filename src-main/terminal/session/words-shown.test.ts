import { describe, expect, it } from 'vitest';
import type { Command } from '../../contract/commands.ts';
import type { Screen } from '../../contract/snapshot.ts';
import { startSession, type TestSession, testConfig, toFaceConsent, walks, wordsShown } from './session.test-kit.ts';

const linesOf = (screen: Screen): number => {
  const told = wordsShown(screen);
  return told.type === 'linesShown' ? told.to : 0;
};
const steps: readonly [string, (session: TestSession) => void, Command, Screen['name']][] = [
  [
    'a promise',
    (session) => walks['session.journey.promise']?.(session),
    { type: 'promise', signature: [[[1, 2]]] },
    'review',
  ],
  ['the consent to a face', toFaceConsent, { type: 'chooseWay', way: 'face' }, 'identify'],
];

describe.each(steps)('%s', (_, walk, agree, after) => {
  it('is not agreed to before its last line was shown, whatever the page allows', () => {
    const session = startSession();
    walk(session);
    const lines = linesOf(session.screen());
    expect(lines).toBeGreaterThan(0);
    const before = session.screen().name;
    expect(session.takes(agree)).toBe(false);
    for (let to = 0; to < lines; to++) {
      session.touch({ type: 'linesShown', to });
      expect(session.takes(agree)).toBe(false);
    }
    expect(session.screen().name).toBe(before);
    session.touch({ type: 'linesShown', to: lines });
    // Turned back to an earlier page: the last one has been seen all the same.
    session.touch({ type: 'linesShown', to: 0 });
    expect(session.takes(agree)).toBe(true);
    expect(session.screen().name).toBe(after);
  });

  it('is shown anew to whoever comes back to it', () => {
    const session = startSession();
    walk(session);
    session.touch(wordsShown(session.screen()), agree);
    const { name } = session.screen();
    expect(name).toBe(after);
    session.touch({ type: 'back' });
    if (session.screen().name === 'notice') session.touch({ type: 'begin' });
    expect(session.takes(agree)).toBe(false);
  });
});

it('is nobody’s touch, and told on no other screen', () => {
  const session = startSession();
  walks['session.journey.promise']?.(session);
  session.wait(testConfig.timing.idleSeconds * 1_000 + 500);
  const left = session.view().session?.idleSecondsLeft;
  expect(left).toEqual(expect.any(Number));
  expect(session.takes({ type: 'linesShown', to: 1 })).toBe(true);
  expect(session.view().session?.idleSecondsLeft).toBe(left);
  session.touch({ type: 'home' });
  expect(session.takes({ type: 'linesShown', to: 1 })).toBe(false);
});
