import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { isBenchName } from '../drivers/conformance/index.ts';
import { SdtReaderSimulator } from '../drivers/id-card-reader/index.ts';
import { parseTranscript } from '../drivers/replay/transcript.ts';
import { listenOnLoopback } from '../drivers/transports/index.ts';
import { usageOf, whyNot, wrongNumber } from './device-words.ts';

const PORT = ['--port', '/dev/null'];

it.each([
  ['a class there is none of', ['foo', 'bar'], '"foo" is no device class: it is one of id-card, scanner, receipt'],
  ['an option there is none of', ['id-card', 'read', ...PORT, '--prot', 'x'], "Unknown option '--prot'"],
  [
    'a recording that could not be kept',
    ['id-card', 'status', ...PORT, '--record', '/no/such/folder/x'],
    '--record: cannot write the file: ENOENT',
  ],
])('npm run device names %s, before any device is touched', (_, words, sentence) => {
  const script = path.join(import.meta.dirname, 'device.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...words], { encoding: 'utf8' });
  expect([status, stdout, stderr.split('\n')[0]?.slice(0, sentence.length)]).toEqual([64, '', sentence]);
});

it('no word of a command is without a meaning', () => {
  expect(whyNot([], [])).toMatch(/^say which device class: it is one of id-card/);
  expect(whyNot(['scanner'], [])).toBe('say what scanner shall do: it is one of read, conformance');
  expect(whyNot(['scanner', 'read', 'now'], ['port'])).toBe('scanner read takes no further word "now"');
  expect(whyNot(['auxiliaries', 'light', 'scanner', 'slow', 'red'], ['port', 'profile'])).toBe(null);
  expect(whyNot(['auxiliaries', 'light', 'a', 'slow', 'red', 'x'], ['port'])).toMatch(/no further word "x"/);
  expect(whyNot(['smart-card', 'read'], ['port'])).toBe('smart-card read takes no --port');
  expect(whyNot(['document', 'cancel'], ['port', 'job'])).toBe(null);
  expect(whyNot(['receipt', 'status'], ['port', 'text'])).toBe('receipt status takes no --text');
  expect(whyNot(['receipt', 'nonsense'], [])).toMatch(
    /^receipt knows no action "nonsense": it is one of print, status/,
  );
  expect(whyNot(['replay'], [])).toBe('say which transcript to replay: replay <file>');
  expect(whyNot(['replay', 'a.jsonl'], ['speed', 'strict', 'link'])).toBe(null);
  expect(whyNot(['replay', 'a.jsonl'], ['json'])).toBe('replay takes no --json');
  // Names that every object has are no actions.
  expect(whyNot(['receipt', 'constructor'], [])).toMatch(/knows no action/);
});

it('tells of one class what concerns it, and of every class that has one its suite', () => {
  expect(usageOf('receipt')).toContain('masung');
  expect(usageOf('receipt')).not.toContain('ipp://');
  const all = usageOf();
  for (const name of [
    'id-card',
    'scanner',
    'receipt',
    'document',
    'smart-card',
    'auxiliaries',
    'camera',
    'xfs',
    'replay',
  ]) {
    expect(all).toContain(`\n  ${name} `);
    expect(whyNot([name, 'conformance'], []) === null, name).toBe(isBenchName(name) || name === 'replay');
  }
});

it.each([
  ['timeout', ['0.5', '30', '86400'], ['', '0', '-1', 'abc', 'Infinity', '1e9']],
  ['speed', ['0', '0.5', '4'], ['', '-1', 'fast', 'Infinity']],
  ['baud', ['9600', '115200'], ['', '0', '-5', '9600.5', '1e4']],
  ['width', ['576', '384'], ['', '10', 'abc']],
  ['copies', ['1', '20'], ['', '0', '0.5', 'abc']],
  ['job', ['1', '412'], ['', '0', 'abc']],
  ['cycles', ['1', '10000'], ['', '0', '1.5', 'abc']],
])('--%s takes what means something, and names itself when it does not', (name, good, bad) => {
  for (const text of good) expect([text, wrongNumber({ [name]: text })]).toEqual([text, null]);
  for (const text of bad) expect([text, wrongNumber({ [name]: text })?.split(' ')[0]]).toEqual([text, `--${name}`]);
});

it.skipIf(process.platform === 'win32')(
  'a reading that is stopped by hand keeps its recording',
  { timeout: 60_000 },
  async () => {
    const room = mkdtempSync(path.join(tmpdir(), 'device-'));
    const wire = await listenOnLoopback();
    if (!wire.ok) throw new Error(wire.error.message);
    try {
      new SdtReaderSimulator().attach(wire.value);
      const record = path.join(room, 'stopped.jsonl');
      const words = ['id-card', 'read', '--port', wire.value.port, '--timeout', '50', '--record', record];
      const child = spawn(process.execPath, [path.join(import.meta.dirname, 'device.ts'), ...words]);
      const said: string[] = [];
      child.stderr.on('data', (piece) => {
        // Its progress: it waits for a card.
        if (said.length === 0) child.kill('SIGINT');
        said.push(String(piece));
      });
      const [code, signal] = await once(child, 'close');
      expect([code, signal, said.join('')]).toEqual([2, null, expect.stringMatching(/\nid-card read: .*\n$/)]);
      const kept = parseTranscript(readFileSync(record, 'utf8'));
      expect(kept.ok && kept.value.entries.length).toBeGreaterThan(3);
    } finally {
      await wire.value.close();
      rmSync(room, { recursive: true });
    }
  },
);
