import { describe, expect, it, onTestFinished } from 'vitest';
import type { PrinterJob } from '../../contract/index.ts';
import { completedBehind } from './behind-spooler.ts';
import { IppClient } from './client.ts';
import { IppDocumentPrinter } from './printer.ts';
import { parseIppUri } from './printer-address.ts';
import { type Rig, rig, samplePdf } from './rig.ts';
import type { IppSimulatorOptions } from './simulator.ts';

/** A printer that a terminal has used for a while. */
async function used(simulated: IppSimulatorOptions, documents = 150): Promise<Rig> {
  const made = await rig(simulated);
  onTestFinished(() => made[Symbol.asyncDispose]());
  made.simulator.printedBefore(documents);
  return made;
}
const job = (jobId: string) => ({ jobId, title: 'a page', pdf: samplePdf(1, jobId), copies: 1 });
const OLDEST_FIRST = { twoSteps: false, oldestFirst: true } as const;

describe('a printer with a long history', () => {
  it.each([
    ['newest first', {}],
    ['oldest first', { oldestFirst: true }],
    ['oldest first, and no more than a hundred', { oldestFirst: true, tellsAtMost: 100 }],
  ])('prints nothing twice when it says busy and takes the document all the same: %s', async (_, habits) => {
    const { printer, simulator } = await used({ twoSteps: false, ...habits });
    simulator.troubles.set('printJob', { kind: 'busyButTakes', times: 1 });
    await printer.print(job('case-1'));
    expect(simulator.papers).toHaveLength(1);
  });

  it('finds the document of an earlier process behind more than a hundred others', async () => {
    const { printer, simulator, clock, patience } = await used(OLDEST_FIRST);
    let named: PrinterJob | null = null;
    const onStep = async (step: 'leaving' | 'taken' | { named: PrinterJob }) => {
      if (typeof step === 'object') named = step.named;
      return true;
    };
    await printer.print({ ...job('case-2'), onStep });
    await printer.close();
    const later = new IppDocumentPrinter({ uri: simulator.uri, clock, patience });
    onTestFinished(async () => void (await later.close()));
    await later.open();
    const resumed = await later.resume({ jobId: 'case-2', named, handed: 'taken' });
    expect(resumed).toMatchObject({ ok: true, value: { fence: 'printer-completed' } });
    expect(simulator.papers).toHaveLength(1);
  });

  it.each([
    ['newest first', {}, true],
    // A second try would be cut off.
    ['oldest first, and no more than a hundred', { oldestFirst: true, tellsAtMost: 100 }, false],
  ])('proves what came through a spooler only where a second try would be seen: %s', async (_, habits, once) => {
    const { simulator, clock } = await used(habits, 99);
    const url = parseIppUri(simulator.uri);
    if (!url.ok) throw new Error(url.error);
    const client = new IppClient({ uri: simulator.uri, requestMs: 5_000, documentMs: 5_000 }, url.value);
    const document = { document: samplePdf(), signal: new AbortController().signal, onHandedOver: () => undefined };
    const ticket = { name: 'bdy-twice', template: [] };
    const asked = { clock, pollMs: 500, quietMs: 2_000, signal: document.signal };
    await client.printJob(ticket, document);
    expect(await completedBehind(client, ticket.name, asked)).toBe(once);
    await client.printJob(ticket, document);
    expect(await completedBehind(client, ticket.name, asked)).toBe(false);
  });

  it('lists them all for a technician', async () => {
    const { printer } = await used({}, 320);
    expect(await printer.jobs()).toMatchObject({ ok: true, value: { length: 320 } });
  });
});
