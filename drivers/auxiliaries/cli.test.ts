import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { auxiliariesSnapshotSchema } from '../contract/index.ts';
import { listenOnLoopback, openPty, type SimulatorWire } from '../transports/index.ts';
import { profiles } from './boards.ts';
import { type AuxiliariesAction, type AuxiliariesCliOptions, runAuxiliaries } from './cli.ts';
import { SimulatedBoard } from './simulator.ts';

let folder: string;
const output = { stdout: '', stderr: '' };
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'budayang-auxiliaries-'));
  output.stdout = '';
  output.stderr = '';
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (action: AuxiliariesAction, options: Partial<AuxiliariesCliOptions> & { port: string; profile: string }) =>
  runAuxiliaries(action, {
    json: true,
    timeoutMs: 5_000,
    ...options,
    stdout: { write: (text) => (output.stdout += text) },
    stderr: { write: (text) => (output.stderr += text) },
  });

function boardOn(wire: SimulatorWire, name: string): SimulatedBoard {
  const board = new SimulatedBoard();
  const profile = profiles[name];
  for (const { signal } of profile?.inputs ?? []) board.inputs.set(signal, 0);
  if (profile?.link.kind === 'modbus') board.attachModbus(wire, profile.link);
  if (profile?.link.kind === 'lines') board.attachLines(wire, profile.link);
  return board;
}

const pty = () => {
  const wire = openPty({ link: path.join(folder, 'board') });
  if (!wire.ok) throw new Error(wire.error.message);
  return wire.value;
};

describe.skipIf(process.platform === 'win32').each(['modbus-io', 'line-board'])('%s over a real pty', (name) => {
  it('prints its inputs', async () => {
    const wire = pty();
    const board = boardOn(wire, name);
    board.inputs.set(name === 'modbus-io' ? 'discrete:0' : 'P', 1);
    expect(await run('status', { port: wire.path, profile: name })).toBe(0);
    expect(auxiliariesSnapshotSchema.parse(JSON.parse(output.stdout)).presence).toBe('present');
    output.stdout = '';
    expect(await run('status', { port: wire.path, profile: name, json: false })).toBe(0);
    expect(output.stdout).toMatch(/^presence +present\ndoor cabinet +(open|closed)\n/);
    expect(output.stderr).toBe('');
    wire.close();
  });

  it('sets a light, and says what it cannot', async () => {
    const wire = pty();
    const board = boardOn(wire, name);
    const light = (...words: string[]) => run('light', { port: wire.path, profile: name, words });
    expect(await light('status', 'continuous', 'red')).toBe(0);
    expect([...board.outputs].filter(([, value]) => value > 0).map(([signal]) => signal)).toEqual([
      name === 'modbus-io' ? 'coil:6' : 'L4',
    ]);
    expect(await light('status', 'blinking')).toBe(2);
    expect(await light('ceiling', 'off')).toBe(2);
    board.fault = 'refuse';
    expect(await light('status', 'off')).toBe(2);
    expect(output.stderr).toMatch(/\[wordsInvalid\]\n.*\[lightUnknown\]\n.*\[refused\]\n$/);
    expect(output.stderr.trimEnd().split('\n')).toHaveLength(3);
    wire.close();
  });

  it('watches until the plug is pulled', async () => {
    const wire = pty();
    const board = boardOn(wire, name);
    const watching = run('watch', { port: wire.path, profile: name });
    const settled = Date.now() + 4_000;
    while (output.stdout === '' && Date.now() < settled) await new Promise((resolve) => setTimeout(resolve, 5));
    board.set(name === 'modbus-io' ? 'discrete:3' : 'T', 1);
    while (output.stdout.trimEnd().split('\n').length < 2 && Date.now() < settled)
      await new Promise((resolve) => setTimeout(resolve, 5));
    wire.hangUp();
    expect(await watching).toBe(2);
    expect(output.stderr).toMatch(/\[hung-up\]\n$/);
    const tampers = output.stdout
      .trimEnd()
      .split('\n')
      .map((line) => auxiliariesSnapshotSchema.parse(JSON.parse(line)).tamper);
    expect(tampers.slice(0, 2)).toEqual(name === 'modbus-io' ? ['on', 'off'] : ['off', 'on']);
    // The last word is that nothing is known any more.
    expect(tampers.at(-1)).toBe('unknown');
  });
});

it('takes a profile from a file, over TCP', async () => {
  const wire = await listenOnLoopback();
  if (!wire.ok) throw new Error(wire.error.message);
  boardOn(wire.value, 'line-board');
  const file = path.join(folder, 'board.json');
  writeFileSync(file, JSON.stringify({ ...profiles['line-board'], name: 'my-board' }));
  expect(await run('status', { port: wire.value.port, profile: file })).toBe(0);
  const otherwiseCalled = path.join(path.dirname(file), 'my-board');
  copyFileSync(file, otherwiseCalled);
  expect(await run('status', { port: wire.value.port, profile: otherwiseCalled })).toBe(0);
  writeFileSync(file, JSON.stringify({ ...profiles['line-board'], lights: { 'Bad Name': {} } }));
  expect(await run('status', { port: wire.value.port, profile: file })).toBe(2);
  expect(output.stderr).toMatch(/lights.*\[profileInvalid\]\n$/);
  await wire.value.close();
});

it.each([
  ['a dead port', '/dev/no-such-board', 'line-board', /portNotFound/],
  ['an unknown profile', '/dev/null', 'acme', /expected modbus-io, line-board, hid-panel/],
  [
    'a profile that is nowhere',
    '/dev/null',
    '/no/such/board',
    /: cannot read the file: ENOENT, there is no such file \[/,
  ],
  ['a folder for a profile', '/dev/null', os.tmpdir(), /: cannot read the file: EISDIR, it is a folder \[/],
  ['a profile that is no JSON', '/dev/null', import.meta.filename, /: the file is not JSON: /],
  ['a serial port for a HID profile', '/dev/ttyS99', 'hid-panel', /needs a HID port/],
  ['a HID port for a serial profile', 'hid://1234:5678', 'modbus-io', /needs a serial port/],
  ['a HID device that is not there', 'hid://1234:5678', 'hid-panel', /portNotFound/],
])('%s ends with 2 and one line', async (_, port, profile, reason) => {
  expect(await run('status', { port, profile })).toBe(2);
  expect(output.stdout).toBe('');
  expect(output.stderr).toMatch(reason);
  expect(output.stderr.trimEnd().split('\n')).toHaveLength(1);
});
