import { execFileSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureDisplay } from './display.mjs';
import { launchSpec } from './electron-runtime.mjs';
import { packagesFresh, stampPackages } from './npm-packages.mjs';
import { stageApp } from './stage-app.mjs';
import { sha256Of, unzip } from './unzip.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'budayang-set-up-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (name: string, text: string): string => {
  const place = path.join(folder, name);
  mkdirSync(path.dirname(place), { recursive: true });
  writeFileSync(place, text);
  return place;
};

/** A zip as other programs write it, built here so that the test needs none. */
function zipOf(entries: { name: string; data: Buffer; mode: number; deflate: boolean }[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data, mode, deflate } of entries) {
    const packed = deflate ? deflateRawSync(data) : data;
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(Buffer.byteLength(name), 26);
    local.writeUInt16LE(4, 28);
    const body = Buffer.concat([local, Buffer.from(name), Buffer.alloc(4), packed]);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(deflate ? 8 : 0, 10);
    entry.writeUInt32LE(crc32(data), 16);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(data.length, 24);
    entry.writeUInt16LE(Buffer.byteLength(name), 28);
    entry.writeUInt32LE((mode << 16) >>> 0, 38);
    entry.writeUInt32LE(offset, 42);
    directory.push(Buffer.concat([entry, Buffer.from(name)]));
    bodies.push(body);
    offset += body.length;
  }
  const end = Buffer.alloc(22);
  const listed = Buffer.concat(directory);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, listed, end, Buffer.alloc(0)]);
}

