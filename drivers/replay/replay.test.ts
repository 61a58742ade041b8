import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LineLink, ProfiledAuxiliaries, profiles, SimulatedBoard } from '../auxiliaries/index.ts';
import { ScannerSimulator, SerialBarcodeReader } from '../barcode-reader/index.ts';
import type { Receipt, Transport } from '../contract/index.ts';
import { SdtIdCardReader, SdtReaderSimulator, simulatedCard } from '../id-card-reader/index.ts';
import { EscPosPrinterSimulator, EscPosReceiptPrinter } from '../receipt-printer/index.ts';
import { createMemoryPair, createTransport, type MemoryWire, SimulatedClock } from '../transports/index.ts';
import { runReplay } from './cli.ts';
import { maskAuxiliaries } from './mask-auxiliaries.ts';
import { divergenceSentence, type PlayerOptions, ReplayDevice } from './player.ts';
import { recordStream } from './record-stream.ts';
import { Recorder } from './recorder.ts';
import { formatTranscript, parseTranscript, type RecordedClass, type Transcript } from './transcript.ts';

const CANARY = '金丝雀';
const NUMBER = '110101198807061234';
const CR = { kind: 'bytes', name: 'CR', bytes: [13] } as const;
const receiptOf = (name: string): Receipt => ({
  blocks: [
    { kind: 'title', text: name },
    { kind: 'space', dots: 180 },
    { kind: 'large', label: '号码', text: NUMBER },
  ],
});

/** Records one session over memory; `session` gets the recorded transport. */
async function recorded(
  deviceClass: RecordedClass,
  session: (all: { transport: Transport; wire: MemoryWire; clock: SimulatedClock }) => Promise<void>,
): Promise<Transcript> {
  const clock = new SimulatedClock();
  const { transport, wire } = createMemoryPair();
  const recorder = new Recorder({ deviceClass, clock });
  await session({ transport: recordStream(recorder, transport), wire, clock });
  const text = formatTranscript(recorder.transcript());
  // Every recording goes through its file form, and none may hold a person.
  const parsed = parseTranscript(text);
  if (!parsed.ok) throw new Error(parsed.error);
  const streams = (['device', 'host'] as const).map((to) =>
    parsed.value.entries
      .flatMap((entry) => ('to' in entry && entry.to === to && 'hex' in entry ? [entry.hex] : []))
      .join(''),
  );
  for (const encoding of ['utf8', 'utf16le', 'latin1'] as const) {
    for (const secret of [CANARY, NUMBER]) {
      const needle = Buffer.from(secret, encoding).toString('hex');
      for (const stream of streams) expect(stream).not.toContain(needle);
    }
  }
  return parsed.value;
}

function replayed(transcript: Transcript, options: PlayerOptions = {}) {
  const clock = new SimulatedClock();
  const { transport, wire } = createMemoryPair();
  const device = new ReplayDevice(transcript, { clock, matching: 'strict', ...options });
  device.attach(wire);
  return { clock, transport, wire, device };
}

const cardSession = (fault: 'none' | 'wrongCheck' | 'hangUpMidFrame' = 'none') =>
  recorded('idCardReader', async ({ transport, wire, clock }) => {
    const simulator = new SdtReaderSimulator({ clock, delays: { readBase: 700, findCard: 60 } });
    simulator.attach(wire);
    const card = simulatedCard({ cardType: 'resident', name: CANARY, number: NUMBER, address: `${CANARY}路` });
    if (!card.ok) throw new Error(card.error);
    const reader = new SdtIdCardReader(transport, clock);
    await reader.open();
    void clock.delay(1_000).then(() => simulator.layCard(card.value));
    if (fault !== 'none') simulator.inject({ kind: fault }, { on: 'readBase' });
    const read = await reader.read({ timeoutMs: 20_000 });
    expect(read.ok).toBe(fault === 'none');
    if (read.ok) expect(read.value.number).toBe(NUMBER);
    await reader.close();
  });

