import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';

it.each([
  ['a class there is none of', ['foo', 'bar'], '"foo" is no device class'],
  ['an action it has not', ['receipt', 'nonsense'], 'receipt knows no action "nonsense"'],
  [
    'a recording that could not be kept',
    ['id-card', 'status', '--port', '/dev/null', '--record', '/no/such/folder/x'],
    '--record: cannot write the file: ENOENT',
  ],
])('npm run device names %s, before any device is touched', (_, words, sentence) => {
  const script = path.join(import.meta.dirname, 'device.ts');
  const { status, stderr } = spawnSync(process.execPath, [script, ...words], { encoding: 'utf8' });
  expect([status, stderr.split('\n')[0]]).toEqual([64, sentence]);
});
