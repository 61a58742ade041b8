import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { deviceStatusSchema } from '../contract/index.ts';
import { listenOnLoopback } from '../transports/listen.ts';
import { openPty } from '../transports/pty.ts';
import { isReceiptAction, type ReceiptAction, type ReceiptCliOptions, runReceipt } from './cli.ts';
import { carries } from './rig.ts';
import { sampleReceipt } from './sample-receipt.ts';
import { EscPosPrinterSimulator } from './simulator.ts';

let room: string;
const closing: (() => Promise<void> | void)[] = [];
beforeEach(async () => {
  room = await mkdtemp(path.join(tmpdir(), 'receipt-cli-'));
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await rm(room, { recursive: true, force: true });
});

async function overTcp() {
  const server = await listenOnLoopback();
  if (!server.ok) throw new Error(server.error.message);
  closing.push(() => server.value.close());
  const simulator = new EscPosPrinterSimulator();
  simulator.attach(server.value);
  return { port: server.value.port, simulator };
}

async function run(action: ReceiptAction, options: Partial<ReceiptCliOptions> & { port: string }) {
  let out = '';
  let errors = '';
  const code = await runReceipt(action, {
    json: false,
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (errors += text) },
    ...options,
  });
  return { code, out, errors };
}

describe('receipt command line', () => {
  it('prints a receipt file over TCP and exits 0 with the proof', async () => {
    const { port, simulator } = await overTcp();
    const file = path.join(room, 'receipt.json');
    await writeFile(file, JSON.stringify(sampleReceipt));
    const { code, out, errors } = await run('print', { port, file, json: true });
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(JSON.parse(out)).toMatchObject({ printed: true, fence: 'printer-executed-cut', effect: 'done' });
    expect(simulator.papers().map((sheet) => carries(sheet, sampleReceipt))).toEqual([true]);
  });

  it('prints text over a real pty', async () => {
    const link = path.join(room, 'printer');
    const pty = openPty({ link });
    if (!pty.ok) throw new Error(pty.error.message);
    closing.push(() => pty.value.hangUp());
    const simulator = new EscPosPrinterSimulator();
    simulator.attach(pty.value);
    expect(await run('print', { port: link, text: '䶮 頔 彧 𬎆\n\n完' })).toMatchObject({ code: 0, errors: '' });
    expect(simulator.papers()).toHaveLength(1);
    expect(await run('self-test', { port: link })).toMatchObject({ code: 0 });
    expect(simulator.papers()).toHaveLength(2);
  });

  it('says of a stopped printer that nothing was printed', async () => {
    const { port, simulator } = await overTcp();
    simulator.setPaper(0);
    const { code, out, errors } = await run('print', { port, text: 'x', json: true });
    expect(code).toBe(2);
    expect(errors).toMatch(/^receipt print: .*\[paper-end\]; nothing was printed\n$/);
    expect(JSON.parse(out)).toMatchObject({ printed: false, errorCode: 'paper-end', effect: 'none' });
  });

  it('says of a printer that stops before its cut that the fate of the paper is unknown', async () => {
    const { port, simulator } = await overTcp();
    simulator.onExecute = (command) => {
      if (command.kind === 'feedAndCut') simulator.set('cover-open');
    };
    const { code, out, errors } = await run('print', { port, text: 'x', json: true });
    expect(code).toBe(2);
    expect(errors).toMatch(/\[cover-open\]; the paper's fate is unknown/);
    expect(JSON.parse(out)).toMatchObject({ printed: null, effect: 'unknown' });
  });

  it('reports status as JSON and exits by it', async () => {
    const { port, simulator } = await overTcp();
    const good = await run('status', { port, json: true });
    expect(good.code).toBe(0);
    expect(deviceStatusSchema.extend({ observedAt: z.iso.datetime() }).parse(JSON.parse(good.out))).toMatchObject({
      device: 'online',
      paper: 'full',
    });
    simulator.set('cover-open');
    const bad = await run('status', { port });
    expect(bad.code).toBe(2);
    expect(bad.out).toContain('cover-open');
    expect(bad.errors).toContain('[cover-open]');
  });

  it('refuses wrong words and dead ports with one line and 2', async () => {
    const broken = path.join(room, 'broken.json');
    await writeFile(broken, '{"blocks": [{"kind": "nothing"}]}');
    const port = 'tcp://127.0.0.1:1';
    const cases: Partial<ReceiptCliOptions>[] = [
      {},
      { family: 'typewriter' },
      { widthDots: 500 },
      { file: path.join(room, 'absent') },
      { file: broken },
      { port: 'tcp://nowhere' },
      { port: path.join(room, 'absent-tty') },
    ];
    for (const options of cases) {
      const { code, errors } = await run('print', { port, ...options });
      expect(code).toBe(2);
      expect(errors).toMatch(/^receipt print: [^\n]+; nothing was printed\n$/);
    }
    // No paper for what nobody meant: bytes that are no text, nothing at all, more than is printed.
    const { port: ready, simulator } = await overTcp();
    const garbage = path.join(room, 'garbage');
    await writeFile(garbage, Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x00, 0xff]));
    for (const [options, why] of [
      [{ file: garbage }, 'neither a receipt (JSON) nor a text in UTF-8'],
      [{ text: ' ' }, 'nothing to print'],
      [{ text: 'x\n'.repeat(201) }, 'it has 201 lines; a receipt takes 200'],
    ] as const)
      expect(await run('print', { port: ready, ...options })).toMatchObject({
        code: 2,
        errors: expect.stringContaining(`${why} [receipt-invalid]; nothing was printed`),
      });
    expect(simulator.papers()).toHaveLength(0);
    expect(isReceiptAction('print')).toBe(true);
    expect(isReceiptAction('eject')).toBe(false);
  });
});