describe('a recorded session plays again', () => {
  it('card reader: the same driver reads an invented card of the same layout at the recorded pace', async () => {
    const transcript = await cardSession();
    const { transport, clock, device } = replayed(transcript);
    const reader = new SdtIdCardReader(transport, clock);
    expect(await reader.open()).toMatchObject({ ok: true });
    const before = clock.now();
    expect(await reader.read({ timeoutMs: 20_000 })).toMatchObject({
      ok: true,
      value: { cardType: 'resident', name: '样例', address: expect.any(String) },
    });
    expect(clock.now() - before).toBeGreaterThan(1_700);
    expect(reader.status().identity).toBe('05.01-20200229-0000123456-0987654321');
    expect(await device.finished).toEqual({ divergences: [], complete: true });
  });

  it('card reader: bad frames and a plug pulled in mid-frame come again', async () => {
    for (const [fault, code] of [
      ['wrongCheck', 'noCard'],
      ['hangUpMidFrame', 'hungUp'],
    ] as const) {
      const { transport, clock, device } = replayed(await cardSession(fault), { matching: 'tolerant' });
      const reader = new SdtIdCardReader(transport, clock);
      await reader.open();
      const read = await reader.read({ timeoutMs: 20_000 });
      expect(read.ok ? 'success' : read.error.errorCode).toBe(code);
      expect(device.divergences).toEqual([]);
    }
  });

  it('scanner: another code of the same form is read', async () => {
    const transcript = await recorded('barcodeReader', async ({ transport, wire, clock }) => {
      const simulator = new ScannerSimulator(wire, { family: 'newland', suffix: CR });
      const scanner = new SerialBarcodeReader(transport, { family: 'newland', suffix: CR }, clock);
      await scanner.open();
      void clock.delay(900).then(() => simulator.showCode(NUMBER));
      expect(await scanner.read({ timeoutMs: 5_000 })).toMatchObject({ value: { text: NUMBER } });
      await scanner.close();
    });
    const { transport, clock, device } = replayed(transcript);
    const scanner = new SerialBarcodeReader(transport, { family: 'newland', suffix: CR }, clock);
    expect(await scanner.open()).toMatchObject({ ok: true });
    const read = await scanner.read({ timeoutMs: 5_000 });
    expect(read).toMatchObject({ ok: true });
    if (read.ok) expect(read.value.text).toMatch(/^\d{18}$/);
    expect(device.divergences).toEqual([]);
  });

  const printing = (at: 'never' | 'band 2') =>
    recorded('receiptPrinter', async ({ transport, wire, clock }) => {
      const simulator = new EscPosPrinterSimulator({ family: 'epson', clock, widthDots: 384 });
      simulator.attach(wire);
      let bands = 0;
      simulator.onExecute = (command) => {
        if (command.kind === 'raster' && ++bands === 2 && at === 'band 2') simulator.set('cover-open');
      };
      const printer = new EscPosReceiptPrinter(transport, { family: 'epson', clock, widthDots: 384 });
      await printer.open();
      await printer.print({ jobId: 'job', receipt: receiptOf(CANARY) });
      await printer.close();
    });

  it('printer: a receipt for somebody else meets the same proof, and the same open cover', async () => {
    for (const [at, wanted] of [
      ['never', { ok: true, value: { fence: 'printer-executed-cut' } }],
      ['band 2', { ok: false, error: { errorCode: 'cover-open', effect: 'partial' } }],
    ] as const) {
      const { transport, clock, device } = replayed(await printing(at));
      const printer = new EscPosReceiptPrinter(transport, { family: 'epson', clock, widthDots: 384 });
      await printer.open();
      expect(await printer.print({ jobId: 'job', receipt: receiptOf('另一人') })).toMatchObject(wanted);
      await printer.close();
      expect(await device.finished).toEqual({ divergences: [], complete: true });
    }
  });

  it('board: doors and lights come again, which key was pressed does not', async () => {
    const profile = profiles['line-board'];
    if (profile?.link.kind !== 'lines') throw new Error('no board');
    const { link } = profile;
    const recorder = new Recorder({
      deviceClass: 'auxiliaries',
      clock: new SimulatedClock(),
      mask: maskAuxiliaries(profile),
    });
    const simulated = new SimulatedBoard();
    for (const { signal } of profile.inputs) simulated.inputs.set(signal, 0);
    simulated.inputs.set('D1', 1);
    simulated.inputs.set('K', 14);
    const there = createMemoryPair();
    simulated.attachLines(there.wire, link);
    const watch = async (transport: Transport) => {
      const clock = new SimulatedClock();
      const keys: string[] = [];
      const board = new ProfiledAuxiliaries(new LineLink(transport, link, clock), profile, clock);
      board.onKey(({ key, action }) => keys.push(`${key} ${action}`));
      await board.open();
      await clock.delay(50);
      const set = await board.setLight('cardReader', { flashRate: 'slow', color: null });
      const { doors, lights } = board.snapshot();
      await board.close();
      return { keys, doors, light: lights.cardReader, set: set.ok };
    };
    const then = await watch(recordStream(recorder, there.transport));
    expect(then).toMatchObject({
      keys: ['help down', 'help up'],
      doors: { cabinet: 'open' },
      light: { flashRate: 'slow' },
    });
    const { transport } = replayed(recorder.transcript(), { speed: 0, matching: 'tolerant' });
    expect(await watch(transport)).toMatchObject({ ...then, keys: expect.not.arrayContaining(['help down']) });
  });

  it('a mask that fails keeps nothing, and the device does not notice', async () => {
    const { transport, wire } = createMemoryPair();
    const broken = {
      push: () => {
        throw new Error('a bug');
      },
      flush: () => new Uint8Array(0),
    };
    const recorder = new Recorder({ deviceClass: 'barcodeReader', mask: { toDevice: broken, toHost: broken } });
    const tapped = recordStream(recorder, transport);
    const heard: number[] = [];
    tapped.onData((bytes) => heard.push(...bytes));
    await tapped.open();
    for (const text of [NUMBER, CANARY]) wire.write(Buffer.from(text));
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(Buffer.from(heard).toString()).toBe(NUMBER + CANARY);
    const kept = recorder.transcript().entries.flatMap((entry) => ('hex' in entry ? [entry.hex] : []));
    expect(kept.join('')).toMatch(/^(00)+$/);
  });

  it('says where a host does something else, and then says nothing more', async () => {
    const { transport, wire, clock, device } = replayed(await printing('never'));
    const told: string[] = [];
    device.onDivergence = (divergence) => told.push(divergenceSentence(divergence));
    void wire;
    const printer = new EscPosReceiptPrinter(transport, { family: 'masung', clock, widthDots: 384 });
    await printer.open();
    expect(printer.status()).toMatchObject({ faults: ['no-answer'] });
    expect(told).toEqual(['line 4: the host should send 100401, it sent 1B7903']);
    expect(await device.finished).toMatchObject({ complete: false });
  });

  it('tolerant, it answers repeated questions and passes over those left out', async () => {
    const transcript = await cardSession();
    const { transport, clock, device } = replayed(transcript, { matching: 'tolerant', speed: 10 });
    const reader = new SdtIdCardReader(transport, clock);
    await reader.open();
    for (let round = 0; round < 3; round += 1) expect((await reader.refresh()).device).toBe('online');
    expect(await reader.read({ timeoutMs: 20_000 })).toMatchObject({ ok: true, value: { name: '样例' } });
    expect(device.divergences).toEqual([]);
  });
});

