import type { Direction, Stage } from './check.ts';

/** Puts one question to the person at the machine and resolves to the line they typed. */
export type Ask = (question: string) => Promise<string>;

const WORDS: Readonly<Record<Direction, string | null>> = {
  unplug: 'Pull the data plug of the device',
  'plug-in': 'Plug the device in again and wait until it is ready',
  'unplug-soon': 'The next paper begins to move right after Enter: pull the plug while it moves. Ready',
  'lay-card': 'Lay an identity card on the reader',
  'lift-card': 'Take the card away',
  'show-code': 'Hold a code before the scanner until it is read',
  'flash-code': 'Hold a code before the scanner for a second, whether it lights or not, and take it away',
  'open-cover': 'Open the cover of the printer',
  'close-cover': 'Close the cover of the printer',
  'send-garbage': null,
  'silent-death': null,
};

/**
 * A person is the stage. `s` skips what cannot be done here. Without a person (`ask` null) nothing is done, and every
 * check that needs something is skipped.
 */
export function promptStage(ask: Ask | null): Stage {
  const disturbed = new Set<Direction>();
  const done = async (direction: Direction): Promise<boolean> => {
    const words = WORDS[direction];
    if (ask === null || words === null) return false;
    return (await ask(`${words}, then press Enter (s skips): `)).trim().toLowerCase() !== 's';
  };
  const undo: readonly (readonly [Direction, Direction])[] = [
    ['unplug', 'plug-in'],
    ['unplug-soon', 'plug-in'],
    ['lay-card', 'lift-card'],
    ['open-cover', 'close-cover'],
  ];
  return {
    direct: async (direction) => {
      if (!(await done(direction))) return false;
      disturbed.add(direction);
      for (const [act, back] of undo) if (direction === back) disturbed.delete(act);
      return true;
    },
    countPapers: async () => {
      if (ask === null) return null;
      const typed = (
        await ask('How many whole, readable papers of the test came out since the last question? (s skips): ')
      ).trim();
      return /^\d{1,3}$/.test(typed) ? Number(typed) : null;
    },
    reset: async () => {
      for (const [act, back] of undo) if (disturbed.delete(act)) await done(back);
    },
  };
}
