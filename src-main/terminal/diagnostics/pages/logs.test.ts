import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLogger } from '../../../logging/logger.ts';
import { Bench, seenAs, soon } from '../bench.test-kit.ts';
import { removableVolume } from '../removable-volume.ts';
import { logsPage } from './logs.ts';

let bench: Bench;
let usb: string;
beforeEach(() => {
  bench = new Bench();
  usb = path.join(bench.folder, 'usb');
});
afterEach(() => bench.close());

const logs = () => path.join(bench.folder, 'logs');
const canaries = ['王妍', '110101199001010006', '幸福路 7 号', '13900000000'];
const line = (event: string, level: string, n: number, more = {}) =>
  `${JSON.stringify({ level, time: new Date(1.79e12 + n * 1000).toISOString(), process: 'terminal', event, ...more })}\n`;
const page = () => logsPage(bench.context('technician', { removable: () => removableVolume(usb, []) }));

describe('the log page', () => {
  test('shows the newest of all files by level, and reads only their ends', () => {
    const many = Array.from({ length: 20_000 }, (_, n) => line('service.act', 'info', n, { act: 'old', detail: 'x' }));
    writeFileSync(path.join(logs(), 'terminal.1.log'), many.join(''));
    writeFileSync(
      path.join(logs(), 'shell.1.log'),
      line('device.hostLost', 'error', 30_000, { commands: 2 }) + line('service.staffRefused', 'error', 30_001),
    );
    const begun = performance.now();
    const shown = page();
    expect(performance.now() - begun).toBeLessThan(500);
    const { lines } = seenAs(shown, 'logs');
    expect(lines).toHaveLength(200);
    expect(lines[0]?.event).toBe('service.staffRefused');
    expect(lines[2]?.fields).toBe('act=old detail=x');
    expect(shown.act?.({ act: 'logLevel', level: 'error' })).toBe(true);
    expect(seenAs(shown, 'logs').lines.map(({ event, fields }) => `${event} ${fields}`)).toEqual([
      'service.staffRefused ',
      'device.hostLost commands=2',
    ]);
  });
});

describe('an export', () => {
  test('holds every line, a manifest and its hash, and nobody in it', async () => {
    const logger = await createLogger({ directory: logs(), process: 'terminal' });
    logger.log('session.itemOpened', { session: canaries[0] ?? '', item: canaries[1] ?? '' });
    logger.log('service.act', { act: 'report', detail: canaries[2] ?? '' });
    await logger.close();
    // Put into the file by something that is not the logger.
    const [file] = readdirSync(logs());
    writeFileSync(
      path.join(logs(), file ?? ''),
      line('person.seen', 'info', 1, { name: canaries[0] }) +
        line('service.act', 'info', 2, { act: 'report', detail: canaries[1], note: canaries[3] }) +
        `${canaries.join()}\n`,
      { flag: 'a' },
    );
    mkdirSync(usb);
    const shown = page();
    expect(seenAs(shown, 'logs').targets).toEqual(['usb']);
    expect(shown.act?.({ act: 'exportLogs', to: 'platform' })).toBe(false);
    expect(shown.act?.({ act: 'exportLogs', to: 'usb' })).toBe(true);
    expect(shown.act?.({ act: 'exportLogs', to: 'usb' })).toBe(false);
    await soon(() => expect(seenAs(shown, 'logs').exported).toMatchObject({ to: 'usb', ok: true }));
    const [name, sum] = readdirSync(usb).sort();
    const bytes = readFileSync(path.join(usb, name ?? ''));
    expect(readFileSync(path.join(usb, sum ?? ''), 'utf8')).toBe(
      `${createHash('sha256').update(bytes).digest('hex')}  ${name}\n`,
    );
    const rows = gunzipSync(bytes)
      .toString('utf8')
      .trimEnd()
      .split('\n')
      .map((row) => JSON.parse(row));
    expect(rows[0]).toMatchObject({ manifest: 1, terminal: 'GZ-0001' });
    expect(rows.at(-1)).toMatchObject({ end: 1, leftOut: 2 });
    expect(rows.slice(1, -1).map(({ event }) => event)).toContain('session.itemOpened');
    for (const text of [gunzipSync(bytes).toString('utf8'), JSON.stringify(seenAs(page(), 'logs'))])
      for (const canary of canaries) expect(text).not.toContain(canary);
    expect(bench.acts()).toEqual(['logs-exported usb']);
  });

  test('is not offered without a volume, and a volume that is pulled is a sentence', async () => {
    const shown = page();
    expect(seenAs(shown, 'logs').targets).toEqual([]);
    expect(shown.act?.({ act: 'exportLogs', to: 'usb' })).toBe(false);
    const gone = logsPage(bench.context('technician', { removable: () => path.join(bench.folder, 'nothing') }));
    gone.act?.({ act: 'exportLogs', to: 'usb' });
    await soon(() => expect(seenAs(gone, 'logs').exported).toMatchObject({ ok: false, evidence: 'ENOENT' }));
  });

  test('takes a mount, not an empty mount point', () => {
    mkdirSync(path.join(bench.folder, 'media', 'stick'), { recursive: true });
    expect(removableVolume(undefined, [path.join(bench.folder, 'media')])).toBeNull();
  });
});
