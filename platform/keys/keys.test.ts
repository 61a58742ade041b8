import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pinnedFiles } from '../server.ts';
import { openSamplePlatform } from '../testing/open-sample-platform.ts';
import { lockDataDirectory } from './data-directory-lock.ts';
import { loadPlatformKeys } from './platform-keys.ts';
import { loadTlsCertificate } from './tls-certificate.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bdy-keys-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the keys of a data directory', () => {
  it('are made once, readable by the owner only, and published without their private parts', async () => {
    const first = await loadPlatformKeys(folder);
    const second = await loadPlatformKeys(folder);
    expect(second.published).toEqual(first.published);
    if (process.platform !== 'win32') expect(statSync(join(folder, 'keys-private.json')).mode & 0o777).toBe(0o600);
    const published = readFileSync(pinnedFiles(folder).keys, 'utf8');
    expect(JSON.parse(published)).toEqual(first.published);
    expect(published).not.toContain('"d"');
  });

  it('are never replaced when the file is damaged, and the refusal quotes nothing of it', async () => {
    const path = join(folder, 'keys-private.json');
    writeFileSync(path, '{"sign": "half a fi');
    chmodSync(path, 0o600);
    await expect(loadPlatformKeys(folder)).rejects.toThrow(/restore it from the backup/);
    await expect(loadPlatformKeys(folder)).rejects.not.toThrow(/half a fi/);
    expect(readFileSync(path, 'utf8')).toBe('{"sign": "half a fi');
  });
});

describe('the certificate', () => {
  it('is renewed near its end under the same authority', async () => {
    const first = await loadTlsCertificate(folder, new Date('2026-01-01T00:00:00Z'));
    const same = await loadTlsCertificate(folder, new Date('2026-06-01T00:00:00Z'));
    const renewed = await loadTlsCertificate(folder, new Date('2027-01-20T00:00:00Z'));
    expect(same.cert).toBe(first.cert);
    expect(renewed.cert).not.toBe(first.cert);
    expect(renewed.ca).toBe(first.ca);
    const authority = new X509Certificate(first.ca);
    for (const { cert } of [first, renewed]) expect(new X509Certificate(cert).verify(authority.publicKey)).toBe(true);
    expect(new X509Certificate(renewed.cert).subjectAltName).toContain('IP Address:127.0.0.1');
  });

  it('lets a client that pins the authority in, and no other', async () => {
    const platform = await openSamplePlatform({ tls: 'on', dataDir: folder });
    try {
      await platform.listen();
      expect(existsSync(pinnedFiles(folder).ca)).toBe(true);
      expect(platform.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
      expect(await status(`${platform.url}/healthz`, readFileSync(pinnedFiles(folder).ca, 'utf8'))).toBe(200);
      await expect(status(`${platform.url}/healthz`, undefined)).rejects.toThrow(/certificate/);
      const sibling = openSamplePlatform({ dataDir: folder });
      await expect(sibling).rejects.toThrow('another platform process already uses this data directory');
    } finally {
      await platform.close();
    }
  }, 60_000);
});

it('a lock is free again once its holder lets go', async () => {
  const first = await lockDataDirectory(folder);
  await expect(lockDataDirectory(folder)).rejects.toThrow('already uses');
  await first.release();
  await (await lockDataDirectory(folder)).release();
});

it('a killed holder leaves its lock in its own directory only, and the next one takes it', async () => {
  const module = join(import.meta.dirname, 'data-directory-lock.ts');
  const script = `const { lockDataDirectory } = await import(${JSON.stringify(module)});
    await lockDataDirectory(${JSON.stringify(folder)});
    process.kill(process.pid, 'SIGKILL');`;
  const elsewhere = mkdtempSync(join(tmpdir(), 'platform-lock-'));
  try {
    const env = { ...process.env, TMPDIR: elsewhere };
    const killed = spawnSync(process.execPath, ['--input-type=module', '-e', script], { env });
    expect(killed.signal, String(killed.stderr)).toBe('SIGKILL');
    expect(readdirSync(elsewhere)).toEqual([]);
    expect(readdirSync(folder)).toEqual(['in-use.sock']);
  } finally {
    rmSync(elsewhere, { recursive: true });
  }
  await (await lockDataDirectory(folder)).release();
});

it('a directory too deep for a socket is locked all the same', async () => {
  const deep = join(folder, 'd'.repeat(120));
  const first = await lockDataDirectory(deep);
  await expect(lockDataDirectory(deep)).rejects.toThrow('already uses');
  await first.release();
});

it.each([
  [{ host: '0.0.0.0' }, '--tls=off is for loopback only'],
  [{ host: '0.0.0.0', tls: 'on', faults: 'on' }, '--faults=on is for loopback only'],
] as const)('refuses %j', async (options, sentence) => {
  await expect(openSamplePlatform(options)).rejects.toThrow(sentence);
});

function status(url: string, ca: string | undefined): Promise<number | undefined> {
  return new Promise((done, refuse) => {
    request(url, ca === undefined ? {} : { ca }, (answer) => {
      answer.resume();
      done(answer.statusCode);
    })
      .on('error', refuse)
      .end();
  });
}
