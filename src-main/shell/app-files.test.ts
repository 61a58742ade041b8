import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AppFiles, listAppFiles, requestedPath } from './app-files.ts';

let place = '';
let files: AppFiles = new Map();
beforeAll(() => {
  place = mkdtempSync(path.join(os.tmpdir(), 'app-files-'));
  mkdirSync(path.join(place, 'renderer', 'assets'), { recursive: true });
  writeFileSync(path.join(place, 'secret.json'), '{}');
  for (const name of ['index.html', 'assets/a-1.js', 'assets/a-1.js.map', '.hidden.js', 'assets/字.png', 'README']) {
    writeFileSync(path.join(place, 'renderer', name), name);
  }
  symlinkSync(path.join(place, 'secret.json'), path.join(place, 'renderer', 'link.json'));
  symlinkSync(place, path.join(place, 'renderer', 'out'));
  files = listAppFiles(path.join(place, 'renderer'));
});
afterAll(() => rmSync(place, { recursive: true }));

const find = (url: string) => files.get(requestedPath(url) ?? '');

describe('what app:// serves', () => {
  it('is the files of the page, with their types, and nothing hidden, linked or unknown', () => {
    expect([...files.keys()].sort()).toEqual(['/assets/%E5%AD%97.png', '/assets/a-1.js', '/index.html']);
    expect(find('app://budayang/assets/a-1.js')?.mimeType).toBe('text/javascript; charset=utf-8');
    expect(find('app://budayang/index.html#/home')?.mimeType).toBe('text/html; charset=utf-8');
    expect(find(new URL('app://budayang/assets/字.png').href)?.mimeType).toBe('image/png');
  });

  it.each([
    'app://budayang/../secret.json',
    'app://budayang/..%2fsecret.json',
    'app://budayang/%2e%2e/secret.json',
    'app://budayang/assets/..\\..\\secret.json',
    'app://budayang/index.html%00.js',
    'app://budayang/INDEX.HTML',
    'app://budayang/index.html?a',
    'app://budayang//index.html',
    'app://budayang/./index.html',
    'app://budayang/link.json',
    'app://budayang/out/secret.json',
    'app://budayang/.hidden.js',
    'app://budayang/',
    'app://budayang',
    'app://BUDAYANG/index.html',
    'app://budayang.example/index.html',
    'app://user@budayang/index.html',
    'app://budayang:80/index.html',
    'file:///etc/passwd',
    '',
  ])('is not %s', (url) => expect(find(url)).toBeUndefined());

  it('stays inside whatever an attacker writes', () => {
    const part = fc.constantFrom(
      '..',
      '%2e',
      '%2f',
      '/',
      '\\',
      '.',
      '%5c',
      '%00',
      'assets',
      'index.html',
      'out',
      '?',
      '#',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(part, fc.string({ maxLength: 4 })), { maxLength: 12 }), (parts) => {
        const found = find(`app://budayang/${parts.join('')}`);
        if (found !== undefined) expect([...files.values()]).toContain(found);
      }),
      { numRuns: 5000 },
    );
  });
});
