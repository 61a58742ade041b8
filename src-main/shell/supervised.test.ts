import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LOOP_RETRY_MS } from './policy.ts';
import { type ForkedProcess, Supervised } from './supervised.ts';

/** A process that starts at once and answers pings until told not to; its clock is the simulated one. */
class FakeProcess extends EventEmitter implements ForkedProcess<never> {
  readonly pid: number;
  answers = true;
  obeys = true;
  readonly got: unknown[] = [];
  constructor(pid: number) {
    super();
    this.pid = pid;
    setTimeout(() => {
      this.emit('spawn');
      this.emit('message', { kind: 'ready' });
    }, 100);
  }
  postMessage(message: { kind: string; nonce?: number }): void {
    this.got.push(message.kind);
    if (message.kind === 'ping' && this.answers) this.emit('message', { kind: 'pong', nonce: message.nonce });
    if (message.kind === 'stop' && this.obeys) setTimeout(() => this.emit('exit', 0), 50);
  }
}

function setUp() {
  const born: FakeProcess[] = [];
  const told: string[] = [];
  const latest = (): FakeProcess => {
    const process = born.at(-1);
    if (process === undefined) throw new Error('nothing was started');
    return process;
  };
  const tell = (event: string) => void told.push(event);
  const supervised = new Supervised<never>(
    {
      name: 'terminal',
      fork: () => {
        born.push(new FakeProcess(born.length + 1));
        return latest();
      },
      kill: (pid) => {
        tell(`killed ${pid}`);
        born[pid - 1]?.emit('exit', 9);
      },
      now: () => performance.now(),
      log: { info: () => undefined, warn: tell, error: () => undefined },
    },
    {
      up: () => tell('up'),
      ready: () => undefined,
      said: ({ kind }) => tell(kind),
      down: () => undefined,
      looping: (looping) => tell(`looping ${looping}`),
    },
  );
  supervised.start();
  return { supervised, born, told, latest };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a supervised process', () => {
  it('is brought back at once when it dies, and its owner learns of it', () => {
    const { born, told, latest } = setUp();
    vi.advanceTimersByTime(1000);
    latest().emit('exit', 9);
    vi.advanceTimersByTime(101);
    expect(born).toHaveLength(2);
    expect(told).toEqual(['up', 'up']);
  });

  it('is killed when it stops answering for 3 s, never while it answers', () => {
    const { told, latest } = setUp();
    vi.advanceTimersByTime(3_600_000);
    expect(told).toEqual(['up']);
    latest().answers = false;
    vi.advanceTimersByTime(2500);
    expect(told).toEqual(['up']);
    vi.advanceTimersByTime(1500);
    expect(told).toContain('killed 1');
  });

  it('is started anew on wish, in order, and never called looping for it', async () => {
    const { supervised, born, told } = setUp();
    for (let wish = 0; wish < 8; wish += 1) {
      vi.advanceTimersByTime(1000);
      const restarted = supervised.restart();
      void supervised.restart();
      vi.advanceTimersByTime(60);
      await restarted;
    }
    vi.advanceTimersByTime(200);
    expect(born).toHaveLength(9);
    expect(born.slice(0, 8).every(({ got }) => got.includes('stop'))).toBe(true);
    expect(told).toEqual(Array.from({ length: 9 }, () => 'up'));
    expect(supervised.running).toBe(true);
  });

  it('is called looping after five quick deaths, rests, and is forgiven once it holds', () => {
    const { born, told, latest } = setUp();
    for (let death = 0; death < 5; death += 1) {
      vi.advanceTimersByTime(1500);
      latest().emit('exit', 1);
    }
    expect(told).toContain('looping true');
    const before = born.length;
    vi.advanceTimersByTime(LOOP_RETRY_MS - 1);
    expect(born).toHaveLength(before);
    vi.advanceTimersByTime(10_200);
    expect(born).toHaveLength(before + 1);
    expect(told.at(-1)).toBe('looping false');
  });

  it('stays looping when the attempt dies before it held', () => {
    const { told, latest } = setUp();
    for (let death = 0; death < 5; death += 1) {
      vi.advanceTimersByTime(1500);
      latest().emit('exit', 1);
    }
    for (let attempt = 0; attempt < 3; attempt += 1) {
      vi.advanceTimersByTime(LOOP_RETRY_MS + 9000);
      latest().emit('exit', 1);
    }
    expect(told.filter((event) => event.startsWith('looping'))).toEqual(['looping true']);
  });

  it('leaves in order when asked, and by force when it does not', async () => {
    const obedient = setUp();
    vi.advanceTimersByTime(200);
    const left = obedient.supervised.stop();
    vi.advanceTimersByTime(60);
    await left;
    expect(obedient.told).toEqual(['up']);
    vi.advanceTimersByTime(60_000);
    expect(obedient.born).toHaveLength(1);

    const stubborn = setUp();
    vi.advanceTimersByTime(200);
    stubborn.latest().obeys = false;
    const forced = stubborn.supervised.stop();
    vi.advanceTimersByTime(3100);
    await forced;
    expect(stubborn.told).toContain('killed 1');
  });

  it('is told to leave as soon as it hears anything, when that was wished before it ran', async () => {
    const { supervised, latest, told, born } = setUp();
    vi.advanceTimersByTime(50);
    const left = supervised.stop();
    expect(latest().got).toEqual([]);
    vi.advanceTimersByTime(101);
    await left;
    expect(latest().got).toEqual(['stop']);
    vi.advanceTimersByTime(60_000);
    expect(born).toHaveLength(1);
    expect(told).toEqual([]);
  });

  it('holds nobody up for ever that wants it gone: neither one that never ran nor one whose end is not told', async () => {
    const { supervised, latest, born } = setUp();
    latest().removeAllListeners();
    const left = supervised.stop();
    vi.advanceTimersByTime(4_100);
    await left;
    vi.advanceTimersByTime(60_000);
    expect(born).toHaveLength(1);
  });

  it('passes on what it says and refuses what is no message', () => {
    const { told, latest } = setUp();
    vi.advanceTimersByTime(200);
    latest().emit('message', { kind: 'session-ended' });
    latest().emit('message', { kind: 'own-idea', text: 'x' });
    expect(told).toEqual(['up', 'session-ended', 'child-message-refused']);
  });
});
