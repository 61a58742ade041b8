import { describe, expect, it } from 'vitest';
import { type Completion, completed, type DeviceStatus, failed } from '../contract/index.ts';
import { SimulatedClock } from '../transports/index.ts';
import { DriverShell } from './driver-shell.ts';
import { portFault, wireFault } from './faults.ts';
import { Listeners } from './listeners.ts';

/** A driver whose device answers when `answer` is called, or never. */
class Sample extends DriverShell {
  readonly did: string[] = [];
  #open = false;
  #waiting: ((end: 'answered' | 'hungUp' | 'closed') => void)[] = [];

  constructor(clock = new SimulatedClock()) {
    super({ deviceClass: 'cardReader', model: 'sample', media: 'unknown', port: 'memory://sample' }, clock);
  }

  protected get isOpen(): boolean {
    return this.#open;
  }

  command(): Promise<Completion<void>> {
    return this.alone(() => (this.#open ? this.#wait('command') : this.#refuse()));
  }

  anew(): Promise<Completion<void>> {
    return this.alone(() => this.reopen());
  }

  protected async connect(): Promise<Completion<void>> {
    this.#open = true;
    return this.#settle('connect');
  }

  protected check(): Promise<Completion<void>> {
    return this.#settle('check');
  }

  protected async disconnect(): Promise<void> {
    this.did.push('disconnect');
    this.#end('closed');
  }

  hangUp(): void {
    this.#end('hungUp');
    this.observeHangUp('pulled');
  }

  /** Forgets to say so. */
  lose(): void {
    this.#end('hungUp');
  }

  answer(): void {
    for (const end of this.#waiting.splice(0)) end('answered');
  }

  #end(how: 'hungUp' | 'closed'): void {
    this.#open = false;
    for (const end of this.#waiting.splice(0)) end(how);
  }

  async #settle(what: string): Promise<Completion<void>> {
    const end = await this.#wait(what);
    if (end.ok) this.observe({ device: 'online', faults: [], evidence: what });
    return end;
  }

  async #refuse(): Promise<Completion<void>> {
    return failed('deviceNotReady', 'closed', 'it is closed');
  }

  async #wait(what: string): Promise<Completion<void>> {
    this.did.push(what);
    const end = await new Promise<'answered' | 'hungUp' | 'closed'>((resolve) => this.#waiting.push(resolve));
    return end === 'answered' ? completed(undefined, 'none') : failed('deviceNotReady', end, 'it went');
  }
}

/** Lets everything happen that does not wait for the device. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

async function answered(sample: Sample): Promise<void> {
  for (let round = 0; round < 4; round += 1) {
    await turn();
    sample.answer();
  }
  await turn();
}

const word = (end: Completion<void> | DeviceStatus | undefined): string => {
  if (end === undefined) return '-';
  if ('device' in end) return end.device;
  return end.ok ? 'ok' : end.error.errorCode;
};

/** How far the driver is; what still runs is kept to see how it ends. */
const phases = {
  new: async () => undefined,
  opening: async (sample: Sample) => sample.open(),
  idle: async (sample: Sample) => {
    void sample.open();
    await answered(sample);
    return undefined;
  },
  refreshing: async (sample: Sample) => sample.refresh(),
  commanded: async (sample: Sample) => sample.command(),
  /** A command that waits for the refresh before it. */
  queued: async (sample: Sample) => {
    void sample.refresh();
    return sample.command();
  },
  hungUp: async (sample: Sample) => {
    sample.hangUp();
    return undefined;
  },
  closed: async (sample: Sample) => {
    await sample.close();
    return undefined;
  },
} satisfies Record<string, (sample: Sample) => Promise<Completion<void> | DeviceStatus | undefined>>;
type Phase = keyof typeof phases;
const FROM_OPEN: readonly Phase[] = ['refreshing', 'commanded', 'queued', 'hungUp', 'closed'];

const events = {
  open: (sample: Sample) => sample.open(),
  refresh: (sample: Sample) => sample.refresh(),
  command: (sample: Sample) => sample.command(),
  hangUp: async (sample: Sample) => sample.hangUp(),
  close: async (sample: Sample) => sample.close(),
} as const;
type Happening = keyof typeof events;

/** What is asked of the device then; how the event ends, and what ran before it; the status afterwards. */
type Row = readonly [did: string, end: string, before: string, status: string];
const table: Record<Phase, Record<Happening, Row>> = {
  new: {
    open: ['connect', 'ok', '-', 'online'],
    refresh: ['', 'unknown', '-', 'unknown'],
    command: ['', 'closed', '-', 'unknown'],
    hangUp: ['', '-', '-', 'offline hung-up'],
    close: ['disconnect', '-', '-', 'offline'],
  },
  opening: {
    open: ['', 'busy', 'ok', 'online'],
    refresh: ['', 'starting', 'ok', 'online'],
    command: ['', 'busy', 'ok', 'online'],
    hangUp: ['', '-', 'hungUp', 'offline hung-up'],
    close: ['disconnect', '-', 'closed', 'offline'],
  },
  idle: {
    open: ['check', 'ok', '-', 'online'],
    refresh: ['check', 'online', '-', 'online'],
    command: ['command', 'ok', '-', 'online'],
    hangUp: ['', '-', '-', 'offline hung-up'],
    close: ['disconnect', '-', '-', 'offline'],
  },
  refreshing: {
    open: ['check', 'ok', 'online', 'online'],
    refresh: ['', 'online', 'online', 'online'],
    command: ['command', 'ok', 'online', 'online'],
    hangUp: ['', '-', 'offline', 'offline hung-up'],
    close: ['disconnect', '-', 'offline', 'offline'],
  },
  commanded: {
    open: ['', 'busy', 'ok', 'online'],
    refresh: ['', 'online', 'ok', 'online'],
    command: ['', 'busy', 'ok', 'online'],
    hangUp: ['', '-', 'hungUp', 'offline hung-up'],
    close: ['disconnect', '-', 'closed', 'offline'],
  },
  queued: {
    open: ['command', 'busy', 'ok', 'online'],
    refresh: ['command', 'online', 'ok', 'online'],
    command: ['command', 'busy', 'ok', 'online'],
    hangUp: ['', '-', 'closed', 'offline hung-up'],
    close: ['disconnect', '-', 'closed', 'offline'],
  },
  hungUp: {
    open: ['connect', 'ok', '-', 'online'],
    refresh: ['', 'offline', '-', 'offline hung-up'],
    command: ['', 'closed', '-', 'offline hung-up'],
    hangUp: ['', '-', '-', 'offline hung-up'],
    close: ['disconnect', '-', '-', 'offline'],
  },
  closed: {
    open: ['connect', 'ok', '-', 'online'],
    refresh: ['', 'offline', '-', 'offline'],
    command: ['', 'closed', '-', 'offline'],
    hangUp: ['', '-', '-', 'offline hung-up'],
    close: ['disconnect', '-', '-', 'offline'],
  },
};

const rows = Object.entries(phases).flatMap(([phase, arrange]) =>
  Object.entries(events).map(([event, happen]) => ({ phase, event, arrange, happen })),
);

describe('every phase and every event', () => {
  it.each(rows)('while $phase: $event', async ({ phase, event, arrange, happen }) => {
    const sample = new Sample();
    if (FROM_OPEN.some((one) => one === phase)) await phases.idle(sample);
    const before = arrange(sample);
    await turn();
    sample.did.length = 0;
    const end = happen(sample);
    await answered(sample);
    const { device, faults } = sample.status();
    const row: Row = [
      sample.did.join(' '),
      word((await end) ?? undefined),
      word(await before),
      [device, ...faults].join(' '),
    ];
    expect(row).toEqual(table[phase as Phase][event as Happening]);
    // Whatever happened, nothing is left that would refuse the next command for ever.
    const next = sample.command();
    await answered(sample);
    expect(word(await next)).toBe(device === 'online' ? 'ok' : 'closed');
  });
});

describe('what is told', () => {
  it('every observation with its time, to everybody who has not stopped', async () => {
    const clock = new SimulatedClock();
    const sample = new Sample(clock);
    const heard: string[] = [];
    const stop = sample.onStatus(({ evidence, observedAt }) => heard.push(`${evidence} ${observedAt - start}`));
    const start = clock.now();
    const opening = sample.open();
    await clock.delay(5);
    await answered(sample);
    await opening;
    expect(heard).toEqual(['opening memory://sample 0', 'connect 5']);
    stop();
    await sample.close();
    expect(heard).toHaveLength(2);
  });

  it('a command that begins anew with the port says so, and is still one command', async () => {
    const sample = new Sample();
    await phases.idle(sample);
    sample.did.length = 0;
    const heard: string[] = [];
    sample.onStatus(({ device }) => heard.push(device));
    const again = sample.anew();
    expect(word(await sample.command())).toBe('busy');
    await answered(sample);
    expect([word(await again), sample.did, heard]).toEqual(['ok', ['disconnect', 'connect'], ['starting', 'online']]);
  });

  it.each(['close', 'close, then open again'])('a port that opens only after %s is given back', async (how) => {
    let open = false;
    const opening: (() => void)[] = [];
    class Slow extends Sample {
      protected override get isOpen(): boolean {
        return open;
      }
      protected override async connect(): Promise<Completion<void>> {
        await new Promise<void>((resolve) => opening.push(resolve));
        open = true;
        this.observe({ device: 'online', evidence: 'connect' });
        return completed(undefined, 'none');
      }
      protected override async disconnect(): Promise<void> {
        open = false;
      }
    }
    const sample = new Slow();
    const first = sample.open();
    await turn();
    await sample.close();
    const again = how === 'close' ? undefined : sample.open();
    await turn();
    for (const end of opening) end();
    expect(await first).toMatchObject({ ok: false, error: { code: 'canceled', errorCode: 'closed' } });
    // Nobody waits for the first one: opening is one command, too.
    expect(word(await again)).toBe(how === 'close' ? '-' : 'busy');
    expect([open, sample.status().device, sample.status().evidence]).toEqual([false, 'offline', 'closed']);
  });

  it('an answer that comes after the closing is not believed', async () => {
    class Late extends Sample {
      protected override async check(): Promise<Completion<void>> {
        await super.check();
        this.observe({ device: 'online', evidence: 'late' });
        return completed(undefined, 'none');
      }
    }
    const sample = new Late();
    await phases.idle(sample);
    const refreshing = sample.refresh();
    await turn();
    await sample.close();
    expect(await refreshing).toMatchObject({ device: 'offline', evidence: 'closed' });
    expect(sample.status().device).toBe('offline');
  });

  it('what is closed before it began to open is not opened', async () => {
    const sample = new Sample();
    await phases.idle(sample);
    const refreshing = sample.refresh();
    // Behind the refresh, and when its turn comes nobody wants it any longer.
    const opening = sample.open();
    sample.did.length = 0;
    await sample.close();
    await answered(sample);
    expect([word(await refreshing), word(await opening)]).toEqual(['offline', 'closed']);
    expect([sample.did, sample.status().device]).toEqual([['disconnect'], 'offline']);
  });

  it('nothing is renewed before the first opening, and closed it is known now', async () => {
    const clock = new SimulatedClock();
    const sample = new Sample(clock);
    const born = clock.now();
    await clock.delay(10);
    expect((await sample.refresh()).observedAt).toBe(born);
    await sample.close();
    await clock.delay(10);
    expect((await sample.refresh()).observedAt).toBe(born + 20);
  });

  it('a class that lost its port without a word is not online for ever', async () => {
    const sample = new Sample();
    const opening = sample.open();
    sample.answer();
    await opening;
    sample.lose();
    expect(sample.status().device).toBe('online');
    expect(await sample.refresh()).toMatchObject({ device: 'offline', faults: ['hung-up'] });
  });

  it('a check that throws is a bug of the class and blocks nothing', async () => {
    class Broken extends Sample {
      protected override check(): Promise<Completion<void>> {
        return Promise.reject(new Error('a bug'));
      }
    }
    const sample = new Broken();
    await phases.idle(sample);
    await expect(sample.refresh()).rejects.toThrow('a bug');
    const next = sample.command();
    await answered(sample);
    expect(word(await next)).toBe('ok');
  });

  it('another question waits for nobody: it is the one that runs, and is not asked within a command', async () => {
    class Glancing extends Sample {
      glance(): Promise<DeviceStatus> {
        return this.question(async () => {
          this.did.push('glance');
          this.observe({ evidence: 'glance' });
        });
      }
    }
    const sample = new Glancing();
    await phases.idle(sample);
    sample.did.length = 0;
    const both = [sample.refresh(), sample.glance()];
    await answered(sample);
    expect((await Promise.all(both)).map(({ evidence }) => evidence)).toEqual(['check', 'check']);
    const running = sample.command();
    expect((await sample.glance()).evidence).toBe('check');
    await answered(sample);
    await running;
    expect((await sample.glance()).evidence).toBe('glance');
    expect(sample.did).toEqual(['check', 'command', 'glance']);
  });

  it('a listener that comes or goes meanwhile disturbs nobody', () => {
    const list = new Listeners<number>();
    const heard: string[] = [];
    const stop = list.add((value) => {
      heard.push(`first ${value}`);
      stop();
      list.add((late) => heard.push(`late ${late}`));
    });
    list.add((value) => heard.push(`second ${value}`));
    list.tell(1);
    list.tell(2);
    expect(heard).toEqual(['first 1', 'second 1', 'second 2', 'late 2']);
  });
});

describe('fault words', () => {
  it.each([
    ['notFound', 'portNotFound', 'noDevice', 'port-not-found', 'maintenance'],
    ['busy', 'portBusy', 'offline', 'port-busy', 'configuration'],
    ['denied', 'portDenied', 'offline', 'port-denied', 'configuration'],
    ['closed', 'hungUp', 'offline', 'hung-up', 'configuration'],
    ['timeout', 'portError', 'offline', 'port-error', 'configuration'],
    ['io', 'portError', 'offline', 'port-error', 'configuration'],
  ] as const)('of a port that is %s', (kind, errorCode, device, fault, action) => {
    const { failure, status } = portFault({ kind, message: 'why' });
    expect(failure.error).toMatchObject({ code: 'deviceNotReady', errorCode, message: 'why', effect: 'none' });
    expect(status).toEqual({ device, faults: [fault], action, evidence: 'why' });
  });

  it.each([
    ['noAnswer', 'deviceNotReady', 'offline', 'no-answer', '11 FF -> no answer'],
    ['badFrames', 'hardwareError', 'hardwareError', 'bad-frames', '11 FF -> bad frames'],
    ['writeFailed', 'deviceNotReady', 'offline', 'port-error', '11 FF not sent'],
    ['hungUp', 'deviceNotReady', 'offline', 'hung-up', 'hung up at 11 FF'],
  ] as const)('of a wire with %s', (fault, code, device, said, evidence) => {
    const { failure, status } = wireFault(fault, '11 FF', 'a sentence', 'unknown');
    expect(failure.error).toEqual({ code, errorCode: fault, message: 'a sentence', effect: 'unknown' });
    expect(status).toEqual({ device, faults: [said], action: 'maintenance', evidence });
  });
});
