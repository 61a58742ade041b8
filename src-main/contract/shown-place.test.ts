import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasCredentials, shownPlace } from './shown-place.ts';

test.each([
  ['ws://me:secret@127.0.0.1:5846/xfs4iot/v1.0/Name?token=secret', 'ws://127.0.0.1:5846/xfs4iot/v1.0/Name'],
  ['wss://host:1/x?token=secret#secret', 'wss://host:1/x'],
  ['ipps://secret@host/ipp/print', 'ipps://host/ipp/print'],
  ['https://me:secret@platform.example:8443', 'https://platform.example:8443'],
  ['tcp://secret@192.0.2.1:9100', 'tcp://192.0.2.1:9100'],
])('%s is shown without what may be a secret', (place, shown) => {
  expect(hasCredentials(place)).toBe(true);
  expect(shownPlace(place)).toBe(shown);
});

test.each(['/dev/ttyUSB0', 'COM3', 'hid://0c2e:0901/A@1', 'ws://127.0.0.1:5846/a@b', 'keyboard-wedge', 'what? me'])(
  '%s is shown as it is',
  (place) => {
    expect(hasCredentials(place)).toBe(false);
    expect(shownPlace(place)).toBe(place);
  },
);

test('what is shown never holds credentials', () => {
  fc.assert(
    fc.property(
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      (url) => !hasCredentials(shownPlace(url)),
    ),
  );
  fc.assert(fc.property(fc.string(), (text) => !hasCredentials(shownPlace(`ws://${text}`)) || text.includes('://')));
});