describe('a recorder', () => {
  it('changes nothing that passes through it', async () => {
    const clock = new SimulatedClock();
    const { transport, wire } = createMemoryPair();
    const recorder = new Recorder({ deviceClass: 'barcodeReader', clock });
    const tapped = recordStream(recorder, transport);
    const heard: number[] = [];
    const hangUps: string[] = [];
    const stop = tapped.onData((bytes) => {
      heard.push(...bytes);
      bytes.fill(0);
    });
    tapped.onHangUp((reason) => hangUps.push(reason));
    const sent: number[] = [];
    wire.onData((bytes) => sent.push(...bytes));
    expect(await tapped.open()).toMatchObject({ ok: true });
    await tapped.write(Uint8Array.of(1, 2, 3));
    wire.write(Buffer.from('SECRET\r'));
    await clock.delay(1);
    stop();
    wire.write(Buffer.from('B\r'));
    await clock.delay(1);
    wire.hangUp();
    await clock.delay(1);
    expect(await tapped.open()).toMatchObject({ ok: false });
    expect([Buffer.from(heard).toString(), sent, hangUps]).toEqual(['SECRET\r', [1, 2, 3], ['unplugged']]);
    expect(
      recorder
        .transcript()
        .entries.map((entry) => ('event' in entry ? entry.event : 'hex' in entry ? entry.hex : entry.text)),
    ).toEqual([
      'open',
      '010203',
      Buffer.from('AAAAAA\r').toString('hex'),
      Buffer.from('A\r').toString('hex'),
      'hang-up',
      'open-failed',
    ]);
  });

  it('keeps to its size, gives up the oldest, and says how much', async () => {
    const clock = new SimulatedClock();
    const { transport, wire } = createMemoryPair();
    const recorder = new Recorder({ deviceClass: 'barcodeReader', clock, maxBytes: 2_000 });
    const tapped = recordStream(recorder, transport);
    await tapped.open();
    for (let code = 0; code < 500; code += 1) {
      wire.write(Buffer.from(`code-${code}\r`));
      await clock.delay(200);
    }
    const { head, entries } = recorder.transcript();
    expect(entries.length).toBeLessThan(40);
    expect(head.dropped).toBe(501 - entries.length);
    expect(entries.at(-1)).toMatchObject({ to: 'host', hex: Buffer.from('aaaa-000\r').toString('hex') });
  });
});

