import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WedgeFramer, type WedgeKey } from './wedge-framer.ts';

const plain = { type: 'keyDown', control: false, alt: false, meta: false, isAutoRepeat: false } as const;

function rig(suffix: 'CR' | 'TAB' = 'CR') {
  const codes: string[] = [];
  const framer = new WedgeFramer({ suffix, onCode: (text) => codes.push(text) });
  let now = 0;
  const press = (key: Partial<WedgeKey> & { key: string }, after = 8) => {
    now += after;
    framer.take({ ...plain, ...key }, now);
    framer.take({ ...plain, ...key, type: 'keyUp' }, now + 1);
  };
  const types = (text: string, after = 8) => {
    for (const key of text) press({ key }, after);
  };
  return { codes, framer, press, types, waits: (ms: number) => (now += ms) };
}

describe('a keyboard wedge', () => {
  it('is a code when it comes without a pause and ends with the suffix, while a scan is wanted', () => {
    const { codes, framer, press, types } = rig();
    types('BDY1:unwanted');
    press({ key: 'Enter' });
    framer.want(true);
    press({ key: 'Shift' });
    types('BDY1:R/20261121');
    press({ key: 'Enter' });
    framer.want(false);
    types('BDY1:late');
    press({ key: 'Enter' });
    expect(codes).toEqual(['BDY1:R/20261121']);
  });

  it('is nothing when a hand types it, when it is short, or when it does not end', () => {
    const { codes, framer, press, types, waits } = rig('TAB');
    framer.want(true);
    types('4401061988', 90);
    press({ key: 'Tab' });
    types('123');
    press({ key: 'Tab' });
    types('4401061988');
    waits(1_000);
    types('7');
    press({ key: 'Tab' });
    press({ key: 'Enter' });
    expect(codes).toEqual([]);
  });

  it('does not carry what was begun for one step into another', () => {
    const { codes, framer, press, types } = rig();
    framer.want(true);
    types('440106');
    framer.want(true);
    types('1988');
    press({ key: 'Enter' });
    expect(codes).toEqual(['1988']);
  });

  /** What public programming sheets of such scanners can make them send. */
  const hostile: readonly (Partial<WedgeKey> & { key: string })[] = [
    { key: 'F4', alt: true },
    { key: 'Tab', alt: true },
    { key: 'Meta', meta: true },
    { key: 'r', meta: true },
    { key: 'l', control: true },
    { key: 'j', control: true },
    { key: 'm', control: true },
    { key: 'Escape' },
    { key: 'F1' },
    { key: 'F11' },
    { key: 'F12' },
    { key: 'Delete', control: true, alt: true },
    { key: 'ContextMenu' },
    { key: 'BrowserHome' },
    { key: 'ArrowDown' },
    { key: 'Backspace' },
    { key: 'a', isAutoRepeat: true },
    { key: '\u0000' },
    { key: 'é' },
  ];

  it.each(hostile.map((key) => [JSON.stringify(key), key] as const))('spoils the code it is in: %s', (_, key) => {
    for (const at of [0, 5, 10]) {
      const { codes, framer, press, types, waits } = rig();
      framer.want(true);
      types('0123456789'.slice(0, at));
      press(key);
      types('0123456789'.slice(at));
      press({ key: 'Enter' });
      expect(codes).toEqual([]);
      // Nothing stays behind of it once the line was quiet.
      waits(400);
      types('4401061988');
      press({ key: 'Enter' });
      expect(codes).toEqual(['4401061988']);
    }
  });

  it('gives nothing but printable ASCII between 4 and 512 characters, whatever is typed at whatever pace', () => {
    const key = fc.record({
      key: fc.oneof(
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
        fc.constantFrom('Enter', 'Tab', 'Shift', 'F4', 'Alt', 'Control', 'Meta', 'Unidentified'),
      ),
      control: fc.boolean(),
      alt: fc.boolean(),
      meta: fc.boolean(),
      after: fc.integer({ min: 0, max: 120 }),
    });
    fc.assert(
      fc.property(fc.array(key, { maxLength: 60 }), (keys) => {
        const { codes, framer, press } = rig();
        framer.want(true);
        for (const { after, ...one } of keys) press(one, after);
        for (const code of codes) expect(code).toMatch(/^[\x21-\x7e][\x20-\x7e]{2,510}[\x21-\x7e]$/);
      }),
    );
  });
});
