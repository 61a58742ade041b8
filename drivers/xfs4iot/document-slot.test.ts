import { describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../contract/index.ts';
import { XfsDocumentPrinter } from './document-printer.ts';
import { host, opened } from './drivers.test-kit.ts';
import { PresenterPeer, presenterService } from './testing/presenter-peer.ts';

const pdf = Buffer.from('%PDF-1.7 sample %%EOF');

/** Ten seconds for a hand are half a one here; what the service is given stays. */
const hasty: Clock = {
  ...systemClock,
  delay: (ms, signal) => systemClock.delay(ms === 10_000 ? 500 : ms, signal),
};

/** A page printer that pushes its pages out of a slot, drawing back what nobody took, or not able to. */
async function slot({ canRetract = true } = {}) {
  const { printer } = presenterService.capabilities as { printer: { control: object } };
  const control = { ...printer.control, retract: canRetract };
  const capabilities = { printer: { ...printer, type: { document: true }, osPrinter: 'PDF', control } };
  const peer = await host({ Printer: { ...presenterService, capabilities } });
  const behind = new PresenterPeer(() => peer, { holds: 5 });
  behind.script(peer);
  peer.on('Printer.PrintNative', (call) => behind.present(call));
  const device = await opened(
    new XfsDocumentPrinter({
      ...{ address: peer.uri('Printer'), osPrinter: 'PDF' },
      ...(canRetract ? {} : { clock: hasty }),
    }),
  );
  const count = (name: string) => peer.received.filter((message) => message.name === name).length;
  return {
    behind,
    device,
    print: (session?: string, onBlocked?: (blocked: boolean) => void) =>
      device.print({
        ...{ jobId: 'd', title: '', pdf, copies: 1 },
        ...(session === undefined ? {} : { session }),
        ...(onBlocked === undefined ? {} : { onBlocked }),
      }),
    pages: () => count('Printer.PrintNative'),
    drawn: () => count('Printer.RetractMedia'),
  };
}

describe('a page that still hangs in the slot', () => {
  it('is left where it is under the next one of the same person', async () => {
    const world = await slot();
    expect(await world.print('A')).toMatchObject({ value: { fence: 'printer-completed' } });
    expect(world.device.status().media).toBe('present');
    expect(await world.print('A')).toMatchObject({ value: { fence: 'printer-completed' } });
    expect(world.drawn()).toBe(0);
  });

  it('is drawn back before the first one of another person', async () => {
    const world = await slot();
    await world.print('A');
    expect(await world.print('B')).toMatchObject({ value: { fence: 'printer-completed' } });
    expect([world.drawn(), world.behind.papers]).toEqual([1, 1]);
  });

  it('refuses the next person’s where nothing can draw it back, and their own page is not begun', async () => {
    const world = await slot({ canRetract: false });
    await world.print('A');
    const refused = await world.print('B');
    expect(refused).toMatchObject({ error: { errorCode: 'media-present', effect: 'none' } });
    expect(world.pages()).toBe(1);
    world.behind.take();
    expect(await world.print('B')).toMatchObject({ ok: true });
  });

  it('is asked for where nothing can draw it back, and the next one printed once a hand took it', async () => {
    const world = await slot({ canRetract: false });
    const told: (boolean | number)[] = [];
    const watched = (blocked: boolean) => {
      told.push(blocked, world.pages());
      if (blocked) world.behind.take();
    };
    expect(await world.print('A', watched)).toMatchObject({ ok: true });
    expect(told).toEqual([]);
    expect(await world.print('B', watched)).toMatchObject({ ok: true });
    expect(told).toEqual([true, 1, false, 1]);
    const drawing = await slot();
    await drawing.print('A');
    told.length = 0;
    expect(await drawing.print('B', watched)).toMatchObject({ ok: true });
    expect(told).toEqual([]);
  });

  it('of somebody before this driver is nobody’s here', async () => {
    const world = await slot();
    world.behind.hold();
    expect(await world.print('A')).toMatchObject({ ok: true });
    expect(world.drawn()).toBe(1);
  });

  it('is nobody’s where no session is told: guests’, reports and test pages are of different people', async () => {
    const world = await slot();
    await world.print();
    await world.print('A');
    await world.print();
    expect(world.drawn()).toBe(2);
    expect(await world.print()).toMatchObject({ ok: true });
    expect([world.drawn(), world.pages(), world.behind.papers]).toEqual([3, 4, 3]);
  });

  it('is drawn back when asked, and nothing where none hangs', async () => {
    const world = await slot();
    expect(await world.device.retract()).toMatchObject({ value: 'nothing' });
    await world.print('A');
    expect(await world.device.retract()).toMatchObject({ value: 'retracted' });
    expect(world.device.status().media).toBe('notPresent');
    const without = await slot({ canRetract: false });
    await without.print('A');
    expect(await without.device.retract()).toMatchObject({ error: { errorCode: 'retract-unsupported' } });
  });
});

/** A slot without a sensor: the service says that a page is held out, and never that it is gone. */
async function blindSlot({ canRetract = true } = {}) {
  const { printer } = presenterService.capabilities as { printer: { control: object } };
  const control = { ...printer.control, retract: canRetract };
  const capabilities = { printer: { ...printer, mediaTaken: false, osPrinter: 'PDF', control } };
  const peer = await host({ Printer: { ...presenterService, capabilities } });
  const slot = { hangs: 0, motor: 'works' as 'works' | 'jams' | 'full', onto: [] as number[] };
  peer.on('Printer.PrintNative', (call) => {
    slot.onto.push(slot.hangs);
    slot.hangs += 1;
    call.event('Printer.MediaPresentedEvent', { wadIndex: 1, totalWads: 1 });
    call.complete();
  });
  peer.on('Printer.RetractMedia', (call) => {
    if (slot.hangs === 0) call.complete('commandErrorCode', { errorCode: 'noMediaPresent', result: 'nomedia' });
    else if (slot.motor === 'jams') call.complete('commandErrorCode', { errorCode: 'mediaJammed' });
    else if (slot.motor === 'full') call.complete('commandErrorCode', { errorCode: 'retractBinFull' });
    else {
      slot.hangs = 0;
      call.complete('success', { result: 'unit1' });
    }
  });
  const device = await opened(new XfsDocumentPrinter({ address: peer.uri('Printer'), osPrinter: 'PDF' }));
  const told: string[] = [];
  device.onEvent(({ name, detail }) => told.push(`${name} ${detail}`));
  const drawn = () => peer.received.filter(({ name }) => name === 'Printer.RetractMedia').length;
  const print = (session?: string) =>
    device.print({ jobId: 'd', title: '', pdf, copies: 1, ...(session === undefined ? {} : { session }) });
  return { slot, device, print, drawn, told };
}

describe('a page in a slot that nobody sees', () => {
  it('is drawn back before the first one of another person, whether it still hangs there or not', async () => {
    const { slot, device, print, drawn, told } = await blindSlot();
    for (const session of ['A', 'A', 'B']) expect(await print(session)).toMatchObject({ ok: true });
    // Asked before the first one as well: somebody's from before this driver may hang there.
    expect([slot.onto, drawn()]).toEqual([[0, 1, 0], 2]);
    expect(told).toContain('Printer.MediaAutoRetractedEvent retracted');
    told.length = 0;
    slot.hangs = 0;
    expect(await print('C')).toMatchObject({ ok: true });
    // A hand was faster; that it did is no event of any sensor.
    expect([slot.onto, drawn(), told.filter((line) => /Taken|Retract/.test(line))]).toEqual([[0, 1, 0, 0], 3, []]);
    expect(await device.retract()).toMatchObject({ value: 'retracted' });
    expect(await print('D')).toMatchObject({ ok: true });
    expect(drawn()).toBe(4);
  });

  it('stops the next person’s where its drawing back jams, and theirs is not begun', async () => {
    const { slot, print } = await blindSlot();
    await print('A');
    slot.motor = 'jams';
    expect(await print('B')).toMatchObject({ error: { errorCode: 'retract-failed', effect: 'none' } });
    expect(slot.onto).toEqual([0]);
  });

  it('stops nobody where it cannot be drawn back: nobody could ever say that it is gone', async () => {
    const without = await blindSlot({ canRetract: false });
    for (const session of ['A', 'B']) expect(await without.print(session)).toMatchObject({ ok: true });
    expect(without.drawn()).toBe(0);
    const full = await blindSlot();
    await full.print('A');
    full.slot.motor = 'full';
    for (const session of ['B', 'C']) expect(await full.print(session)).toMatchObject({ ok: true });
  });
});
