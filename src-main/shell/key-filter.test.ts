import { describe, expect, it } from 'vitest';
import { keyMayPass } from './key-filter.ts';

const plain = { control: false, alt: false, meta: false };
const KEYS = [
  ...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-=+_ ',
  ...Array.from({ length: 24 }, (_, index) => `F${index + 1}`),
  ...['Tab', 'Escape', 'Enter', 'Delete', 'Insert', 'Home', 'End', 'PageUp', 'PageDown', 'PrintScreen', 'Pause'],
  ...['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'ContextMenu', 'BrowserBack', 'BrowserHome', 'Power'],
];
const MODIFIERS = [1, 2, 3, 4, 5, 6, 7].map((bits) => ({
  control: (bits & 1) !== 0,
  alt: (bits & 2) !== 0,
  meta: (bits & 4) !== 0,
}));

describe('the key filter', () => {
  it('swallows every chord with Ctrl, Alt or Meta', () => {
    const passed = KEYS.flatMap((key) =>
      MODIFIERS.filter((held) => keyMayPass({ key, ...held })).map((held) => [key, held]),
    );
    expect(passed).toEqual([]);
  });

  it.each(['F1', 'F5', 'F11', 'F12', 'Escape', 'PrintScreen', 'ContextMenu', 'BrowserBack', 'Power', 'WakeUp', 'Meta'])(
    'swallows %s',
    (key) => expect(keyMayPass({ key, ...plain })).toBe(false),
  );

  it.each(['\0', '\x1b', '\u202e', '', 'Dead', 'Unidentified', 'Compose'])('swallows %j', (key) =>
    expect(keyMayPass({ key, ...plain })).toBe(false),
  );

  it.each(['a', 'Z', '9', ' ', '·', '张', '𫖯', 'Enter', 'Tab', 'Backspace', 'ArrowLeft', 'Process'])(
    'lets %s through',
    (key) => expect(keyMayPass({ key, ...plain })).toBe(true),
  );
});
