import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type CardService,
  insertVirtualCard,
  PcscCardService,
  PcscSocialSecurityCardReader,
  SimulatedCard,
  sampleCard,
} from '../card-reader/index.ts';
import { type PrivatePcscd, privatePcscd, whyNoPcscd } from '../card-reader/pcscd-kit.ts';
import { completed, failed, type IdCardReader, ok, systemClock } from '../contract/index.ts';
import { IppDocumentPrinter, type IppTap } from '../document-printer/index.ts';
import { samplePdf } from '../document-printer/ipp/rig.ts';
import { type Ippeveprinter, startIppeveprinter } from '../document-printer/peers/ippeveprinter.ts';
import { blankCard } from '../id-card-reader/index.ts';
import { startFacade } from '../xfs4iot/facade/facade.ts';
import { barcodeService, idCardService } from '../xfs4iot/facade/services.ts';
import { XfsBarcodeReader, XfsIdCardReader, type XfsTap } from '../xfs4iot/index.ts';
import { type Recording, runReplay, startRecording } from './cli.ts';

/** A transcript is made with a real peer, written, read, and played to the same driver. */
const NAME = '金丝雀';
const NUMBER = '11010519491231002X';

let room: string;
const said = { stdout: '', stderr: '' };
beforeEach(() => {
  room = mkdtempSync(path.join(tmpdir(), 'replay-'));
  said.stdout = '';
  said.stderr = '';
});
afterEach(() => rmSync(room, { recursive: true, force: true }));

const file = () => path.join(room, 'transcript.jsonl');

/** Whatever encoding: as text, hex, base64, and base64 of a JSON around it at every offset. */
function holdsNobody(text: string, secrets: readonly string[]): void {
  const hex = text.toLowerCase();
  const decoded = [...text.matchAll(/[A-Za-z0-9+/]{16,}={0,2}/g)].map(([one]) =>
    Buffer.from(one, 'base64').toString('latin1'),
  );
  for (const secret of secrets) {
    for (const encoding of ['utf8', 'utf16le', 'gb18030']) {
      const bytes = iconv.encode(secret, encoding);
      expect(hex).not.toContain(bytes.toString('hex'));
      expect(text).not.toContain(bytes.toString('base64').replace(/=+$/, ''));
      for (const one of decoded) expect(one).not.toContain(bytes.toString('latin1'));
    }
    expect(text).not.toContain(secret);
  }
}

