import { describe, expect, it, onTestFinished } from 'vitest';
import { SimulatedClock } from '../../transports/simulated-clock.ts';
import { clientBehind, completedBehind } from './behind-spooler.ts';
import type { IppClient } from './client.ts';
import { samplePdf } from './rig.ts';
import { IppPrinterSimulator, type IppSimulatorOptions } from './simulator.ts';
import type { JobTicket } from './ticket.ts';

const deadlines = { requestMs: 400, documentMs: 400 };
const OURS: JobTicket = { name: 'bdy-0123456789abcdef-sample', template: [] };
const OTHER: JobTicket = { name: 'bdy-0123456789abcdef-other', template: [] };
const never = new AbortController().signal;

async function device(options: IppSimulatorOptions = {}) {
  const clock = new SimulatedClock();
  const simulator = new IppPrinterSimulator({ clock, ...options });
  const uri = await simulator.listen();
  onTestFinished(() => simulator.close());
  const client = clientBehind(`${uri}?waitjob=false&version=2.0`, deadlines);
  if (client === null) throw new Error('no client');
  const ask = (name = OURS.name) =>
    completedBehind(client, name, { clock, pollMs: 100, quietMs: 2_000, signal: never });
  return { clock, simulator, client, ask };
}

/** As the spooler does: a job of that name, its document, or only the job. */
async function handOn(client: IppClient, ticket: JobTicket, whole = true): Promise<void> {
  const made = await client.createJob(ticket, never);
  const id = made.ok ? made.value.job.integer('job-id') : null;
  if (id === null) throw new Error('no job');
  const document = samplePdf();
  if (whole) await client.sendDocument(id, { document, signal: never, onHandedOver: () => undefined });
}

describe('the printer behind a spooler', () => {
  it('proves the one job of our name that it completed, and waits for it', async () => {
    const { client, simulator, ask } = await device();
    simulator.engine.pageMs = 500;
    await handOn(client, OTHER);
    expect(await ask()).toBe(false);
    await handOn(client, OURS);
    expect(await ask()).toBe(true);
    expect(simulator.papers).toHaveLength(2);
  });

  it('proves nothing of two of one name: one of them may be a torn first try', async () => {
    const { client, ask } = await device();
    await handOn(client, OURS);
    await handOn(client, OURS);
    expect(await ask()).toBe(false);
  });

  it('proves nothing of a job that it gave up, still works on, or forgot', async () => {
    const aborted = await device();
    aborted.simulator.engine.abortAtPage = 0;
    await handOn(aborted.client, OURS);
    expect(await aborted.ask()).toBe(false);
    const slow = await device();
    // Without paper it stands still.
    slow.simulator.engine.sheets = 0;
    await handOn(slow.client, OURS);
    const begun = slow.clock.now();
    expect(await slow.ask()).toBe(false);
    expect(slow.clock.now() - begun).toBeLessThan(3_000);
    const forgetful = await device({ forgets: true });
    await handOn(forgetful.client, OURS);
    expect(await forgetful.ask()).toBe(false);
  });

  it('proves nothing when it does not answer', async () => {
    const { client, simulator, ask } = await device();
    await handOn(client, OURS);
    await simulator.close();
    expect(await ask()).toBe(false);
  });

  it.each([
    [null, false],
    ['', false],
    ['file:///dev/null', false],
    ['socket://192.0.2.7:9100', false],
    ['usb://Example/Printer?serial=1', false],
    ['dnssd://Example._ipp._tcp.local/?uuid=1', false],
    ['implicitclass://queue/', false],
    ['ipp://192.0.2.7/ipp/print', true],
    ['ipps://printer.example:443/ipp/print?waitjob=false', true],
  ])('%s can be asked: %s', (uri, can) => expect(clientBehind(uri, deadlines) !== null).toBe(can));
});
