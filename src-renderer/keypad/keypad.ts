import type { KeypadKey } from '../../src-main/contract/keypad.ts';

/** What a key of the tactile keypad does on the page: the same buttons a finger has, and nothing else. */
export type KeyAct =
  | { readonly act: 'focus'; readonly step: 1 | -1 }
  | { readonly act: 'press' }
  /** The way out of what is on top: back, or the answer that loses nothing. */
  | { readonly act: 'leave' }
  | { readonly act: 'help' }
  | { readonly act: 'erase' }
  /** The key of the page's own pad that says this. */
  | { readonly act: 'type'; readonly text: string };

export function actOf(key: KeypadKey): KeyAct | null {
  switch (key) {
    case 'up':
    case 'left':
      return { act: 'focus', step: -1 };
    case 'down':
    case 'right':
      return { act: 'focus', step: 1 };
    case 'enter':
      return { act: 'press' };
    case 'cancel':
      return { act: 'leave' };
    case 'help':
      return { act: 'help' };
    case 'clear':
    case 'backspace':
      return { act: 'erase' };
    case 'point':
      return { act: 'type', text: '.' };
    case 'doubleZero':
      return null;
    default:
      return { act: 'type', text: key };
  }
}

/**
 * Which of `count` things gets the focus; `at` is the one that has it, `behind` how many stand before the focus when none of
 * them has it. Goes round at the ends. Null when there is nothing.
 */
export function focusAfter(step: 1 | -1, count: number, at: number | null, behind: number): number | null {
  if (count === 0) return null;
  const next = at !== null ? at + step : step > 0 ? behind : behind - 1;
  return (next + count) % count;
}
