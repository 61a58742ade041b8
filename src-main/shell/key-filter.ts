/** What we use of Electron's `before-input-event` input. */
export interface KeyInput {
  readonly key: string;
  readonly control: boolean;
  readonly alt: boolean;
  readonly meta: boolean;
}

/** Named keys a form needs, and those an input method sends while it composes. */
const NAMED = new Set([
  'Enter',
  'Tab',
  'Backspace',
  'Delete',
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  'Home',
  'End',
  'Shift',
  'CapsLock',
  'NumLock',
  'Process',
]);

/**
 * Which keys reach the page: what types a character and what moves inside a form. Everything else (function keys,
 * every Ctrl/Alt/Meta chord, browser, media and power keys, Escape) is swallowed. An allow-list, so a key nobody
 * thought of is refused.
 */
export function keyMayPass(input: KeyInput): boolean {
  if (input.control || input.alt || input.meta) return false;
  return NAMED.has(input.key) || isCharacter(input.key);
}

const isCharacter = (key: string): boolean => [...key].length === 1 && !/\p{C}/u.test(key);
