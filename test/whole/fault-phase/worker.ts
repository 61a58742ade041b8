import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { product } from './cases.ts';
import { FaultMachine } from './fault-machine.ts';
import { meets } from './meets.ts';
import { fitFor } from './pool.ts';
import { watchForStuck } from './stuck-watch.ts';

/**
 * A process of `product.ts` with several machines in it: each asks for a pair, tells what became of it, and asks for the next
 * one. What nobody caught ends this process, and fails the pairs that were under way.
 */
export const toWorkerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('meet'), machine: z.number(), pair: z.string() }),
  z.strictObject({ kind: z.literal('over'), machine: z.number() }),
]);
export const fromWorkerSchema = z.discriminatedUnion('kind', [
  /** `fit`: the machine that stands there already, by name. */
  z.strictObject({ kind: z.literal('asks'), machine: z.number(), fit: z.string().nullable() }),
  z.strictObject({
    kind: z.literal('met'),
    machine: z.number(),
    pair: z.string(),
    why: z.string().nullable(),
    milliseconds: z.number(),
  }),
]);
type ToWorker = z.infer<typeof toWorkerSchema>;
type FromWorker = z.infer<typeof fromWorkerSchema>;

/** Its platform and its printers keep everything that ever was. */
const PAIRS_OF_A_MACHINE = 250;
/** The longest that anything waited for its turn within a second. */
const LAG_MS = 400;
const PAUSE_MS = 500;
const delay = monitorEventLoopDelay({ resolution: 20 });
let lag = 0;
const ENDS_WITHIN_MS = 15_000;
const LONGEST_WHY = 6_000;
export const whyOf = (thrown: unknown): string =>
  (thrown instanceof Error ? thrown.message : String(thrown)).replaceAll(/\s+/g, ' ').slice(0, LONGEST_WHY);

const say = (message: FromWorker): void => void process.send?.(message);

class Place {
  readonly #number: number;
  readonly #under: Map<number, { pair: string; begun: number }>;
  #machine: FaultMachine | null = null;
  #fit: string | null = null;
  #pairs = 0;

  constructor(number: number, under: Map<number, { pair: string; begun: number }>) {
    this.#number = number;
    this.#under = under;
  }

  /** Waits while this process is behind: what is judged has limits in real time. */
  async ask(): Promise<void> {
    while (this.#under.size > 0 && lag > LAG_MS) await pause(PAUSE_MS);
    say({ kind: 'asks', machine: this.#number, fit: this.#fit });
  }

  async take(message: ToWorker): Promise<void> {
    if (message.kind === 'over') return this.leave();
    const { pair } = message;
    const begun = performance.now();
    this.#under.set(this.#number, { pair, begun });
    const why = await this.#meet(pair).then(
      () => null,
      (thrown: unknown) => whyOf(thrown) || 'no reason',
    );
    this.#under.delete(this.#number);
    // A pair that failed may leave the machine as it is: it is not used again.
    if (why !== null || ++this.#pairs >= PAIRS_OF_A_MACHINE) await this.leave().catch(() => undefined);
    say({
      kind: 'met',
      machine: this.#number,
      pair,
      why,
      milliseconds: Math.round(performance.now() - begun),
    });
    await this.ask();
  }

  async #meet(pair: string): Promise<void> {
    const found = product.find(({ name }) => name === pair);
    if (found === undefined) throw new Error('no such pair');
    if (this.#fit !== found.fit) await this.leave();
    this.#machine ??= await FaultMachine.start(fitFor(found.needs));
    this.#fit = found.fit;
    let part = '';
    await meets(this.#machine, found, (begins) => {
      part = begins;
    }).catch((thrown: unknown) => {
      throw new Error(`${part}: ${whyOf(thrown)}`);
    });
  }

  async leave(): Promise<void> {
    const machine = this.#machine;
    this.#machine = null;
    this.#fit = null;
    this.#pairs = 0;
    await machine?.stop();
  }
}

function main(machines: number): void {
  watchForStuck();
  delay.enable();
  setInterval(() => {
    lag = delay.max / 1e6;
    delay.reset();
  }, 2 * PAUSE_MS).unref();
  const under = new Map<number, { pair: string; begun: number }>();
  const places = Array.from({ length: machines }, (_, number) => new Place(number, under));
  const broken = (thrown: unknown): void => {
    const why = `nobody caught: ${whyOf(thrown)}`;
    for (const [machine, { pair, begun }] of under)
      say({ kind: 'met', machine, pair, why, milliseconds: Math.round(performance.now() - begun) });
    process.exitCode = 1;
    under.clear();
    process.disconnect?.();
  };
  process.on('uncaughtException', broken);
  process.on('unhandledRejection', broken);
  let left = places.length;
  process.on('message', (raw) => {
    const message = toWorkerSchema.parse(raw);
    void places[message.machine]?.take(message).then(() => {
      if (message.kind === 'over' && --left === 0) process.disconnect?.();
    });
  });
  // Disks are unmounted and folders go, also when somebody ended the whole of it.
  process.on('disconnect', () => {
    setTimeout(() => process.exit(), ENDS_WITHIN_MS);
    void Promise.allSettled(places.map((place) => place.leave())).then(() => process.exit());
  });
  for (const place of places) void place.ask();
}

if (import.meta.main) main(Number(process.argv[2] ?? 1));
