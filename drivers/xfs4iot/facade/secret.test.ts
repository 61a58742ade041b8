import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatedClock } from '../../transports/index.ts';
import { Doorkeeper, serviceNameIn } from './doorkeeper.ts';
import { installationSecret, sameSecret } from './secret.ts';

let room: string;
let file: string;
beforeEach(async () => {
  room = await mkdtemp(path.join(tmpdir(), 'xfs-secret-'));
  file = path.join(room, 'northbound.secret');
});
afterEach(() => rm(room, { recursive: true, force: true }));

describe('the secret of an installation', () => {
  it('is made once, for this account only, and stays', async () => {
    const made = await installationSecret(file);
    expect(made).toMatchObject({ ok: true, value: expect.stringMatching(/^[0-9a-f]{64}$/) });
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await installationSecret(file)).toEqual(made);
    expect((await readFile(file, 'utf8')).trim()).toBe(made.ok ? made.value : '');
  });

  it('is not taken from a file that others read, that is damaged, or from no folder', async () => {
    await writeFile(file, 'short\n', { mode: 0o600 });
    expect(await installationSecret(file)).toMatchObject({ ok: false, error: expect.stringContaining('damaged') });
    await writeFile(file, `${'0'.repeat(64)}\n`);
    await chmod(file, 0o644);
    expect((await installationSecret(file)).ok).toBe(process.platform === 'win32');
    expect(await installationSecret(path.join(room, 'nowhere', 'x'))).toMatchObject({ ok: false });
  });

  it('is compared whole', () => {
    expect(sameSecret('abc', 'abc')).toBe(true);
    for (const wrong of ['', 'ab', 'abcd', 'abd']) expect(sameSecret(wrong, 'abc')).toBe(false);
  });
});

const request = (change: Partial<{ remoteAddress: string; headers: Record<string, string>; url: string }> = {}) =>
  ({
    socket: { remoteAddress: change.remoteAddress ?? '127.0.0.1' },
    headers: { host: '127.0.0.1:1', authorization: 'Bearer ab', ...change.headers },
    url: change.url ?? '/xfs4iot/v1.0',
  }) as unknown as IncomingMessage;

describe('the doorkeeper', () => {
  it('lets nobody in from another machine, whatever they know', () => {
    const doorkeeper = new Doorkeeper('ab', new SimulatedClock());
    expect(doorkeeper.examine(request(), 1)).toBeNull();
    expect(doorkeeper.examine(request({ remoteAddress: '192.0.2.7' }), 1)).toBe('notLoopback');
    expect(doorkeeper.examine(request({ headers: { origin: 'null' } }), 1)).toBe('browser');
    expect(doorkeeper.examine(request({ headers: { host: '127.0.0.1:2' } }), 1)).toBe('host');
    expect(doorkeeper.examine(request({ headers: { authorization: 'Basic ab' } }), 1)).toBe('secret');
  });

  it('doubles the wait from the sixth wrong try up to half a minute, and a right one ends it', async () => {
    const clock = new SimulatedClock();
    const doorkeeper = new Doorkeeper('ab', clock);
    const waits: number[] = [];
    for (let tries = 0; tries < 13; tries += 1) {
      const before = clock.now();
      expect(await doorkeeper.holdBack(new AbortController().signal)).toBe(true);
      waits.push(clock.now() - before);
    }
    expect(waits).toEqual([0, 0, 0, 0, 0, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
    expect(doorkeeper.examine(request(), 1)).toBeNull();
    const before = clock.now();
    await doorkeeper.holdBack(new AbortController().signal);
    expect(clock.now()).toBe(before);
  });

  it('keeps no more than eight waiting', async () => {
    const doorkeeper = new Doorkeeper('ab', { now: () => 0, delay: () => new Promise(() => undefined) });
    for (let tries = 0; tries < 5; tries += 1) await doorkeeper.holdBack(new AbortController().signal);
    for (let tries = 0; tries < 8; tries += 1) void doorkeeper.holdBack(new AbortController().signal);
    expect(await doorkeeper.holdBack(new AbortController().signal)).toBe(false);
  });

  it.each([
    ['/xfs4iot/v1.0', ''],
    ['/xfs4iot/v1.0/', ''],
    ['/xfs4iot/v1.0/Printer?token=x', 'Printer'],
    ['/xfs4iot/v1.0/Printer/', 'Printer'],
    ['/xfs4iot/v1x0/Printer', null],
    ['/xfs4iot/v1.0/a/b', null],
    ['/xfs4iot/v1.0/../v1.0/Printer', 'Printer'],
    ['//evil/xfs4iot/v1.0', null],
    ['http://evil/xfs4iot/v1.0', null],
    ['/', null],
  ])('reads the service in %s', (url, name) => expect(serviceNameIn(request({ url }))).toBe(name));
});
