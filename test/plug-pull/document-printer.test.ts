import { describe, expect, it, onTestFinished } from 'vitest';
import type { Completion, Handed, PrinterJob, PrintProof } from '../../drivers/contract/index.ts';
import type { Cut } from '../../drivers/document-printer/ipp/cut-socket.ts';
import type { Operation } from '../../drivers/document-printer/ipp/operations.ts';
import { IppDocumentPrinter } from '../../drivers/document-printer/ipp/printer.ts';
import { type Rig, rig, samplePdf } from '../../drivers/document-printer/ipp/rig.ts';
import type { IppSimulatorOptions } from '../../drivers/document-printer/ipp/simulator.ts';
import { fateOf } from '../../src-main/terminal/session/effects/print/fate.ts';

// The plug is pulled at byte boundaries of every request and every answer of one print. What is claimed then is judged by the
// terminal's own rule (`fateOf`); whoever reads that nothing came out, or looked and found nothing whole, asks again.

/** Closed when the test ends. (`await using` says it better, but dependency-cruiser cannot read it.) */
const kept = <T extends AsyncDisposable>(made: T): T => {
  onTestFinished(() => made[Symbol.asyncDispose]());
  return made;
};

const pdf = samplePdf(2, 'boundary', 1_500);
const fast = { settleMs: 1_000, watchMs: Number.POSITIVE_INFINITY, requestMs: 2_000, documentMs: 2_000 };
const RUNS_PER_RIG = 100;
/** `LONG=1`: every byte of every request and answer, and says what was claimed; some minutes. Otherwise as many as take ten seconds. */
const LONG = process.env.LONG === '1';
const STRIDE = 17;

interface Stretch {
  readonly connection: number;
  readonly operation: Operation | null;
  readonly side: Cut['side'];
  readonly bytes: number;
}

async function begin(simulated: IppSimulatorOptions, pageMs: number): Promise<Rig> {
  const made = await rig(simulated, { patience: fast });
  made.simulator.engine.pageMs = pageMs;
  await made.printer.print({ jobId: 'warm-up', title: '', pdf, copies: 1 });
  made.simulator.engine.papers.length = 0;
  return made;
}

/** What one undisturbed print says and hears, connection by connection. */
async function stretchesOf(simulated: IppSimulatorOptions, pageMs: number): Promise<Stretch[]> {
  const made = kept(await begin(simulated, pageMs));
  const first = made.simulator.connections.length;
  await made.printer.print({ jobId: 'clean', title: '', pdf, copies: 1 });
  return made.simulator.connections.slice(first).flatMap(({ operation, socket }, connection) => [
    { connection, operation, side: 'request' as const, bytes: socket.received },
    { connection, operation, side: 'answer' as const, bytes: socket.sent },
  ]);
}

/** What the terminal says of it: `done`, or what it may have done. */
function claimOf(completion: Completion<PrintProof>): 'done' | 'none' | 'partial' | 'unknown' {
  const { state, effect, mayRetry } = fateOf('document', completion);
  // Whatever is not printed may be asked for again.
  expect(mayRetry).toBe(state !== 'printed');
  if (state === 'printed') return 'done';
  // `canceled`: the process that would have sent it went away before.
  expect(['failed', 'unknown', 'canceled']).toContain(state);
  return effect;
}

/** Pulls the plug once and applies the journal's rule; gives back what the driver said first. */
async function pulled(made: Rig, cut: Cut, jobId: string): Promise<string> {
  const { simulator, printer } = made;
  const job = { jobId, title: '', pdf, copies: 1 };
  const { papers } = simulator;
  simulator.engine.papers.length = 0;
  // A tray for every cut, or the long rounds would end with its last sheet.
  simulator.engine.sheets = 250;
  simulator.cut = { ...cut, connection: simulator.connections.length + cut.connection };
  const completion = await printer.print(job);
  simulator.cut = null;
  const where = `${cut.side} of connection ${cut.connection} cut after ${cut.after}`;
  const whole = papers.filter((paper) => paper.whole).length;
  const said = claimOf(completion);
  if (said === 'done') expect(whole, where).toBe(1);
  if (said === 'none') expect(papers.length, where).toBe(0);
  if (said === 'partial') expect(whole, where).toBe(0);
  // No machine repeats `unknown`; the person who looked asks again when there is no whole paper.
  if (said !== 'done' && whole === 0) {
    const again = await printer.print(job);
    // A printer that forgets its jobs never proves anything; its paper is what counts.
    if (!again.ok) expect(again.error, where).toMatchObject({ errorCode: 'job-forgotten', effect: 'unknown' });
  }
  const out = papers.filter((paper) => paper.whole);
  expect(out.length, where).toBe(1);
  expect(Buffer.compare(out[0]?.document ?? Buffer.alloc(0), pdf), where).toBe(0);
  return said;
}