describe('the file', () => {
  const entry = fc.oneof(
    fc.record({
      to: fc.constantFrom('device' as const, 'host' as const),
      hex: fc.uint8Array({ minLength: 1, maxLength: 30 }).map((bytes) => Buffer.from(bytes).toString('hex')),
    }),
    fc.record({
      event: fc.constantFrom('open' as const, 'open-failed' as const, 'close' as const, 'hang-up' as const),
    }),
  );

  it('reads back what was written', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(5_000), entry)), fc.nat(9), (steps, dropped) => {
        let t = 0;
        const entries = steps.map(([after, one]) => {
          t += after;
          return { t, ...one };
        });
        const head = { transcript: 1, deviceClass: 'idCardReader', medium: 'stream', variant: '', dropped } as const;
        expect(parseTranscript(formatTranscript({ head, entries }))).toEqual({ ok: true, value: { head, entries } });
      }),
    );
  });

  it('never throws, and names the bad line', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseTranscript(text).ok).toBe(false);
      }),
    );
    const head = '{"transcript":1,"deviceClass":"idCardReader","variant":"","dropped":0}';
    const bad = (line: string) => {
      const parsed = parseTranscript(`${head}\n{"t":5,"event":"open"}\n${line}\n`);
      return parsed.ok ? 'fine' : parsed.error;
    };
    expect(bad('{"t":6,"to":"host","hex":"00"}')).toBe('fine');
    expect(bad('{"t":6,"to":"host","hex":"0"}')).toBe('line 3 is no entry of a transcript');
    expect(bad('{"t":4,"event":"close"}')).toBe('line 3 is older than the one before');
    expect(bad('{')).toBe('line 3 is not JSON');
  });

  it('a device replayed from any transcript neither crashes nor hangs whatever the host sends', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(entry, { maxLength: 20 }),
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 12 }), { maxLength: 10 }),
        fc.constantFrom('strict' as const, 'tolerant' as const),
        async (steps, writes, matching) => {
          const entries = steps.map((one, index) => ({ t: index, ...one }));
          const head = {
            transcript: 1,
            deviceClass: 'receiptPrinter',
            medium: 'stream',
            variant: '',
            dropped: 0,
          } as const;
          const { transport, device, clock } = replayed({ head, entries }, { matching, speed: 0 });
          await transport.open();
          for (const bytes of writes) await transport.write(bytes);
          await clock.delay(10);
          expect(device.divergences.length).toBeLessThanOrEqual(100);
        },
      ),
    );
  });
});

