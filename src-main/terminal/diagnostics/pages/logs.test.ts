import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLogger } from '../../../logging/logger.ts';
import type { PlatformClient } from '../../platform-client/client.ts';
import { Bench, seenAs, soon } from '../bench.test-kit.ts';
import { packLogs } from '../log-export.ts';
import { sendLogs, TRIES } from '../log-sending.ts';
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
const page = (more = {}) =>
  logsPage(bench.context('technician', { removable: () => (existsSync(usb) ? usb : null), ...more }));
/** Logs with people in them that no logger wrote. */
async function plantCanaries(): Promise<void> {
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
}
/** What left the machine, unpacked: whole, and with nobody in it. */
function judge(bytes: Buffer): void {
  const text = gunzipSync(bytes).toString('utf8');
  const rows = text
    .trimEnd()
    .split('\n')
    .map((row) => JSON.parse(row));
  expect(rows[0]).toMatchObject({ manifest: 1, terminal: 'GZ-0001' });
  expect(rows.at(-1)).toMatchObject({ end: 1, leftOut: 2 });
  expect(rows.slice(1, -1).map(({ event }) => event)).toContain('session.itemOpened');
  for (const seen of [text, JSON.stringify(seenAs(page(), 'logs'))])
    for (const canary of canaries) expect(seen).not.toContain(canary);
}

describe('the log page', () => {
  test('goes on without a file that is rotated away while it is read, and says where none can be read', () => {
    const gone = path.join(logs(), 'shell.log');
    symlinkSync(path.join(logs(), 'rotated-away'), gone);
    writeFileSync(path.join(logs(), 'terminal.log'), line('service.act', 'info', 1, { act: 'report', detail: 'x' }));
    const shown = seenAs(page(), 'logs');
    expect([shown.lines.length, shown.unreadable]).toEqual([1, null]);
    // What bears a log's name and is none takes nothing from the others.
    mkdirSync(path.join(logs(), 'device-host.log'));
    const beside = seenAs(page(), 'logs');
    expect([beside.lines.length, beside.unreadable]).toEqual([1, 'EISDIR']);
    rmSync(logs(), { recursive: true });
    const none = page();
    expect(seenAs(none, 'logs')).toMatchObject({ lines: [], unreadable: 'ENOENT' });
    mkdirSync(logs());
    for (let tick = 0; tick < 5; tick++) none.tick?.();
    expect(seenAs(none, 'logs').unreadable).toBeNull();
  });

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
    await plantCanaries();
    mkdirSync(usb);
    const shown = page();
    expect(seenAs(shown, 'logs').targets).toEqual(['usb', 'platform']);
    expect(shown.act?.({ act: 'exportLogs', to: 'usb' })).toBe(true);
    expect(shown.act?.({ act: 'exportLogs', to: 'usb' })).toBe(false);
    await soon(() => expect(seenAs(shown, 'logs').exported).toMatchObject({ to: 'usb', ok: true }));
    const [name, sum] = readdirSync(usb).sort();
    const bytes = readFileSync(path.join(usb, name ?? ''));
    expect(readFileSync(path.join(usb, sum ?? ''), 'utf8')).toBe(
      `${createHash('sha256').update(bytes).digest('hex')}  ${name}\n`,
    );
    judge(bytes);
    expect(bench.acts()).toEqual(['logs-exported usb', 'logs-kept usb']);
  });

  test('is not offered without a volume, and a volume that is pulled is a sentence', async () => {
    bench.platform = 'offline';
    const shown = page();
    expect(seenAs(shown, 'logs').targets).toEqual([]);
    expect(shown.act?.({ act: 'exportLogs', to: 'platform' })).toBe(false);
    expect(shown.act?.({ act: 'exportLogs', to: 'usb' })).toBe(false);
    const gone = logsPage(bench.context('technician', { removable: () => path.join(bench.folder, 'nothing') }));
    gone.act?.({ act: 'exportLogs', to: 'usb' });
    await soon(() => expect(seenAs(gone, 'logs').exported).toMatchObject({ ok: false, evidence: 'ENOENT' }));
  });

  test('takes a mount, not an empty mount point', () => {
    mkdirSync(path.join(bench.folder, 'media', 'stick'), { recursive: true });
    expect(removableVolume(undefined, [path.join(bench.folder, 'media')])).toBeNull();
    // Also where the folder is configured: what is written there would stay on the inner disk.
    mkdirSync(usb);
    expect(removableVolume(usb, [])).toBeNull();
    expect(removableVolume(path.join(bench.folder, 'media'), [])).toBeNull();
    expect(removableVolume(path.join(bench.folder, 'nothing'), [])).toBeNull();
  });

  // Every Linux has a memory disk mounted there; other systems have no mount that a test may count on.
  test.skipIf(process.platform !== 'linux')('takes a configured folder that is a mount, or holds one', () => {
    expect(removableVolume('/dev/shm', [])).toBe('/dev/shm');
    symlinkSync('/dev/shm', path.join(bench.folder, 'link'));
    expect(removableVolume(path.join(bench.folder, 'link'), [])).toBe(path.join(bench.folder, 'link'));
    // One that holds a mount: a folder of the root, or one in it.
    expect(removableVolume(undefined, ['/'])).not.toBeNull();
  });
});

