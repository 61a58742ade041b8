import { expect, it, onTestFinished } from 'vitest';
import { type Rig, rig, samplePdf } from './rig.ts';
import type { IppTap } from './tap.ts';

const opened = async (tap?: IppTap): Promise<Rig> => {
  const made = await rig({}, tap ? { tap } : {});
  onTestFinished(() => made[Symbol.asyncDispose]());
  return made;
};
const open = ({ simulator }: Rig) => simulator.connections.filter(({ socket }) => !socket.destroyed).length;

it('many glances are one connection and change nothing, until a door is opened', async () => {
  const made = await opened();
  const { printer, simulator } = made;
  const before = { status: printer.status(), connections: simulator.connections.length };
  for (let time = 0; time < 20; time++) await printer.glance();
  expect(simulator.connections.length - before.connections).toBe(1);
  expect(printer.status()).toBe(before.status);
  simulator.engine.reasons.add('cover-open-error');
  expect(await printer.glance()).toMatchObject({ faults: ['cover-open'] });
  await printer.glance();
  simulator.engine.reasons.delete('cover-open-error');
  expect(await printer.glance()).toMatchObject({ faults: [] });
});

it('asks in full before its status grows old, for what a glance does not show', async () => {
  const { printer, clock } = await opened();
  const { observedAt } = printer.status();
  for (let second = 0; second < 4; second++) {
    await clock.delay(1_000);
    await printer.glance();
  }
  expect(printer.status().observedAt).toBe(observedAt + 4_000);
});

it('a kept connection that died says nothing of the printer', async () => {
  const made = await opened();
  const { printer, simulator } = made;
  await printer.glance();
  for (const { socket } of simulator.connections) socket.destroy();
  expect(await printer.glance()).toMatchObject({ device: 'online', faults: [] });
  await simulator.hangUp();
  expect((await printer.glance()).faults).toEqual(['port-not-found']);
});

it('gives its connection back before a command and when it closes: small printers serve one at a time', async () => {
  const made = await opened();
  const { printer, simulator } = made;
  await printer.glance();
  const kept = simulator.connections.at(-1);
  expect([open(made), kept?.socket.destroyed]).toEqual([1, false]);
  const gone: unknown[] = [];
  const job = { jobId: 'case-1', title: 'a page', pdf: samplePdf(1), copies: 1 };
  await printer.print({ ...job, onSent: () => gone.push(kept?.socket.destroyed) });
  expect(gone).toEqual([true]);
  await printer.glance();
  await printer.close();
  await expect.poll(() => open(made)).toBe(0);
  expect(simulator.papers).toHaveLength(1);
});

it('is looked at often, and one that answers slowly is not', async () => {
  const { printer, simulator, clock } = await opened();
  expect(printer.askAgainInMs()).toBeLessThanOrEqual(800);
  await simulator.hangUp();
  const asked = printer.refresh();
  await clock.delay(2_000);
  await asked;
  expect(printer.askAgainInMs()).toBe(4_000);
});

it('what shows nothing new is not recorded, so that a print is not pushed out of what a technician can look back at', async () => {
  const lines: string[] = [];
  const tap: IppTap = {
    asked: () => lines.push('asked'),
    answered: () => lines.push('answered'),
    failed: (word) => lines.push(word),
  };
  const { printer, simulator } = await opened(tap);
  for (let time = 0; time < 20; time++) await printer.glance();
  const once = ['asked', 'answered'];
  expect(lines).toEqual([...once, ...once]);
  simulator.engine.reasons.add('cover-open-error');
  lines.length = 0;
  for (let time = 0; time < 20; time++) await printer.glance();
  // The glance that saw it, and the question in full.
  expect(lines).toEqual([...once, ...once]);
  await simulator.hangUp();
  lines.length = 0;
  await printer.glance();
  expect(lines[0]).toBe('asked');
  expect(lines.at(-1)).toBe('port-not-found');
});
