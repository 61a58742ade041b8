import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os, { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { profiles, SimulatedBoard } from '../auxiliaries/index.ts';
import { SdtReaderSimulator, simulatedCard } from '../id-card-reader/index.ts';
import { listenOnLoopback, openPty, type PtyWire } from '../transports/index.ts';
import { Peer } from '../xfs4iot/testing/peer.ts';
import { auxiliariesService } from '../xfs4iot/testing/peer-services.ts';
import { peerAt } from './bench-port.ts';
import { type ConformanceOptions, runConformance } from './cli.ts';
import { promptStage } from './prompt-stage.ts';
import { reportSchema, signedReportSchema, trustedKeyOf, verifyReport } from './report.ts';
import { requiredChecks } from './suites.ts';

let room: string;
const said = { stdout: '', stderr: '' };
beforeEach(() => {
  room = mkdtempSync(path.join(tmpdir(), 'conformance-cli-'));
  said.stdout = '';
  said.stderr = '';
});
afterEach(() => rmSync(room, { recursive: true, force: true }));

const options = (port: string, more: Partial<ConformanceOptions> = {}): ConformanceOptions => ({
  port,
  yes: true,
  json: false,
  cycles: 5,
  settleMs: 50,
  out: path.join(room, 'report.json'),
  stdout: { write: (text) => (said.stdout += text) },
  stderr: { write: (text) => (said.stderr += text) },
  ...more,
});
const unsignedReport = () =>
  z.object({ report: reportSchema }).parse(JSON.parse(readFileSync(path.join(room, 'report.json'), 'utf8')));
const report = () => signedReportSchema.parse(JSON.parse(readFileSync(path.join(room, 'report.json'), 'utf8')));

function keyFile() {
  const { privateKey } = generateKeyPairSync('ed25519');
  const file = path.join(room, 'key.pem');
  writeFileSync(file, privateKey.export({ format: 'pem', type: 'pkcs8' }));
  return { file, trusted: { keys: [trustedKeyOf(privateKey, 'test')] } };
}

// Needs a pty: Linux and macOS with the optional native package.
describe.skipIf(process.platform === 'win32')('a bench over a real pty', () => {
  const card = simulatedCard({ cardType: 'resident', name: '张三样例', number: '110101190001011009' });
  if (!card.ok) throw new Error(card.error);
  let wire: PtyWire | null = null;
  const simulator = new SdtReaderSimulator();
  const link = () => path.join(room, 'reader');
  const plugIn = () => {
    const opened = openPty({ link: link() });
    if (!opened.ok) throw new Error(opened.error.message);
    wire = opened.value;
    simulator.attach(wire);
  };
  afterEach(() => wire?.close());

  it('with a person who does what is asked everything passes, signed, and marked as a simulator', {
    timeout: 90_000,
  }, async () => {
    plugIn();
    const { file, trusted } = keyFile();
    const asked: string[] = [];
    const ask = async (question: string) => {
      asked.push(question);
      if (question.startsWith('Pull')) wire?.close();
      else if (question.startsWith('Plug')) plugIn();
      else if (question.startsWith('Lay')) simulator.layCard(card.value);
      else if (question.startsWith('Take')) simulator.liftCard();
      return '';
    };
    const code = await runConformance('id-card', options(link(), { yes: false, ask, key: file }));
    expect(said.stdout.split('\n').filter((line) => /^(failed|skipped)/.test(line))).toEqual([]);
    expect(code).toBe(0);
    const signed = report();
    expect(signed.report).toMatchObject({
      peer: 'simulator',
      transport: 'serial',
      device: { identity: '05.01-20200229-0000123456-0987654321' },
    });
    expect(signed.report.checks.map(({ id }) => id)).toEqual(requiredChecks('idCardReader', 'hardware'));
    expect(said.stderr).toContain('made with a simulator');
    // No path of this machine, nothing of the person.
    const text = JSON.stringify(signed);
    for (const secret of [room, '张三样例', '110101190001011009']) expect(text).not.toContain(secret);
    // The kit asks more of a simulator than a wire can be made to do: even so it passes for neither.
    expect(verifyReport(signed, trusted, signed.report.driver.version)).toMatchObject({ error: 'check-missing' });
    expect(asked.length).toBeGreaterThan(5);
  });

  it('without a person says what was not run, and that this is no pass', { timeout: 60_000 }, async () => {
    plugIn();
    expect(await runConformance('id-card', options(link(), { key: keyFile().file }))).toBe(2);
    const outcomes = new Map(report().report.checks.map(({ id, outcome }) => [id, outcome]));
    expect(outcomes.get('lifecycle.open')).toBe('passed');
    expect(outcomes.get('command.timeout')).toBe('passed');
    expect(outcomes.get('cycles.open-close')).toBe('passed');
    expect(outcomes.get('card.read')).toBe('skipped');
    expect(outcomes.get('plug.out-while-idle')).toBe('skipped');
    expect([...outcomes.values()]).not.toContain('failed');
    expect(said.stderr).toMatch(/skipped: no passing report \(skipped is no pass\)\n$/);
  });
});

describe.skipIf(process.platform === 'win32')('a board over a real pty', () => {
  const profile = profiles['line-board'];
  if (profile?.link.kind !== 'lines') throw new Error('wrong profile');
  const { link: settings } = profile;
  const board = new SimulatedBoard();
  const link = () => path.join(room, 'board');
  let wire: PtyWire | null = null;
  const plugIn = () => {
    const opened = openPty({ link: link() });
    if (!opened.ok) throw new Error(opened.error.message);
    wire = opened.value;
    board.attachLines(wire, settings);
  };
  afterEach(() => wire?.close());

  it('passes with a person who opens doors, steps up, presses Enter and counts lights', {
    timeout: 90_000,
  }, async () => {
    for (const { signal } of profile.inputs) board.inputs.set(signal, 0);
    plugIn();
    const acts: readonly (readonly [RegExp, () => void])[] = [
      [/^Pull/, () => wire?.close()],
      [/^Plug/, plugIn],
      [/^Open the doors/, () => board.set('D1', 1)],
      [/^Close the doors/, () => board.set('D1', 0)],
      [/^Step up/, () => board.set('P', 1)],
      [/^Step away/, () => board.set('P', 0)],
      [/^Press Enter/, () => void board.set('K', 11)],
    ];
    const ask = async (question: string) => {
      if (question.startsWith('How many')) {
        return String(['L1', 'L2', 'L3', 'L4', 'L5'].filter((one) => (board.outputs.get(one) ?? 0) > 0).length);
      }
      for (const [words, act] of acts) if (words.test(question)) act();
      if (board.inputs.get('K') === 11) setTimeout(() => board.set('K', 0), 50);
      return '';
    };
    const { file, trusted } = keyFile();
    const more = { yes: false, ask, key: file, profileName: 'line-board', cycles: 2 };
    const code = await runConformance('auxiliaries', options(link(), more));
    expect(said.stdout.split('\n').filter((line) => /^(failed|skipped)/.test(line))).toEqual([]);
    expect(code).toBe(0);
    const signed = report();
    expect(signed.report).toMatchObject({ driver: { name: 'ProfiledAuxiliaries', variant: 'line-board' } });
    expect(signed.report.checks.map(({ id }) => id)).toEqual(requiredChecks('auxiliaries', 'hardware'));
    expect(verifyReport(signed, trusted, signed.report.driver.version)).toMatchObject({ error: 'check-missing' });
    expect(JSON.stringify(signed)).not.toContain(room);
  });
});

it('a class behind a service is put on the bench by its address', { timeout: 60_000 }, async () => {
  const peer = await Peer.start({ services: { Sensors: auxiliariesService } });
  const port = peer.uri('Sensors');
  expect(await runConformance('auxiliaries', options(port, { lights: ['statusGood'], cycles: 2 }))).toBe(2);
  await peer.stop();
  const { report: made } = unsignedReport();
  expect(made).toMatchObject({ driver: { name: 'XfsAuxiliaries' }, peer: 'simulator', transport: 'xfs4iot' });
  expect(made.device).toEqual({ identity: 'AX-1', model: 'Sample sensors' });
  const outcomes = new Map(made.checks.map(({ id, outcome }) => [id, outcome]));
  for (const id of ['lifecycle.open', 'inputs.known', 'lights.unknown', 'volume.honest', 'cycles.open-close'])
    expect([id, outcomes.get(id)]).toEqual([id, 'passed']);
  expect(outcomes.get('lights.each')).toBe('skipped');
  expect([...outcomes.values()]).not.toContain('failed');
});

it('a port with nobody behind it is said at once, and no report is made of it', async () => {
  const nobody = await listenOnLoopback();
  if (!nobody.ok) throw new Error(nobody.error.message);
  const { port } = nobody.value;
  await nobody.value.close();
  expect(await runConformance('receipt', options(port, { key: keyFile().file }))).toBe(2);
  expect(said).toEqual({
    stdout: '',
    stderr: `receipt conformance: nothing was tried, the device does not open: nothing listens on ${port}\n`,
  });
  expect(existsSync(path.join(room, 'report.json'))).toBe(false);
});

it.each([
  ['an unknown family', 'receipt', { family: 'acme' }, /unknown family/],
  ['no cycles', 'receipt', { cycles: 0 }, /whole number, 1 or more/],
  ['cycles that are no number', 'receipt', { cycles: Number.NaN }, /whole number, 1 or more/],
  ['half a cycle', 'receipt', { cycles: 1.5 }, /whole number, 1 or more/],
  ['an unknown suffix', 'scanner', { suffix: 'cr' }, /no suffix/],
  ['a board without its profile', 'auxiliaries', {}, /--profile/],
  ['an unknown profile', 'auxiliaries', { profileName: 'acme' }, /is no profile/],
  [
    'a page printer behind a service, without what it calls PDF',
    'document',
    { port: 'ws://127.0.0.1:1/x' },
    /--native/,
  ],
  ['no printer’s address', 'document', { port: '/dev/usb/lp0' }, /ipp:\/\/host/],
  ['a broken port', 'id-card', { port: 'tcp://:1' }, /tcp:\/\/host:port/],
  ['a key file that is none', 'id-card', { key: '/dev/null' }, /no private key/],
  ['a missing key file', 'id-card', { key: '/no/such/key' }, /cannot be read/],
] as const)('%s ends with 2 and one line, before anything is run', async (_, name, more, reason) => {
  expect(await runConformance(name, options('/dev/no-such-port', more))).toBe(2);
  expect(said.stdout).toBe('');
  expect(said.stderr).toMatch(reason);
  expect(said.stderr.trimEnd().split('\n')).toHaveLength(1);
});

it('knows a pty and its own loopback for simulators', () => {
  expect(peerAt('tcp://127.0.0.1:9100')).toBe('simulator');
  expect(peerAt('tcp://localhost:9100')).toBe('simulator');
  expect(peerAt('tcp://[::1]:9100')).toBe('simulator');
  for (const host of [
    '[::ffff:127.0.0.1]',
    'LOCALHOST',
    '0x7f000001',
    '2130706433',
    '0.0.0.0',
    'localhost.',
    os.hostname(),
  ])
    expect(peerAt(`tcp://${host}:9100`), host).toBe('simulator');
  for (const { address, family } of Object.values(os.networkInterfaces()).flatMap((all) => all ?? []))
    expect(peerAt(`ipp://${family === 'IPv6' ? `[${address}]` : address}:631/ipp`), address).toBe('simulator');
  expect(peerAt('ws://[::ffff:127.0.0.1]:5846/xfs4iot/v1.0/Cards')).toBe('simulator');
  expect(peerAt('tcp://192.0.2.7:9100')).toBe('hardware');
  expect(peerAt('/dev/ttyUSB7')).toBe('hardware');
  expect(peerAt('COM3')).toBe('hardware');
  expect(peerAt('ipp://localhost/printers/office')).toBe('simulator');
  expect(peerAt('ipps://[::1]:631/ipp/print')).toBe('simulator');
  expect(peerAt('ipp://192.0.2.7:631/ipp/print')).toBe('hardware');
  expect(peerAt('hid://0c2e:0901')).toBe('hardware');
  expect(peerAt('ws://127.0.0.1:5846/xfs4iot/v1.0/Cards')).toBe('simulator');
  expect(peerAt('xfs://127.0.0.1/SN-1')).toBe('simulator');
  expect(peerAt('wss://machine.example:443/xfs4iot/v1.0/Cards')).toBe('hardware');
  expect(peerAt('pcsc:', 'Virtual PCD 00 00')).toBe('simulator');
  // Nobody said who it is.
  expect(peerAt('pcsc:')).toBe('simulator');
  expect(peerAt('pcsc:ACME', 'ACME Dual Reader 01 00')).toBe('hardware');
});

it('a person may skip, and is asked to put right what was disturbed', async () => {
  const asked: string[] = [];
  const answers = ['', 's', '', '2', 'many'];
  const stage = promptStage(async (question) => {
    asked.push(question);
    return answers.shift() ?? '';
  });
  expect(await stage.direct('unplug')).toBe(true);
  expect(await stage.direct('show-code')).toBe(false);
  expect(await stage.direct('send-garbage')).toBe(false);
  await stage.reset();
  expect(asked.at(-1)).toMatch(/^Plug the device in/);
  expect(await stage.countPapers()).toBe(2);
  expect(await stage.countPapers()).toBe(null);
  await stage.reset();
  expect(asked).toHaveLength(5);
  const nobody = promptStage(null);
  expect([await nobody.direct('unplug'), await nobody.countPapers()]).toEqual([false, null]);
});

it('does not begin where its report could not be kept', async () => {
  const out = path.join(room, 'no', 'report.json');
  expect(await runConformance('id-card', options(path.join(room, 'none'), { out }))).toBe(2);
  expect(said).toEqual({ stdout: '', stderr: 'id-card conformance: --out: cannot write the file: ENOENT\n' });
});
