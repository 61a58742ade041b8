import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { SimulatedCard, sampleCard } from '../card-reader/simulated-card.ts';
import { isXfsAction, runXfs, type XfsAction } from './cli.ts';
import { XfsConnection } from './connection.ts';
import { PUBLISHER_PORTS } from './limits.ts';
import { encodeIdCard } from './native-formats.ts';
import { CardSlot } from './testing/card-slot.ts';
import { Peer } from './testing/peer.ts';
import { cardReaderService, printerService, scannerService } from './testing/peer-services.ts';
import { PresenterPeer, presenterService } from './testing/presenter-peer.ts';

let peer: Peer;
let room: string;
beforeEach(async () => {
  room = await mkdtemp(path.join(tmpdir(), 'xfs-cli-'));
  peer = await Peer.start({ services: { Scanner: scannerService, Printer: printerService, Cards: cardReaderService } });
});
afterEach(async () => {
  await peer.stop();
  await rm(room, { recursive: true, force: true });
});

async function run(
  action: XfsAction,
  port: string,
  more: { json?: boolean; secretFile?: string; authorityFile?: string } = {},
) {
  const out: string[] = [];
  const errors: string[] = [];
  const code = await runXfs(action, {
    port,
    json: false,
    timeoutMs: 2_000,
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => errors.push(text) },
    ...more,
  });
  return { code, out: out.join(''), errors: errors.join('') };
}

const CARD = {
  cardType: 'resident' as const,
  name: '样例',
  englishName: null,
  sex: null,
  nation: null,
  nationality: null,
  birth: null,
  address: null,
  number: '11010519491231002X',
  issuer: null,
  validFrom: null,
  validTo: null,
  passNumber: null,
  issueCount: null,
  olderNumber: null,
};

describe('a technician', () => {
  it('finds services, asks what they are and how they are', async () => {
    const found = await run('discover', `127.0.0.1:${peer.port}`);
    expect(found).toMatchObject({ code: 0, errors: '' });
    expect(found.out.split('\n')).toHaveLength(4);
    expect(found.out).toContain(`${peer.uri('Scanner')}  Sample scanner  BC-1  BarcodeReader Common  online`);
    expect(JSON.parse((await run('capabilities', peer.uri('Printer'))).out)).toMatchObject({
      printer: { osPrinter: 'sample' },
    });
    expect((await run('status', peer.uri('Printer'))).out).toBe('device=online media=notPresent paper.upper=full\n');
    expect(JSON.parse((await run('status', peer.uri('Scanner'), { json: true })).out)).toMatchObject({
      device: 'online',
      faults: [],
    });
  });

  it('looks at all thirteen ports when only the host is named', async () => {
    const tried = vi.spyOn(XfsConnection, 'open');
    onTestFinished(() => void tried.mockRestore());
    const found = await run('discover', 'no-such-host.invalid');
    expect(found).toMatchObject({ code: 2, errors: expect.stringContaining('no service was found') });
    const ports = tried.mock.calls.map(([{ uri }]) => new URL(uri).port || (uri.startsWith('wss:') ? '443' : '80'));
    expect([...new Set(ports)].map(Number).sort((a, b) => a - b)).toEqual([80, 443, ...PUBLISHER_PORTS]);
  });

  it('reads a code and a card, and prints the test page', async () => {
    peer.on('BarcodeReader.Read', (call) => call.complete('success', { readOutput: [{ barcodeData: 'T0s=' }] }));
    expect(await run('read-code', peer.uri('Scanner'))).toEqual({ code: 0, out: 'OK\n', errors: '' });
    const data = Buffer.from(encodeIdCard(CARD)).toString('base64');
    peer.on('CardReader.ReadRawData', (call) => call.complete('success', { chip: [{ data }] }));
    expect((await run('read-id', peer.uri('Cards'))).out).toBe(
      'cardType: resident\nname: 样例\nnumber: 11010519491231002X\n',
    );
    const slot = new CardSlot();
    slot.script(peer);
    slot.insert(new SimulatedCard({ card: sampleCard }));
    expect((await run('read-chip', peer.uri('Cards'))).out).toContain(`name: ${sampleCard.name}\n`);
    expect(await run('print-test', peer.uri('Printer'))).toEqual({
      code: 0,
      out: 'printed (printer-executed-cut)\n',
      errors: '',
    });
  });

  it('shows the bins and draws back what hangs there', async () => {
    const presenter = await Peer.start({ services: { Printer: presenterService } });
    const behind = new PresenterPeer(() => presenter);
    behind.script(presenter);
    const at = presenter.uri('Printer');
    expect(JSON.parse((await run('storage', at, { json: true })).out)).toMatchObject({
      unit1: { printer: { capabilities: { maxRetracts: 5 }, status: { in: 0, replenishmentStatus: 'ok' } } },
    });
    expect((await run('retract', at)).out).toBe('nothing hung there\n');
    behind.hold();
    expect((await run('retract', at)).out).toBe('drawn back\n');
    expect(behind.papers).toBe(1);
    await presenter.stop();
    expect((await run('storage', peer.uri('Printer'))).errors).toContain('[command-not-offered]');
  });

  it('hears in one line why not', async () => {
    peer.on('BarcodeReader.Read', (call) => call.complete('timeOut'));
    expect(await run('read-code', peer.uri('Scanner'))).toEqual({
      code: 2,
      out: '',
      errors: 'xfs read-code: no code was shown within the time limit [noCode]\n',
    });
    peer.on('Printer.ControlMedia', (call) => call.complete('commandErrorCode', { errorCode: 'paperJammed' }));
    expect((await run('print-test', peer.uri('Printer'))).errors).toMatch(
      /paperJammed.*effect on the paper: unknown\n$/,
    );
    expect(await run('status', 'ws://127.0.0.1:1/')).toMatchObject({ code: 2 });
    expect((await run('read-id', peer.uri('Scanner'))).errors).toContain('[wrong-service]');
    const none = path.join(room, 'none');
    for (const [more, which] of [
      [{ secretFile: none }, '--secret'],
      [{ authorityFile: none }, '--authority'],
    ] as const)
      expect(await run('status', peer.uri('Scanner'), more)).toEqual({
        code: 2,
        out: '',
        errors: `xfs status: ${which}: cannot read the file: ENOENT, there is no such file\n`,
      });
  });

  it('shows a secret from a file', async () => {
    const secretFile = path.join(room, 'secret');
    await writeFile(secretFile, 'abc\n');
    await run('status', peer.uri('Scanner'), { secretFile });
    expect(peer.secrets).toEqual(['Bearer abc']);
    expect(isXfsAction('format')).toBe(false);
  });
});
