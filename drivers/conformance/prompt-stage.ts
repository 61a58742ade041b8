import type { DeviceClass } from '../contract/index.ts';
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
  'take-paper': 'Take the next paper out of the printer when it is held out to you. Ready',
  'leave-paper': 'Leave the next papers where they hang, whatever happens to them. Ready',
  'pull-soon': 'The next card must be pulled out while it is read, at once after it is in. Ready',
  'lay-mute-card': 'Put a card in the wrong way round',
  'open-door': 'Open the doors of the cabinet',
  'close-door': 'Close the doors of the cabinet',
  'step-up': 'Step up to the machine',
  'step-away': 'Step away, out of the sensor’s sight, and come back when the check goes on',
  'press-enter': 'Press Enter on the keypad once after you pressed it here',
  'send-garbage': null,
  'silent-death': null,
};

/** What a class calls differently. */
const OWN_WORDS: Partial<Record<DeviceClass, Partial<Record<Direction, string>>>> = {
  cardReader: { 'lay-card': 'Put a social security card into the reader', 'lift-card': 'Take the card out' },
};

/**
 * A person is the stage. `s` skips what cannot be done here. Without a person (`ask` null) nothing is done, and every
 * check that needs something is skipped.
 */
export function promptStage(ask: Ask | null, deviceClass?: DeviceClass): Stage {
  const disturbed = new Set<Direction>();
  const done = async (direction: Direction): Promise<boolean> => {
    const words = (deviceClass && OWN_WORDS[deviceClass]?.[direction]) ?? WORDS[direction];
    if (ask === null || words === null) return false;
    return (await ask(`${words}, then press Enter (s skips): `)).trim().toLowerCase() !== 's';
  };
  const undo: readonly (readonly [Direction, Direction])[] = [
    ['unplug', 'plug-in'],
    ['unplug-soon', 'plug-in'],
    ['lay-card', 'lift-card'],
    ['lay-mute-card', 'lift-card'],
    ['open-door', 'close-door'],
    ['open-cover', 'close-cover'],
  ];
  const counted = async (question: string): Promise<number | null> => {
    if (ask === null) return null;
    const typed = (await ask(`${question} (s skips): `)).trim();
    return /^\d{1,3}$/.test(typed) ? Number(typed) : null;
  };
  return {
    direct: async (direction) => {
      if (!(await done(direction))) return false;
      disturbed.add(direction);
      for (const [act, back] of undo) if (direction === back) disturbed.delete(act);
      return true;
    },
    countPapers: () => counted('How many whole, readable papers of the test came out since the last question?'),
    countLights: () => counted('How many guide lights shine or flash now?'),
    reset: async () => {
      for (const [act, back] of undo) if (disturbed.delete(act)) await done(back);
    },
  };
}
