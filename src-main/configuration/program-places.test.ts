import { expect, it } from 'vitest';
import { isPlace, placesOf } from './program-places.ts';

it.each([
  ['/opt/decode', 'linux', true],
  ['bin/restart', 'linux', true],
  ['systemctl', 'linux', false],
  ['odd\\name', 'linux', false],
  ['C:\\site\\restart.exe', 'win32', true],
  ['C:restart.exe', 'win32', true],
  ['sub\\restart.exe', 'win32', true],
  ['sub/restart.exe', 'win32', true],
  ['shutdown', 'win32', false],
] as const)('%s on %s is a place: %s', (text, platform, is) => {
  expect(isPlace(text, platform)).toBe(is);
});

it('looks for a name on the path, and on Windows also as the programs the system starts without their ending', () => {
  const linux = { platform: 'linux', path: '/usr/bin:/bin' } as const;
  expect(placesOf('systemctl', linux)).toEqual(['/usr/bin/systemctl', '/bin/systemctl']);
  expect(placesOf('/opt/decode', linux)).toEqual(['/opt/decode']);
  const windows = { platform: 'win32', path: 'C:\\Windows\\System32;D:\\x' } as const;
  expect(placesOf('shutdown.exe', windows)).toEqual(['C:\\Windows\\System32\\shutdown.exe', 'D:\\x\\shutdown.exe']);
  expect(placesOf('shutdown', { ...windows, path: 'D:\\x' })).toEqual(['D:\\x\\shutdown.com', 'D:\\x\\shutdown.exe']);
  expect(placesOf('C:\\site\\restart', windows)).toEqual(['C:\\site\\restart.com', 'C:\\site\\restart.exe']);
});
