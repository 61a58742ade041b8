import { mkdirSync, mkdtempSync, rmSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { whyBuild } from './product-build.ts';

const OLD = new Date('2026-01-01T00:00:00Z');
const BUILT = new Date('2026-01-02T00:00:00Z');
const YOUNG = new Date('2026-01-03T00:00:00Z');
let root: string;

function lay(name: string, time: Date): void {
  const place = path.join(root, name);
  mkdirSync(path.dirname(place), { recursive: true });
  writeFileSync(place, '');
  utimesSync(place, time, time);
  for (let folder = path.dirname(place); folder !== root; folder = path.dirname(folder)) utimesSync(folder, OLD, OLD);
}

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'budayang-build-'));
  for (const name of ['shell.js', 'terminal.js', 'device-host.js']) lay(`out/main/${name}`, BUILT);
  lay('out/preload/preload.cjs', BUILT);
  lay('out/renderer/index.html', BUILT);
  lay('src-main/shell/main.ts', OLD);
  lay('src-renderer/app.tsx', OLD);
  lay('drivers/contract/index.ts', OLD);
  lay('electron.config.ts', OLD);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('whether the product must be built', () => {
  it('is not when all sources are older', () => expect(whyBuild(root)).toBeNull());

  it.each(['src-main/shell/main.ts', 'src-renderer/app.tsx', 'drivers/a/new.ts', 'electron.config.ts'])(
    'is when %s is younger',
    (name) => {
      lay(name, YOUNG);
      expect(whyBuild(root)).toBe(`${name} is younger than out/`);
    },
  );

  it('is when a source went away', () => {
    unlinkSync(path.join(root, 'src-main/shell/main.ts'));
    expect(whyBuild(root)).toBe('src-main/shell is younger than out/');
  });

  it('is when a part of the output is missing', () => {
    unlinkSync(path.join(root, 'out/preload/preload.cjs'));
    expect(whyBuild(root)).toBe('out/preload/preload.cjs is missing');
  });

  it('is not for a changed test or page of text', () => {
    lay('src-main/shell/main.test.ts', YOUNG);
    lay('drivers/README.md', YOUNG);
    expect(whyBuild(root)).toBeNull();
  });
});
