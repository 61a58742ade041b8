import { beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { cardReaderOnSimulatedPipes, onPty } from './cables-on-beds.ts';
import { buildGuestProgram } from './guest-program.ts';
import { observeHidOnBed } from './hid-on-bed.ts';
import { observeCardReader } from './observe/card-reader.ts';
import { CABLE_CYCLES, cableCyclesSchema, HID_CYCLES, hidCyclesSchema, leftBehind } from './observe/hid-cycles-seen.ts';
import { LONG_CODE } from './observe/long-code.ts';
import { observeReceiptPrinter } from './observe/receipt-printer.ts';
import { type GuestRun, runInGuest } from './virtual-machine.ts';

const machine = inject('machine');
const anything = z.record(z.string(), z.unknown());
const cardReaderSchema = z.looseObject({ inMidFrame: z.looseObject({ bytes: z.number() }) });
const hidSchema = z.strictObject({ numbered: anything, unnumbered: anything, reader: anything });

describe.skipIf('why' in machine)('on a real kernel', () => {
  let run: GuestRun;
  beforeAll(async () => {
    if ('why' in machine) return;
    const program = await buildGuestProgram();
    try {
      run = await runInGuest(machine.image, program.file, (line) => process.stdout.write(`${line}\n`));
    } finally {
      await program.discard();
    }
  });

  /** What a scenario saw; throws what it threw, or the console's end where the guest did not get that far. */
  const saw = (scenario: string): unknown => {
    const seen = run.scenarios.get(scenario);
    if (!seen) throw new Error(`the guest did not tell of "${scenario}":\n${run.console}`);
    if (!seen.ok) throw new Error(seen.error);
    return seen.value;
  };

  it('runs every scenario to its end', () => {
    expect({ whole: run.whole, console: run.console }).toMatchObject({ whole: true });
  });

  describe.each(['hid: uhid', 'hid: usb'])('%s', (scenario) => {
    it('is read and written whole, and hangs up once when the plug comes out', () => {
      expect(hidSchema.parse(saw(scenario)).numbered).toMatchObject({
        open: 'ok',
        burst: { count: 40, lengths: [64] },
        inOrder: true,
        write: 'ok',
        output: '0404',
        again: 'ok',
        unheard: 0,
        hangUps: ['hid://0c2e:0901 was unplugged'],
        afterUnplug: {
          write: 'closed: hid://0c2e:0901 is closed',
          reopen: 'notFound: hid://0c2e:0901 is not plugged in',
          listed: [],
        },
        reopened: 'ok',
        next: expect.stringMatching(/^0207ee/),
      });
    });

    it('is a scanner for our driver: codes of one report and of several, unplugged in one, and read again', () => {
      expect(hidSchema.parse(saw(scenario)).reader).toEqual({
        open: { ok: null, effect: 'none' },
        identity: 'S0001',
        codes: ['QUEUE-0042', LONG_CODE].map((text) => ({ ok: { text, aim: ']Q1' }, effect: 'none' })),
        // Off at the opening and, as a sign of life, once more.
        lights: ['0402', '0402', '0404', '0402', '0404', '0402'],
        unplugged: { code: 'deviceNotReady', errorCode: 'hungUp', effect: 'none' },
        withoutDevice: [
          { code: 'deviceNotReady', errorCode: 'closed', effect: 'none' },
          { code: 'deviceNotReady', errorCode: 'portNotFound', effect: 'none' },
        ],
        reopened: { ok: null, effect: 'none' },
        read: { ok: { text: 'QUEUE-0043', aim: ']Q1' }, effect: 'none' },
        statuses: [
          ...['starting', 'online', 'offline hung-up', 'starting', 'noDevice port-not-found'],
          ...['starting', 'online', 'offline'],
        ],
      });
    });
  });

  // A short round has not left them out: they belong to long ones only.
  if (process.env.LONG === '1')
    describe('in long rounds', () => {
      it('leaves nothing of a scanner that comes and goes under the device host', () => {
        const cycles = hidCyclesSchema.parse(saw('hid: uhid, plug cycles'));
        console.info(JSON.stringify(cycles));
        expect(leftBehind(cycles, HID_CYCLES)).toEqual([]);
      });

      it.each(['card reader: usb, plug cycles', 'receipt printer: usblp, plug cycles'])(
        '%s leave nothing',
        (scenario) => {
          const { before, after } = cableCyclesSchema.parse(saw(scenario));
          console.info(`${scenario}: ${JSON.stringify(before)} before, ${JSON.stringify(after)} after`);
          // One or two come and go with the system; one a cycle would be many more.
          expect(after.descriptors - before.descriptors).toBeLessThan(CABLE_CYCLES / 2);
          for (const [kind, count] of Object.entries(after.awake))
            expect(count - (before.awake[kind] ?? 0), kind).toBeLessThan(CABLE_CYCLES / 2);
        },
      );
    });

  it('shows our code of HID devices what the umockdev bed shows', async () => {
    const bed = hidSchema.parse(await observeHidOnBed());
    const usb = hidSchema.parse(saw('hid: usb'));
    const uhid = hidSchema.parse(saw('hid: uhid'));
    // Whether short reports are dropped depends on the kernel's age; the bed drops them, as the newest do.
    expect(bed.numbered.short).toEqual([]);
    for (const kernel of [usb, uhid]) expect([[], ['020141']]).toContainEqual(kernel.numbered.short);
    const { short: _ofBed, ...numbered } = bed.numbered;
    expect(numbered).toEqual({ ...usb.numbered, short: undefined });
    // Only uhid carries feature reports, and only a bus has a maker and a release.
    expect(bed.unnumbered).toEqual({ ...usb.unnumbered, feature: uhid.unnumbered.feature });
    expect(bed.reader).toEqual(usb.reader);
    expect(bed.reader).toEqual(uhid.reader);
    expect({ ...bed.numbered, list: null, identity: null, short: null }).toEqual({
      ...uhid.numbered,
      ...{ list: null, identity: null, short: null },
    });
  });

  describe.each([
    ['card reader: serial', () => onPty(observeCardReader), null],
    ['card reader: usb, two pipes', () => cardReaderOnSimulatedPipes('two'), 'two'],
    ['card reader: usb, four pipes', () => cardReaderOnSimulatedPipes('four'), 'four'],
  ] as const)('%s', (scenario, onBed, layout) => {
    it('is read, unplugged at rest and in the middle of a frame, and read again', () => {
      const done = { ok: null, effect: 'none' };
      const read = {
        ok: { name: '测试䶮', number: '110101190001010006', address: '测试省样例市虚构区示范路1号' },
        effect: 'none',
      };
      const notReady = (errorCode: string) => ({ code: 'deviceNotReady', errorCode, effect: 'none' });
      expect(saw(scenario)).toEqual({
        ...{ open: done, identity: '05.01-20200229-0000123456-0987654321', layout, firstRead: read, answered: 30 },
        atRest: { hangUps: 1, question: notReady('hungUp'), open: notReady('portNotFound'), write: 'closed' },
        reopened: done,
        inMidFrame: {
          ...{ hangUps: 2, bytes: expect.any(Number), read: notReady('hungUp'), open: notReady('portNotFound') },
        },
        ...{ again: done, lastRead: read, hangUps: 2 },
        statuses: [
          ...['starting', 'online', 'offline hung-up', 'starting', 'noDevice port-not-found'],
          ...['starting', 'online', 'offline hung-up', 'starting', 'noDevice port-not-found'],
          ...['starting', 'online', 'offline'],
        ],
      });
    });

    it('shows our code what the daily tests’ simulated wire shows', async () => {
      // How much of the cut frame still arrives is chance on every wire.
      const { inMidFrame, ...others } = cardReaderSchema.parse(saw(scenario));
      const { bytes: _chance, ...cut } = inMidFrame;
      const bed = cardReaderSchema.parse(await onBed());
      expect(bed).toEqual({ ...others, inMidFrame: { ...cut, bytes: bed.inMidFrame.bytes } });
    });
  });

  it('cuts frames in two, and not only between them', () => {
    // The answers to finding and selecting have 34 bytes together. With four pipes only whole frames come out.
    for (const scenario of ['card reader: serial', 'card reader: usb, two pipes']) {
      expect(cardReaderSchema.parse(saw(scenario)).inMidFrame.bytes).toBeGreaterThan(34);
    }
  });

  it.each(['receipt printer: serial', 'receipt printer: usblp'])(
    '%s: prints, and says honestly what became of a receipt when the plug came out',
    async (scenario) => {
      expect(saw(scenario)).toEqual({
        open: { ok: null, effect: 'none' },
        first: { ok: 'printer-executed-cut', effect: 'done' },
        firstSheets: [true],
        cut: { code: 'hardwareError', errorCode: 'hung-up', effect: 'partial' },
        sheetsAfterCut: 1,
        reopened: { ok: null, effect: 'none' },
        again: { ok: 'printer-executed-cut', effect: 'done' },
        // The strip that the power cut left in the mouth came off by itself.
        sheets: 3,
        lastIsWhole: true,
        hangUps: 1,
      });
      expect(await onPty(observeReceiptPrinter)).toEqual(saw(scenario));
    },
  );

  it('lists a USB serial port with whose it is, until it is unplugged', () => {
    expect(saw('serial: listing')).toEqual({
      path: '/dev/ttyACM0',
      vendorId: '1a86',
      productId: '55d4',
      manufacturer: 'Example',
      serialNumber: 'A0001',
      after: 0,
    });
  });

  it('opens a printer of USB printer class by its file and by whose it is, alone, and hears of its unplugging', () => {
    expect(saw('printer class')).toEqual({
      before: 'notFound: usblp://0416:5011/P0001 is not plugged in',
      open: 'ok',
      second: 'busy: /dev/usb/lp0 is used by another program',
      written: 'ok',
      whole: true,
      answers: [0x12, 0x16],
      identity: {
        ...{ vendorId: 0x0416, productId: 0x5011, serialNumber: 'P0001', manufacturer: 'Example', product: 'Printer' },
        release: 0x0100,
        // The gadget's kernel forgets two bytes of its own length (seen on 6.1).
        deviceId: expect.stringMatching(/^MFG:Example;MDL:Printer;CMD:ESCPO/),
      },
      hangUps: 1,
      afterUnplug: 'closed: /dev/usb/lp0 is closed',
      gone: 'notFound: /dev/usb/lp0 does not exist',
    });
  });
});
