import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LOOP_RETRY_MS } from './policy.ts';

/** Electron's part: processes that live as long as the test says, on its clock. */
class FakeChild extends EventEmitter {
  readonly stdout = null;
  readonly stderr = null;
  readonly got: string[] = [];
  readonly name: string;
  readonly pid: number;
  readonly bornAt = performance.now();

  constructor(file: string, pid: number) {
    super();
    this.name = file;
    this.pid = pid;
    setTimeout(() => this.emit('spawn'), 20);
    if (dies.has(file)) setTimeout(() => this.emit('exit', 139), 40);
    else setTimeout(() => this.emit('message', { kind: 'ready' }), 60);
  }

  postMessage(message: { kind: string; nonce?: number }): void {
    this.got.push(message.kind);
    if (message.kind === 'ping') this.emit('message', { kind: 'pong', nonce: message.nonce });
  }
}
const born: FakeChild[] = [];
const dies = new Set<string>();

vi.mock('electron', () => ({
  MessageChannelMain: class {
    readonly port1 = {};
    readonly port2 = {};
  },
  utilityProcess: {
    fork: (file: string) => {
      const child = new FakeChild(file, born.length + 1);
      born.push(child);
      return child;
    },
  },
}));
const { Supervisor } = await import('./supervisor.ts');

function setUp() {
  const told: string[] = [];
  const supervisor = new Supervisor(
    {
      terminal: 'terminal',
      deviceHost: 'device-host',
      args: [],
      env: {},
      write: () => undefined,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    },
    {
      sessionEnded: () => told.push('session ended'),
      camera: (open) => told.push(`camera ${open}`),
      wedge: (wanted) => told.push(`wedge ${wanted}`),
      terminalUp: () => told.push('terminal up'),
      terminalLooping: (looping) => told.push(`terminal looping ${looping}`),
      restartApp: () => told.push('restart app'),
    },
  );
  const of = (name: string) => born.filter((child) => child.name === name);
  return { supervisor, told, of };
}

beforeEach(() => {
  vi.useFakeTimers();
  born.length = 0;
  dies.clear();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a device host that dies as soon as it starts', () => {
  it('is tried ever more slowly, and the terminal goes on with no word to the citizen’s screen', () => {
    dies.add('device-host');
    const { supervisor, told, of } = setUp();
    supervisor.start();
    vi.advanceTimersByTime(10 * 60_000);
    const births = of('device-host').map(({ bornAt }) => bornAt);
    // A simulated timer of no time takes a millisecond.
    const gaps = births.slice(1).map((at, index) => Math.round(at - (births[index] ?? 0) - 40) || 1);
    expect(gaps.slice(0, 5)).toEqual([1, 250, 500, 1000, LOOP_RETRY_MS]);
    expect(new Set(gaps.slice(4))).toEqual(new Set([LOOP_RETRY_MS]));
    expect(births.length).toBeLessThan(30);
    expect(of('terminal')).toHaveLength(1);
    expect(told).toEqual(['terminal up']);
  });

  it('serves again by itself as soon as it holds, on a line of its own', () => {
    dies.add('device-host');
    const { supervisor, told, of } = setUp();
    supervisor.start();
    vi.advanceTimersByTime(60_000);
    const [terminal] = of('terminal');
    const lines = () => terminal?.got.filter((kind) => kind === 'device-port').length ?? 0;
    const before = lines();
    dies.clear();
    vi.advanceTimersByTime(LOOP_RETRY_MS + 1_000);
    expect(lines()).toBe(before + 1);
    expect(of('device-host').at(-1)?.got).toContain('device-port');
    const held = of('device-host').length;
    vi.advanceTimersByTime(10 * 60_000);
    expect(of('device-host')).toHaveLength(held);
    expect(told).toEqual(['terminal up']);
  });

  it('does not keep a dying terminal from its own way', () => {
    dies.add('terminal');
    const { supervisor, told, of } = setUp();
    supervisor.start();
    vi.advanceTimersByTime(60_000);
    expect(told).toContain('terminal looping true');
    expect(of('device-host')).toHaveLength(1);
  });
});

describe('a terminal that dies', () => {
  it('takes with it what it allowed, before there is a new one', () => {
    const { supervisor, told, of } = setUp();
    supervisor.start();
    vi.advanceTimersByTime(1_000);
    of('terminal')[0]?.emit('message', { kind: 'camera', open: true });
    of('terminal')[0]?.emit('exit', 137);
    expect(told).toEqual(['terminal up', 'camera true', 'camera false', 'wedge false']);
    vi.advanceTimersByTime(1_000);
    expect(told.at(-1)).toBe('terminal up');
  });
});
