import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Result } from '../contract/index.ts';
import { createTransport, listenOnLoopback, openPty, type SimulatorWire } from '../transports/index.ts';
import { type IdCardAction, isIdCardAction, runIdCard } from './cli.ts';
import { SdtIdCardReader } from './driver.ts';
import { simulatedCard } from './simulated-card.ts';
import { SdtReaderSimulator } from './simulator.ts';

const undo: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

const card = () =>
  must(
    simulatedCard({
      cardType: 'resident',
      name: '测试䶮·頔彧𬎆',
      sex: '男',
      nation: '汉',
      number: '110101190001010006',
      birth: '1900-01-01',
      validFrom: '2020-01-01',
      validTo: 'long-term',
    }),
  );

function link(): string {
  const folder = mkdtempSync(join(tmpdir(), 'id-card-'));
  undo.push(() => rmSync(folder, { recursive: true }));
  return join(folder, 'reader');
}

function plug(simulator: SdtReaderSimulator, at: string): void {
  const pty = must(openPty({ link: at }));
  undo.push(() => pty.close());
  simulator.attach(pty);
}

async function run(action: IdCardAction, port: string, timeoutMs = 2_000, json = true) {
  let out = '';
  let err = '';
  const code = await runIdCard(action, {
    port,
    json,
    timeoutMs,
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
  });
  return { code, out, err };
}

describe('over a real pty', () => {
  it('reads, survives unplugging in mid-frame, and reads again on the same link', async () => {
    const at = link();
    const simulator = new SdtReaderSimulator();
    plug(simulator, at);
    const reader = new SdtIdCardReader(must(createTransport(at, { baudRate: 115_200 })));
    undo.push(() => reader.close());
    expect(await reader.open()).toMatchObject({ ok: true });
    for (let round = 0; round < 5; round++) {
      simulator.layCard(card());
      expect(await reader.read({ timeoutMs: 5_000 })).toMatchObject({ ok: true, value: { name: '测试䶮·頔彧𬎆' } });
      simulator.layCard(card());
      simulator.inject({ kind: 'hangUpMidFrame' }, { on: 'readBase' });
      expect(await reader.read({ timeoutMs: 5_000 })).toMatchObject({
        error: { code: 'deviceNotReady', errorCode: 'hungUp', effect: 'none' },
      });
      expect(reader.status()).toMatchObject({ device: 'offline', faults: ['hung-up'] });
      expect(await reader.open()).toMatchObject({ ok: false, error: { errorCode: 'portNotFound' } });
      expect(reader.status().device).toBe('noDevice');
      plug(simulator, at);
      expect(await reader.open()).toMatchObject({ ok: true });
    }
  });

  it('reads a card that comes byte by byte', async () => {
    const at = link();
    const simulator = new SdtReaderSimulator();
    plug(simulator, at);
    simulator.layCard(card());
    simulator.inject({ kind: 'splitPerByte' }, { times: 100 });
    expect(await run('read', at)).toMatchObject({ code: 0 });
  });
});

describe('the command line', () => {
  const wires: [string, () => Promise<{ port: string; wire: SimulatorWire }>][] = [
    [
      'a pty',
      async () => {
        const pty = must(openPty());
        undo.push(() => pty.close());
        return { port: pty.path, wire: pty };
      },
    ],
    [
      'TCP',
      async () => {
        const wire = must(await listenOnLoopback());
        undo.push(() => wire.close());
        return { port: wire.port, wire };
      },
    ],
  ];

  it.each(wires)('reads a card over %s', async (_name, connect) => {
    const { port, wire } = await connect();
    const simulator = new SdtReaderSimulator();
    simulator.attach(wire);
    simulator.layCard(card());
    const { code, out, err } = await run('read', port);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toEqual({
      cardType: 'resident',
      name: '测试䶮·頔彧𬎆',
      englishName: null,
      sex: '男',
      nation: '汉',
      nationality: null,
      birth: '1900-01-01',
      address: null,
      number: '110101190001010006',
      issuer: null,
      validFrom: '2020-01-01',
      validTo: 'long-term',
      passNumber: null,
      issueCount: null,
      olderNumber: null,
    });
  });

  it('tells status and SAM number', async () => {
    const pty = must(openPty());
    undo.push(() => pty.close());
    new SdtReaderSimulator().attach(pty);
    expect(JSON.parse((await run('status', pty.path)).out)).toMatchObject({ device: 'online', faults: [] });
    expect(await run('sam-id', pty.path, 0, false)).toEqual({
      code: 0,
      out: '05.01-20200229-0000123456-0987654321\n',
      err: '',
    });
  });

  it('exits 2 with one line when there is no card, no answer, no port', async () => {
    const pty = must(openPty());
    undo.push(() => pty.close());
    const simulator = new SdtReaderSimulator();
    simulator.attach(pty);
    const ends = [
      [await run('read', pty.path, 50), 'noCard'],
      [await run('read', link()), 'portNotFound'],
      [await run('status', link()), 'portNotFound'],
      [await run('read', 'tcp://nonsense'), 'portInvalid'],
    ] as const;
    for (const [{ code, err }, reason] of ends) {
      expect(code).toBe(2);
      expect(err).toMatch(new RegExp(`^id-card [^\\n]+ \\[${reason}\\]\\n$`));
    }
    simulator.inject({ kind: 'wrongCheck' }, { times: 100 });
    expect((await run('sam-id', pty.path)).err).toContain('[badFrames]');
  });

  it('knows its actions', () => {
    expect(['read', 'status', 'sam-id', 'toString', 'eject'].map(isIdCardAction)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});