describe('served as a port', () => {
  let room: string;
  const said = { stdout: '', stderr: '' };
  const streams = {
    stdout: { write: (text: string) => (said.stdout += text) },
    stderr: { write: (text: string) => (said.stderr += text) },
  };
  beforeEach(() => {
    room = mkdtempSync(path.join(tmpdir(), 'replay-'));
    said.stdout = '';
    said.stderr = '';
  });
  afterEach(() => rmSync(room, { recursive: true, force: true }));
  const file = async () => {
    const name = path.join(room, 'card.jsonl');
    writeFileSync(name, formatTranscript(await cardSession()));
    return name;
  };

  it.skipIf(process.platform === 'win32').each(['pty', 'tcp'])(
    '(%s) a real port reads like the device',
    async (kind) => {
      const link = kind === 'tcp' ? 'tcp' : path.join(room, 'reader');
      const playing = runReplay(await file(), { speed: 20, strict: false, link, ...streams });
      while (!said.stdout.includes('\n')) await new Promise((resolve) => setTimeout(resolve, 5));
      const port = / on (\S+?),?\n/.exec(said.stdout)?.[1] ?? '';
      const transport = createTransport(port, { baudRate: 115_200 });
      if (!transport.ok) throw new Error(transport.error.message);
      const reader = new SdtIdCardReader(transport.value);
      expect(await reader.open()).toMatchObject({ ok: true });
      expect(await reader.read({ timeoutMs: 10_000 })).toMatchObject({ ok: true, value: { name: '样例' } });
      await reader.close();
      expect(await playing).toBe(0);
      expect(said.stdout).toMatch(/played to its end\n$/);
      expect(readFileSync(path.join(room, 'card.jsonl'), 'utf8')).not.toContain(room);
    },
  );

  it('ends with 2 and one line where it cannot, or is stopped', async () => {
    expect(await runReplay('/no/such/file', { speed: 1, strict: false, ...streams })).toBe(2);
    const bad = path.join(room, 'bad.jsonl');
    const replay = (file: string) => runReplay(file, { speed: 1, strict: false, ...streams });
    expect(await replay(room)).toBe(2);
    writeFileSync(bad, 'hello\n');
    expect(await replay(bad)).toBe(2);
    writeFileSync(bad, '\n');
    expect(await replay(bad)).toBe(2);
    truncateSync(bad, 64 * 1024 * 1024 + 1);
    expect(await replay(bad)).toBe(2);
    const signal = AbortSignal.timeout(100);
    expect(await runReplay(await file(), { speed: 1, strict: false, link: 'tcp', signal, ...streams })).toBe(2);
    expect(said.stderr.trimEnd().split('\n')).toEqual([
      'replay: cannot read the file: ENOENT, there is no such file',
      'replay: cannot read the file: EISDIR, it is a folder',
      'replay: line 1 is not JSON: no transcript, --record makes one',
      'replay: the file is empty',
      'replay: the file is no transcript: it is larger than 64 MB',
      'replay: stopped before its end',
    ]);
  });
});
