import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';

const run = (script: string, ...words: string[]) =>
  spawnSync(process.execPath, [path.join(import.meta.dirname, script), ...words], { encoding: 'utf8' });
/** Several programs are started, each with everything it imports. */
const PATIENT = { timeout: 60_000 };

it.each([
  ['start.ts', 'npm start'],
  ['bench.ts', 'npm run bench'],
  ['demo.ts', 'npm run demo'],
  ['test.ts', 'npm test'],
  ['platform.ts', 'npm run platform'],
  ['harden-electron.ts', 'npm run harden'],
])('%s says with --help what it takes, and does nothing', PATIENT, (script, command) => {
  const { status, stdout, stderr } = run(script, '--help');
  expect({ status, stderr, begins: stdout.slice(0, command.length) }).toEqual({
    ...{ status: 0, stderr: '', begins: command },
  });
  expect(stdout).toMatch(/Exit codes: 0 /);
});

it('a story there is none of is said before anything is emptied or started', PATIENT, () => {
  for (const [pattern, sentence] of [
    ['nobody-tells-this', 'no story is called nobody-tells-this'],
    ['(', '( is no regular expression'],
    ['--all', 'there is no option --all'],
  ] as const) {
    const { status, stdout, stderr } = run('demo.ts', pattern);
    expect([status, stdout, stderr.split('\n')[0]]).toEqual([64, '', sentence]);
  }
});

it('what cannot be hardened is left as it is, with one line that says why', PATIENT, () => {
  const room = mkdtempSync(path.join(tmpdir(), 'harden-'));
  try {
    const file = path.join(room, 'electron');
    writeFileSync(file, '#!/bin/sh\n');
    for (const [words, code, sentence] of [
      [[path.join(room, 'none')], 2, /: there is no such file\n$/],
      [[room, '--check'], 2, /: it is a folder; name the executable in it\n$/],
      [[file], 2, /: it is no Electron executable: it has no fuses/],
      [['--check', file], 2, /: it is no Electron executable: it has no fuses/],
      [['--check'], 64, /^say which executable/],
      [[file, '--chekc'], 64, /^Unknown option '--chekc'/],
    ] as const) {
      const { status, stdout, stderr } = run('harden-electron.ts', ...words);
      expect([words, status, stdout]).toEqual([words, code, '']);
      expect(stderr).toMatch(sentence);
      expect(stderr).not.toMatch(/^ +at /m);
    }
    expect(readFileSync(file, 'utf8')).toBe('#!/bin/sh\n');
  } finally {
    rmSync(room, { recursive: true });
  }
});