describe('unzip', () => {
  const entries = [
    { name: 'top/', data: Buffer.alloc(0), mode: 0o040755, deflate: false },
    { name: 'top/run', data: Buffer.from('#!/bin/sh\n'.repeat(400)), mode: 0o100755, deflate: true },
    { name: 'top/文.txt', data: Buffer.from('样例'), mode: 0o100644, deflate: false },
    { name: 'top/link', data: Buffer.from('run'), mode: 0o120777, deflate: false },
    { name: 'top/left-out', data: Buffer.from('x'), mode: 0o100644, deflate: true },
  ];

  it('keeps bytes, permissions and links, and writes only what was chosen', async () => {
    const zip = path.join(folder, 'a.zip');
    writeFileSync(zip, zipOf(entries));
    const count = await unzip(zip, (name) => (name.includes('left-out') ? null : path.join(folder, 'to', name)));
    expect(count).toBe(4);
    expect(readFileSync(path.join(folder, 'to/top/run'), 'utf8')).toBe('#!/bin/sh\n'.repeat(400));
    expect(statSync(path.join(folder, 'to/top/run')).mode & 0o111).toBe(0o111);
    expect(statSync(path.join(folder, 'to/top/文.txt')).mode & 0o111).toBe(0);
    expect(readFileSync(path.join(folder, 'to/top/文.txt'), 'utf8')).toBe('样例');
    expect(readlinkSync(path.join(folder, 'to/top/link'))).toBe('run');
    expect(() => lstatSync(path.join(folder, 'to/top/left-out'))).toThrow();
  });

  it('refuses a file that is cut short or no zip at all', async () => {
    const whole = zipOf(entries);
    const cut = path.join(folder, 'cut.zip');
    writeFileSync(cut, whole.subarray(0, whole.length - 30));
    await expect(unzip(cut, () => null)).rejects.toThrow('not a zip file');
    writeFileSync(cut, whole.subarray(60));
    await expect(unzip(cut, (name) => path.join(folder, name))).rejects.toThrow();
  });

  it('hashes a file', async () => {
    expect(await sha256Of(put('abc', 'abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});

describe('packagesFresh', () => {
  const lock = {
    packages: {
      '': {},
      'node_modules/a': { version: '1.0.0' },
      'node_modules/b': { version: '2.0.0', optional: true },
    },
  };
  const record = (version: string) => JSON.stringify({ packages: { 'node_modules/a': { version } } });

  it('believes npm’s own record, notices another version, and trusts its stamp until the lock changes', async () => {
    put('package-lock.json', JSON.stringify(lock));
    expect(packagesFresh(folder)).toBe(false);
    put('node_modules/.package-lock.json', record('0.9.0'));
    expect(packagesFresh(folder)).toBe(false);
    put('node_modules/.package-lock.json', record('1.0.0'));
    expect(packagesFresh(folder)).toBe(true);
    await stampPackages(folder);
    put(
      'package-lock.json',
      JSON.stringify({ packages: { ...lock.packages, 'node_modules/c': { version: '3.0.0' } } }),
    );
    expect(packagesFresh(folder)).toBe(false);
  });
});

describe('stageApp', () => {
  const arrange = () => {
    put('package.json', '{"name":"staged","main":"out/main/shell.js"}');
    put('out/main/shell.js', 'first');
    put('catalogue/items.json', '{}');
    put('node_modules/better-sqlite3/index.js', "module.exports = 'checkout';");
    put('node_modules/plain/index.js', "module.exports = 'plain';");
    put('node_modules/@scope/one/index.js', "module.exports = 'scoped';");
    for (const name of ['better-sqlite3', 'bindings', 'file-uri-to-path']) {
      put(`replacement/${name}/index.js`, `module.exports = 'replaced ${name}';`);
    }
    return path.join(folder, 'replacement');
  };

  it('gives the app the replaced modules and everything else as it is', async () => {
    const staged = await stageApp(folder, arrange());
    const requireFrom = createRequire(path.join(staged, 'out/main/shell.js'));
    expect(requireFrom('better-sqlite3')).toBe('replaced better-sqlite3');
    expect(requireFrom('bindings')).toBe('replaced bindings');
    expect(requireFrom('plain')).toBe('plain');
    expect(requireFrom('@scope/one')).toBe('scoped');
    expect(readFileSync(path.join(staged, 'catalogue/items.json'), 'utf8')).toBe('{}');
    expect(lstatSync(path.join(staged, 'out')).isSymbolicLink()).toBe(false);
  });

  it('is the same folder for the same build, another for a new one, and two at once agree', async () => {
    const replacement = arrange();
    const [first, again] = await Promise.all([stageApp(folder, replacement), stageApp(folder, replacement)]);
    expect(again).toBe(first);
    put('out/main/shell.js', 'second build');
    const next = await stageApp(folder, replacement);
    expect(next).not.toBe(first);
    expect(readFileSync(path.join(first, 'out/main/shell.js'), 'utf8')).toBe('first');
    expect(readFileSync(path.join(next, 'out/main/shell.js'), 'utf8')).toBe('second build');
  });
});

describe('the runtime found here', () => {
  it('starts, is the version it says, and never inherits ELECTRON_RUN_AS_NODE', async () => {
    const root = path.resolve(import.meta.dirname, '..');
    put('package.json', '{"name":"tiny","version":"1.0.0","type":"module","main":"out/main/shell.js"}');
    put(
      'out/main/shell.js',
      "import { app } from 'electron'; console.log('early', !app.isReady(), app.getName(), process.versions.electron); app.exit(0);",
    );
    execFileSync('ln', ['-s', path.join(root, 'node_modules'), path.join(folder, 'node_modules')]);
    const display = await ensureDisplay({ width: 320, height: 240, force: true });
    const before = process.env.ELECTRON_RUN_AS_NODE;
    try {
      process.env.ELECTRON_RUN_AS_NODE = '1';
      const spec = await launchSpec(folder);
      expect(spec.env).not.toHaveProperty('ELECTRON_RUN_AS_NODE');
      const output = execFileSync(spec.executable, spec.args, {
        env: { ...spec.env, ...display.env },
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      expect(output).toContain('early true');
      expect(output).toContain(spec.version);
      if (spec.kind === 'fallback') expect(output).toContain('tiny');
    } finally {
      if (before === undefined) delete process.env.ELECTRON_RUN_AS_NODE;
      else process.env.ELECTRON_RUN_AS_NODE = before;
      await display.stop();
    }
  });

  it('two virtual displays at once get different numbers', async () => {
    const [one, two] = await Promise.all([ensureDisplay({ force: true }), ensureDisplay({ force: true })]);
    expect(one.display).toMatch(/^:\d+$/);
    expect(one.display).not.toBe(two.display);
    await Promise.all([one.stop(), two.stop()]);
  });
});