/** Serves what was recorded; `act` gets where it is. Then the exit code. */
async function replayed<T>(act: (where: string) => Promise<T>, more: { link?: string; strict?: boolean } = {}) {
  const stopped = new AbortController();
  const playing = runReplay(file(), {
    speed: 0,
    strict: more.strict ?? false,
    signal: stopped.signal,
    ...(more.link === undefined ? {} : { link: more.link }),
    stdout: { write: (text) => (said.stdout += text) },
    stderr: { write: (text) => (said.stderr += text) },
  });
  while (!said.stdout.includes('\n')) {
    if (said.stderr !== '') throw new Error(said.stderr);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const result = await act(/ on (\S+)/.exec(said.stdout)?.[1] ?? '');
  stopped.abort();
  return { result, exit: await playing };
}

const noPcscd = whyNoPcscd();
if (noPcscd !== null) console.warn(`no real card service in these tests: ${noPcscd}`);

describe.skipIf(noPcscd !== null)('a social security card over a real pcscd', () => {
  let pcscd: PrivatePcscd;
  beforeAll(async () => {
    pcscd = await privatePcscd();
    await pcscd.start();
  });
  afterAll(async () => await pcscd?.dispose());

  const read = async (service: CardService) => {
    const reader = new PcscSocialSecurityCardReader(service, { reader: '00 00' });
    try {
      expect(await reader.open()).toMatchObject({ ok: true });
      return await reader.read({ timeoutMs: 5_000 });
    } finally {
      await reader.close();
    }
  };
  const person = { ...sampleCard, name: NAME, socialSecurityNumber: NUMBER };

  async function session(script: (card: SimulatedCard) => void = () => undefined) {
    const recording = startRecording(file(), { deviceClass: 'cardReader', medium: 'apdu' });
    const card = new SimulatedCard({ card: person });
    script(card);
    const inserted = await insertVirtualCard(card, pcscd.port);
    if (!inserted.ok) throw new Error(inserted.error);
    const completion = await read(recording.cards(new PcscCardService()));
    inserted.value.pull();
    await inserted.value.ended;
    await recording.save();
    holdsNobody(readFileSync(file(), 'utf8'), [NAME, NUMBER, sampleCard.cardNumber, NUMBER.slice(6, 14)]);
    return completion;
  }

  it('is read again as somebody who does not exist, and strictly so', async () => {
    expect(await session()).toMatchObject({ ok: true, value: { name: NAME } });
    const { result, exit } = await replayed(() => read(new PcscCardService()), {
      link: String(pcscd.port),
      strict: true,
    });
    expect(result).toMatchObject({
      ok: true,
      effect: 'none',
      value: { name: '样样样', socialSecurityNumber: expect.stringMatching(/^1101011900/), birth: '1900-01-01' },
    });
    expect([exit, said.stderr]).toEqual([0, '']);
  });

  it.each([
    ['dataProtected', 0x6982],
    ['cardBlocked', 0x6a81],
  ])('ends again with the same words (%s)', async (_, sw) => {
    const before = await session((card) => card.inject({ kind: 'word', at: 0, sw }));
    const { result } = await replayed(() => read(new PcscCardService()), { link: String(pcscd.port) });
    expect(before.ok).toBe(false);
    expect(result).toEqual(before);
  });
});

const notLinux = process.platform !== 'linux';
if (notLinux) process.stderr.write('ippeveprinter is tested on Linux only\n');

describe.skipIf(notLinux)('a printer behind IPP (ippeveprinter)', () => {
  let peer: Ippeveprinter;
  beforeAll(async () => {
    peer = await startIppeveprinter();
  });
  afterAll(() => peer[Symbol.asyncDispose]());

  const patience = { pollMs: 50, busyFirstMs: 50, settleMs: 1_500, quietMs: 2_000 };
  const print = async (uri: string, tap?: IppTap, copies = 1) => {
    const printer = new IppDocumentPrinter({ uri, patience, ...(tap ? { tap } : {}) });
    try {
      const opened = await printer.open();
      if (!opened.ok) return { opened };
      const { model, paper, identity } = printer.status();
      const completion = await printer.print({ jobId: 'job-7', title: NAME, pdf: samplePdf(1, NAME, 40_000), copies });
      return { completion, model, paper, identity };
    } finally {
      await printer.close();
    }
  };

  it('proves the same print again without a page of it', async () => {
    const recording = startRecording(file(), { deviceClass: 'documentPrinter', medium: 'ipp' });
    const then = await print(peer.uri, recording.ipp);
    expect(then.completion).toMatchObject({ ok: true, value: { fence: 'printer-completed' } });
    await recording.save();
    const text = readFileSync(file(), 'utf8');
    holdsNobody(text, [NAME, 'job-7', '%PDF', '127.0.0.1']);
    expect(text).toMatch(/"document":4\d{4}/);
    const { result } = await replayed((uri) => print(uri));
    const outcome = ({ completion, ...rest }: Awaited<ReturnType<typeof print>>) => [
      rest,
      completion?.ok ? { ...completion.value, bytes: 0, jobId: '' } : completion?.error.errorCode,
    ];
    expect(outcome(result)).toEqual(outcome(then));
  });

  it('refuses again what it refused', async () => {
    const recording = startRecording(file(), { deviceClass: 'documentPrinter', medium: 'ipp' });
    const then = await print(peer.uri, recording.ipp, 1_000);
    await recording.save();
    const { result } = await replayed((uri) => print(uri, undefined, 1_000));
    expect(then.completion).toMatchObject({ ok: false, error: { effect: 'none' } });
    expect(result.completion).toEqual(then.completion);
  });
});

describe('an XFS4IoT service (our own facade)', () => {
  const SECRET = 'ab'.repeat(32);
  const card = {
    ...blankCard,
    name: NAME,
    number: NUMBER,
    birth: '1949-12-31',
    address: '虚构路四号',
    sex: '女',
    nation: '汉',
  };
  const status = (deviceClass: 'idCardReader' | 'barcodeReader') => ({
    deviceClass,
    device: 'online' as const,
    media: null,
    paper: null,
    action: 'none' as const,
    faults: [],
    observedAt: systemClock.now(),
    evidence: '',
    identity: `serial-${deviceClass}`,
    model: 'sample',
  });

  /** A facade whose reader answers once as told. */
  async function serving(answer: IdCardReader['read'], act: (port: number) => Promise<void>): Promise<void> {
    const reader = { read: answer, refresh: async () => status('idCardReader') } as unknown as IdCardReader;
    const scanner = {
      read: async () => completed({ text: `BDY1:${NUMBER}`, aim: null }, 'none' as const),
      refresh: async () => status('barcodeReader'),
    };
    const facade = await startFacade({
      port: 0,
      secret: SECRET,
      services: [
        idCardService({ run: (command) => command(reader), status: () => status('idCardReader') }),
        barcodeService({ run: (command) => command(scanner as never), status: () => status('barcodeReader') }),
      ],
      lease: { acquire: () => ok({ release: () => undefined, revoked: new AbortController().signal }) },
      audit: () => undefined,
    });
    if (!facade.ok) throw new Error(facade.error);
    try {
      await act(facade.value.port);
    } finally {
      await facade.value.close();
    }
  }
  const record = (): Recording => startRecording(file(), { deviceClass: 'idCardReader', medium: 'xfs' });
  const readId = async (address: string, tap?: XfsTap) => {
    const reader = new XfsIdCardReader({ address, bearer: SECRET, ...(tap ? { tap } : {}) });
    try {
      const opened = await reader.open();
      return opened.ok ? await reader.read({ timeoutMs: 5_000 }) : opened;
    } finally {
      await reader.close();
    }
  };

  it('reads somebody who does not exist', async () => {
    const recording = record();
    await serving(
      async () => completed(card, 'none'),
      async (port) => {
        expect(await readId(`ws://127.0.0.1:${port}/xfs4iot/v1.0/IdCardReader`, recording.xfs)).toMatchObject({
          ok: true,
          value: { name: NAME },
        });
      },
    );
    await recording.save();
    holdsNobody(readFileSync(file(), 'utf8'), [NAME, NUMBER, '虚构路', SECRET]);
    const { result, exit } = await replayed((uri) => readId(uri), { strict: true });
    expect(result).toMatchObject({ ok: true, effect: 'none', value: { cardType: 'resident', name: '样例' } });
    expect([exit, said.stderr]).toEqual([0, '']);
  });

  it('fails again as it failed', async () => {
    const recording = record();
    let then: unknown = null;
    await serving(
      async () => failed('userError', 'readFailed', `of ${NAME}`),
      async (port) => {
        then = await readId(`ws://127.0.0.1:${port}/xfs4iot/v1.0/IdCardReader`, recording.xfs);
      },
    );
    await recording.save();
    holdsNobody(readFileSync(file(), 'utf8'), [NAME]);
    const { result } = await replayed((uri) => readId(uri));
    expect(then).toMatchObject({ ok: false });
    expect(result).toEqual(then);
  });

  it('scans another code of the same form', async () => {
    const recording = startRecording(file(), { deviceClass: 'barcodeReader', medium: 'xfs' });
    const scan = async (address: string, tap?: XfsTap) => {
      const scanner = new XfsBarcodeReader({ address, bearer: SECRET, ...(tap ? { tap } : {}) });
      await scanner.open();
      const read = await scanner.read({ timeoutMs: 5_000 });
      await scanner.close();
      return read;
    };
    await serving(
      async () => failed('canceled', 'canceled', ''),
      async (port) => {
        const read = await scan(`ws://127.0.0.1:${port}/xfs4iot/v1.0/BarcodeReader`, recording.xfs);
        expect(read).toMatchObject({ ok: true, value: { text: `BDY1:${NUMBER}` } });
      },
    );
    await recording.save();
    holdsNobody(readFileSync(file(), 'utf8'), [NUMBER, NUMBER.slice(6, 14)]);
    const { result } = await replayed((uri) => scan(uri));
    expect(result).toMatchObject({ ok: true, value: { text: expect.stringMatching(/^BDY1:/) } });
  });
});

it('a transcript nobody can serve here says so', async () => {
  const head = { transcript: 1, deviceClass: 'barcodeReader', medium: 'hid', variant: '', dropped: 0 };
  const open = { t: 0, event: 'open', hid: { vendorId: 1, productId: 2, descriptor: null } };
  for (const [lines, why] of [
    [[head], 'the transcript does not say what the device looked like'],
    [[head, open], 'no virtual HID device can be plugged in here'],
    [[{ ...head, deviceClass: 'cardReader', medium: 'apdu' }], 'no virtual reader on port 1'],
  ] as const) {
    writeFileSync(file(), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    said.stderr = '';
    const stderr = { write: (text: string) => (said.stderr += text) };
    expect(await runReplay(file(), { speed: 0, strict: false, link: '1', stdout: stderr, stderr })).toBe(2);
    expect(said.stderr).toContain(why);
  }
});