/** What was said how often. Now and then another printer: the list of jobs that is asked for grows with every print. */
async function pulledAtEach(cuts: readonly Cut[], another: () => Promise<Rig>, arm?: (made: Rig) => void) {
  const said: Record<string, number> = { done: 0, none: 0, partial: 0, unknown: 0 };
  for (let first = 0; first < cuts.length; first += RUNS_PER_RIG) {
    const made = await another();
    try {
      for (const [index, cut] of cuts.slice(first, first + RUNS_PER_RIG).entries()) {
        arm?.(made);
        const outcome = await pulled(made, cut, `job-${first + index}`);
        said[outcome] = (said[outcome] ?? 0) + 1;
      }
    } finally {
      await made[Symbol.asyncDispose]();
    }
  }
  if (LONG) process.stderr.write(`${JSON.stringify({ cuts: cuts.length, said })}\n`);
  return said;
}

const printers: readonly [string, IppSimulatorOptions, number][] = [
  ['Create-Job and Send-Document', {}, 0],
  ['Print-Job', { twoSteps: false }, 0],
  ['Print-Job on a printer that prints while it receives', { twoSteps: false, streaming: true }, 0],
  ['Send-Document on a slow printer that prints while it receives', { streaming: true }, 700],
  [
    'Print-Job on a printer that forgets ended jobs and counts nothing',
    { twoSteps: false, forgets: true, counts: false },
    0,
  ],
];

/** Requests that move a document are cut most densely in the answer and in the request's head. */
function boundariesOf({ operation, side, bytes }: Stretch): number[] {
  if (LONG) return Array.from({ length: bytes + 1 }, (_, index) => index);
  const moving = operation === 'sendDocument' || operation === 'printJob' || operation === 'createJob';
  const step = moving ? STRIDE : STRIDE * 17;
  const headEnds = side === 'request' && moving ? Math.min(bytes, 800) : bytes;
  const dense = Array.from({ length: Math.ceil(headEnds / step) }, (_, index) => index * step);
  const sparse = Array.from({ length: Math.ceil((bytes - headEnds) / 41) }, (_, index) => headEnds + index * 41);
  // The last bytes decide whether the document is whole.
  const tail = Array.from({ length: Math.min(bytes, 12) }, (_, index) => bytes - index);
  return [...new Set([...dense, ...sparse, ...tail])];
}

describe('the plug pulled at byte boundaries: no document lost, none twice', () => {
  it.each(printers)(
    '%s',
    async (_, simulated, pageMs) => {
      const stretches = await stretchesOf(simulated, pageMs);
      expect(stretches.some(({ operation }) => operation === 'sendDocument' || operation === 'printJob')).toBe(true);
      const cuts = stretches.flatMap((stretch) =>
        boundariesOf(stretch).map((after): Cut => ({ connection: stretch.connection, side: stretch.side, after })),
      );
      const said = await pulledAtEach(cuts, () => begin(simulated, pageMs));
      // Asking the printer turns most lost connections into an answer.
      if (!simulated.forgets) expect(said.unknown).toBeLessThan(cuts.length / 2);
    },
    600_000,
  );

  it.each([
    ['Create-Job', {}, 'createJob'],
    ['Print-Job', { twoSteps: false }, 'printJob'],
  ] as const)(
    'while a printer is asked for the job it denied to have: %s',
    async (_, simulated, operation) => {
      const another = () => begin(simulated, 0);
      const deny = ({ simulator }: Rig) => simulator.troubles.set(operation, { kind: 'busyButTakes', times: 1 });
      const made = kept(await another());
      const { simulator } = made;
      const first = simulator.connections.length;
      deny(made);
      await made.printer.print({ jobId: 'clean', title: '', pdf, copies: 1 });
      const asked = simulator.connections.slice(first).map(({ operation: what, socket }, connection) => ({
        what,
        connection,
        bytes: { request: socket.received, answer: socket.sent },
      }));
      expect(asked.map(({ what }) => what)).toContain('getJobs');
      const places = asked.filter(({ what }) => what === 'getJobs' || what === 'cancelJob' || what === operation);
      const step = LONG ? 1 : STRIDE * 17;
      const cuts = places.flatMap(({ connection, bytes }) =>
        (['request', 'answer'] as const).flatMap((side) =>
          Array.from(
            { length: Math.floor(bytes[side] / step) + 1 },
            (_, index): Cut => ({ connection, side, after: index * step }),
          ),
        ),
      );
      await pulledAtEach(cuts, another, deny);
    },
    600_000,
  );
});