type Sent = { content: Buffer; sha256: string };
type Answer = Awaited<ReturnType<PlatformClient['logs']>>;
const away: Answer = { ok: false, error: { kind: 'offline', message: '' } };

describe('an export to the platform', () => {
  const platform = (answers: readonly (Answer | 'stored')[]) => {
    const sent: Sent[] = [];
    const sendLogs: PlatformClient['logs'] = async (content, sha256) => {
      sent.push({ content, sha256 });
      const answer = answers[Math.min(sent.length, answers.length) - 1] ?? 'stored';
      return answer === 'stored' ? { ok: true, value: { sha256, bytes: content.length, known: false } } : answer;
    };
    return { sent, sendLogs };
  };

  test('goes through the same removal, shows how far it is, and says what the platform has', async () => {
    await plantCanaries();
    const { sent, sendLogs } = platform([away, 'stored']);
    const shown = page({ sendLogs });
    expect(shown.act?.({ act: 'exportLogs', to: 'platform' })).toBe(true);
    expect(seenAs(shown, 'logs').exporting).toEqual({ to: 'platform', bytes: null, tries: 0 });
    expect(shown.act?.({ act: 'exportLogs', to: 'platform' })).toBe(false);
    await soon(() => expect(seenAs(shown, 'logs').exporting).toMatchObject({ bytes: expect.any(Number), tries: 1 }));
    await soon(() => expect(seenAs(shown, 'logs').exported).toMatchObject({ to: 'platform', ok: true }));
    // The lost answer cost a repeat of the very same bytes.
    expect(sent).toHaveLength(2);
    expect(sent[1]).toEqual(sent[0]);
    const { content, sha256 } = sent[0] ?? { content: Buffer.alloc(0), sha256: '' };
    expect(createHash('sha256').update(content).digest('hex')).toBe(sha256);
    expect(seenAs(shown, 'logs').exported?.evidence).toContain(sha256.slice(0, 16));
    judge(content);
    expect(bench.acts()).toEqual(['logs-exported platform', 'logs-kept platform']);
  });

  test('that is refused for good, or called off by walking away, ends and says so', async () => {
    const refusing = platform([{ ok: false, error: { kind: 'refused', message: '', status: 413 } }]);
    const shown = page(refusing);
    shown.act?.({ act: 'exportLogs', to: 'platform' });
    await soon(() =>
      expect(seenAs(shown, 'logs').exported).toEqual({ to: 'platform', ok: false, evidence: 'refused' }),
    );
    expect(refusing.sent).toHaveLength(1);
    const left = page({ sendLogs: platform([away]).sendLogs });
    left.act?.({ act: 'exportLogs', to: 'platform' });
    // The jitter may be next to nothing: by the time it is looked at a second try may have begun.
    await soon(() => expect(seenAs(left, 'logs').exporting?.tries).toBeGreaterThan(0));
    left.close?.();
    await soon(() => expect(seenAs(left, 'logs').exported).toMatchObject({ ok: false, evidence: 'canceled' }));
    expect(bench.acts().at(-1)).toBe('logs-not-kept platform');
  });

  test('packs no more than it may send', async () => {
    await plantCanaries();
    const source = { logDirectory: logs(), terminal: 'GZ-0001', version: '0', wallMs: 0 };
    expect(await packLogs(source, 20)).toEqual({ ok: false, error: 'too-large' });
    expect(await packLogs({ ...source, logDirectory: '/nowhere' }, 1e6)).toEqual({ ok: false, error: 'ENOENT' });
  });
});

test('logs are sent with the uplink’s waits, as long as the platform asks, and not for ever', async () => {
  const waits: number[] = [];
  const tries: number[] = [];
  const done = await sendLogs({
    content: Buffer.from('x'),
    sha256: 'x',
    send: async () =>
      tries.length === 2 ? { ok: false, error: { kind: 'offline', message: '', retryAfterMs: 9_000 } } : away,
    signal: new AbortController().signal,
    delay: async (ms) => void waits.push(ms),
    random: () => 0.5,
    onTry: (n) => tries.push(n),
  });
  expect(done).toEqual({ ok: false, error: 'offline' });
  expect(tries).toHaveLength(TRIES);
  expect(waits).toEqual([250, 9_500, 1_000, 2_000, 4_000, 8_000, 15_000]);
});
