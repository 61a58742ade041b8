import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { listenOnLoopback, openPty } from '../transports/index.ts';
import { runScanner, type ScannerCommandOptions } from './cli.ts';
import { ScannerSimulator } from './simulator.ts';
import { parseSuffix, type Suffix } from './suffix-parser.ts';

let folder: string;
const output: { stdout: string; stderr: string } = { stdout: '', stderr: '' };
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'budayang-scanner-'));
  output.stdout = '';
  output.stderr = '';
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (action: string, options: Omit<ScannerCommandOptions, 'stdout' | 'stderr'>): Promise<number> =>
  runScanner(action, {
    ...options,
    stdout: { write: (text) => (output.stdout += text) },
    stderr: { write: (text) => (output.stderr += text) },
  });

const cr = (): Suffix => {
  const suffix = parseSuffix('CR');
  if (!suffix.ok) throw new Error(suffix.error);
  return suffix.value;
};

it.runIf(process.platform === 'linux')('reads over a real pty and prints JSON', async () => {
  const wire = openPty({ link: path.join(folder, 'scanner') });
  if (!wire.ok) throw new Error(wire.error.message);
  const simulator = new ScannerSimulator(wire.value, { family: 'newland', suffix: cr() });
  simulator.splitBytes = true;
  // In view from the start: it is read as soon as the driver triggers, and not before.
  wire.value.onData((bytes) => {
    if (Buffer.from(bytes).includes('SCNMOD0')) simulator.showCode('张三样例-䶮');
  });
  const code = await run('read', { port: wire.value.path, family: 'newland', json: true, timeoutMs: 5_000 });
  wire.value.close();
  expect(output.stderr).toBe('');
  expect(code).toBe(0);
  expect(JSON.parse(output.stdout)).toEqual({ text: '张三样例-䶮', aim: null, class: 'opaque' });
});

it('reads over TCP and prints plain text', async () => {
  const wire = await listenOnLoopback();
  if (!wire.ok) throw new Error(wire.error.message);
  const simulator = new ScannerSimulator(wire.value, { family: 'honeywell', suffix: cr() });
  wire.value.onData((bytes) => {
    if (Buffer.from(bytes).includes('\x16T\r')) simulator.showCode('134567890123456789');
  });
  const code = await run('read', { port: wire.value.port, family: 'honeywell', timeoutMs: 5_000 });
  await wire.value.close();
  expect([code, output.stdout, output.stderr]).toEqual([0, '134567890123456789\n', '']);
});

it.each([
  ['dead port', 'read', { port: '/dev/no-such-scanner' }, /no-such-scanner|No such file/],
  ['unknown action', 'print', { port: '/dev/null' }, /expected read/],
  ['unknown family', 'read', { port: '/dev/null', family: 'acme' }, /expected plain, honeywell, newland, gm65/],
  ['unknown suffix', 'read', { port: '/dev/null', suffix: 'cr' }, /expected CR/],
  ['broken port name', 'read', { port: 'tcp://:1' }, /tcp:\/\/host:port/],
] as const)('%s ends with 2 and one line', async (_, action, options, reason) => {
  expect(await run(action, options)).toBe(2);
  expect(output.stdout).toBe('');
  expect(output.stderr).toMatch(reason);
  expect(output.stderr.trimEnd().split('\n')).toHaveLength(1);
});

it('no code, a silent scanner and a lost line end with 2 and one line', async () => {
  const wire = await listenOnLoopback();
  if (!wire.ok) throw new Error(wire.error.message);
  const { port } = wire.value;
  expect(await run('read', { port, timeoutMs: 50 })).toBe(2);
  expect(await run('read', { port, family: 'newland', timeoutMs: 50 })).toBe(2);
  expect(output.stderr).toMatch(
    /^warning: unverified .*\nscanner read: no code was shown within the time limit \[noCode\]\nscanner read: the scanner does not answer SETUPE0.*\n$/,
  );
  const simulator = new ScannerSimulator(wire.value, { family: 'honeywell', suffix: cr() });
  wire.value.onData((bytes) => {
    if (Buffer.from(bytes).includes('\x16T\r')) wire.value.hangUp();
  });
  expect(await run('read', { port, family: 'honeywell', timeoutMs: 5_000 })).toBe(2);
  expect(output.stderr).toMatch(/scanner read: the port hung up \[hungUp\]\n$/);
  expect(simulator.reading).toBe(true);
  await wire.value.close();
});