/** Everything goes at once: the connection, the process and what it still wanted to do. The journal stays. */
async function crashed(made: Rig, cut: Cut, jobId: string): Promise<string> {
  const { simulator } = made;
  simulator.engine.papers.length = 0;
  const journal: { named: PrinterJob | null; handed: Handed } = { named: null, handed: 'part' };
  const dead = { yet: false };
  const onPulled = () => {
    dead.yet = true;
    void made.printer.close();
    void simulator.hangUp();
  };
  simulator.cut = { ...cut, connection: simulator.connections.length + cut.connection, onPulled };
  const first = await made.printer.print({
    ...{ jobId, title: '', pdf, copies: 1 },
    onStep: async (step) => {
      if (dead.yet) return false;
      if (typeof step === 'string') journal.handed = step;
      else journal.named = step.named;
      return true;
    },
  });
  simulator.cut = null;
  if (dead.yet) await simulator.listen();
  const { patience, clock } = made;
  const printer = new IppDocumentPrinter({ uri: simulator.uri, clock, patience });
  await printer.open();
  const told = dead.yet ? await printer.resume({ jobId, ...journal }) : first;
  await printer.close();
  const where = `${cut.side} of connection ${cut.connection} cut after ${cut.after}, handed ${journal.handed}`;
  const { papers } = simulator;
  const whole = papers.filter(({ document }) => Buffer.compare(document, pdf) === 0).length;
  const said = claimOf(told);
  if (said === 'done') expect([papers.length, whole], where).toEqual([1, 1]);
  if (said === 'none') expect(papers.length, where).toBe(0);
  if (said === 'partial') expect(whole, where).toBe(0);
  expect(papers.length, where).toBeLessThanOrEqual(1);
  return said;
}

describe('a crash at byte boundaries: what is asked afterwards is true, and prints nothing', () => {
  it.each<[string, IppSimulatorOptions]>([
    ['Create-Job and Send-Document', {}],
    ['Print-Job', { twoSteps: false }],
    ['Create-Job and Send-Document on a printer that completes what broke off', { lenient: true }],
    ['Print-Job on a printer that completes what broke off', { lenient: true, twoSteps: false }],
  ])(
    '%s',
    async (_, simulated) => {
      const stretches = await stretchesOf(simulated, 0);
      const cuts = stretches.flatMap((stretch) =>
        boundariesOf(stretch)
          .filter((_, index) => LONG || index % 5 === 0)
          .map((after): Cut => ({ connection: stretch.connection, side: stretch.side, after })),
      );
      const said: Record<string, number> = { done: 0, none: 0, partial: 0, unknown: 0 };
      for (const [index, cut] of cuts.entries()) {
        const made = await begin(simulated, 0);
        const outcome = await crashed(made, cut, `job-${index}`);
        said[outcome] = (said[outcome] ?? 0) + 1;
        await made[Symbol.asyncDispose]();
      }
      if (LONG) process.stderr.write(`${JSON.stringify({ crashes: cuts.length, said })}\n`);
      expect(said.done).toBeGreaterThan(0);
      expect(said.none).toBeGreaterThan(0);
    },
    600_000,
  );
});
