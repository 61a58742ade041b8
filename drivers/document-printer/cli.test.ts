import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { deviceStatusSchema } from '../contract/index.ts';
import { type DocumentAction, type DocumentCliOptions, isDocumentAction, runDocument } from './cli.ts';
import { samplePdf } from './ipp/rig.ts';
import { IppPrinterSimulator } from './ipp/simulator.ts';
import { integer, text } from './ipp/values.ts';

let room: string;
let simulator: IppPrinterSimulator;
let port: string;
beforeEach(async () => {
  room = await mkdtemp(path.join(tmpdir(), 'document-cli-'));
  simulator = new IppPrinterSimulator();
  port = await simulator.listen();
});
afterEach(async () => {
  await simulator.close();
  await rm(room, { recursive: true, force: true });
});

async function run(action: DocumentAction, options: Partial<DocumentCliOptions> = {}) {
  let out = '';
  let errors = '';
  const code = await runDocument(action, {
    port,
    json: false,
    stdout: { write: (words) => (out += words) },
    stderr: { write: (words) => (errors += words) },
    ...options,
  });
  return { code, out, errors };
}

async function sample(): Promise<string> {
  const file = path.join(room, 'x.pdf');
  await writeFile(file, samplePdf(2));
  return file;
}

describe('document command line', () => {
  it('prints a file with two copies and exits 0 with the proof', async () => {
    const { code, out } = await run('print', { file: await sample(), copies: 2, json: true });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ fence: 'printer-completed', effect: 'done' });
    expect(simulator.papers).toMatchObject([{ whole: true, pages: 4 }]);
    expect(await run('print', { file: await sample() })).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^printed \(\d+ bytes, printer-completed\)\n$/),
      errors: 'sent; waiting for the printer\n',
    });
  });

  it('does not call printed what a spooler took', async () => {
    await simulator.close();
    simulator = new IppPrinterSimulator({ attributes: [text('cups-version', '2.4.2'), integer('printer-type', 4)] });
    port = await simulator.listen();
    expect(await run('print', { file: await sample() })).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^taken by a spooler: look whether it was printed/),
    });
  });

  it('shows the status and whether it would print', async () => {
    const ready = await run('status', { json: true });
    expect(ready).toMatchObject({ code: 0, errors: '' });
    expect(deviceStatusSchema.extend({ observedAt: z.iso.datetime() }).parse(JSON.parse(ready.out))).toMatchObject({
      model: 'Simulated Office Printer',
    });
    simulator.engine.reasons.add('cover-open-error');
    const { code, out, errors } = await run('status');
    expect(code).toBe(2);
    expect(out).toMatch(
      /^Simulated Office Printer {2}userError {2}paper full {2}toner 75% {2}cover-open {2}\(printer-state/,
    );
    expect(errors).toBe('document status: the printer is not ready: cover-open [cover-open]\n');
    const refused = await run('print', { file: await sample(), json: true });
    expect(refused.errors).toMatch(/\[cover-open\]; nothing was printed\n$/);
    expect(JSON.parse(refused.out)).toEqual({ code: 'deviceNotReady', errorCode: 'cover-open', effect: 'none' });
  });

  it('lists jobs and cancels one', async () => {
    expect((await run('jobs')).out).toBe('no jobs under our name\n');
    await run('print', { file: await sample() });
    expect((await run('jobs')).out).toBe('1  completed  2 impressions\n');
    expect(await run('cancel', { job: 1 })).toMatchObject({
      code: 2,
      errors: expect.stringContaining('[not-possible]'),
    });
    expect(await run('cancel', { job: 9 })).toMatchObject({
      code: 2,
      errors: expect.stringContaining('[job-unknown]'),
    });
    expect(await run('cancel')).toMatchObject({ code: 2, errors: expect.stringContaining('[job-missing]') });
  });

  it('says in one line what was wrong', async () => {
    expect(await run('print')).toMatchObject({ code: 2, errors: expect.stringContaining('[file-missing]') });
    expect(await run('print', { file: path.join(room, 'none.pdf') })).toMatchObject({
      code: 2,
      errors:
        'document print: cannot read the file: ENOENT, there is no such file [file-unreadable]; nothing was printed\n',
    });
    expect(await run('status', { port: 'tcp://x' })).toMatchObject({
      code: 2,
      errors: expect.stringContaining('[port-not-found]'),
    });
    const nowhere = { port: 'ipp://127.0.0.1:1/x' };
    const text = path.join(room, 'x.txt');
    await writeFile(text, 'no PDF');
    // What was typed is said before a printer is asked.
    for (const [action, more, code] of [
      ['print', {}, 'file-missing'],
      ['print', { file: text }, 'not-a-pdf'],
      ['cancel', {}, 'job-missing'],
      ['cancel', { job: 0.5 }, 'job-missing'],
    ] as const)
      expect((await run(action, { ...nowhere, ...more })).errors).toContain(`[${code}]`);
    await simulator.close();
    expect(await run('status')).toMatchObject({
      code: 2,
      errors: expect.stringMatching(/^[^\n]*\[port-not-found\]\n$/),
    });
    expect(isDocumentAction('print') && !isDocumentAction('erase')).toBe(true);
  });

  it.each([
    ['is none', 'zz', /32 pairs/],
    ['nobody shows', Array(32).fill('AB').join(':'), /ipps:\/\/ printers only/],
  ])('takes no certificate that %s', async (_, fingerprint256, why) => {
    expect(await run('status', { fingerprint256 })).toMatchObject({ code: 2, errors: expect.stringMatching(why) });
  });
});
