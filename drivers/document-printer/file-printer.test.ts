import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import PDFDocument from 'pdfkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { health } from '../contract/index.ts';
import { FILE_PRINTER_MODEL, FilePrinter, spoolFault } from './file-printer.ts';

function realPdf(text: string): Promise<Uint8Array> {
  return new Promise((resolve) => {
    const document = new PDFDocument();
    const chunks: Buffer[] = [];
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => resolve(Uint8Array.from(Buffer.concat(chunks))));
    document.text(text);
    document.end();
  });
}

let room: string;
let directory: string;
beforeEach(async () => {
  room = await mkdtemp(path.join(tmpdir(), 'file-printer-'));
  directory = path.join(room, 'spool');
});
afterEach(() => rm(room, { recursive: true, force: true }));

async function opened(options: { keep?: boolean; maxFiles?: number; maxBytes?: number } = {}): Promise<FilePrinter> {
  const printer = new FilePrinter({ directory, ...options });
  expect(await printer.open()).toMatchObject({ ok: true });
  return printer;
}

describe('file printer', () => {
  it('writes the document byte for byte and claims no more than a file', async () => {
    const printer = await opened();
    const pdf = await realPdf('participation proof');
    const completion = await printer.print({ jobId: 'job-1', title: '参保证明 张三样例', pdf, copies: 2 });
    expect(completion).toEqual({
      ok: true,
      effect: 'done',
      value: { jobId: 'job-1', fence: 'file-written', bytes: pdf.length },
    });
    const names = await readdir(directory);
    expect(names).toHaveLength(1);
    expect(names[0]).toMatch(/^[0-9a-f]{32}\.pdf$/);
    expect(Uint8Array.from(await readFile(path.join(directory, names[0] ?? '')))).toEqual(pdf);
    if (process.platform !== 'win32') {
      expect((await stat(path.join(directory, names[0] ?? ''))).mode & 0o077).toBe(0);
    }
    expect(printer.status()).toMatchObject({ model: FILE_PRINTER_MODEL, device: 'online', paper: null, media: null });
    expect(health(printer.status(), printer.status().observedAt)).toBe('ok');
  });

  it('replaces its own file when a job is repeated, also at the cap', async () => {
    const printer = await opened({ maxFiles: 1 });
    const second = await realPdf('second');
    await printer.print({ jobId: 'job', title: '', pdf: await realPdf('first'), copies: 1 });
    expect(await printer.print({ jobId: 'job', title: '', pdf: second, copies: 1 })).toMatchObject({ ok: true });
    const names = await readdir(directory);
    expect(names).toHaveLength(1);
    expect(Uint8Array.from(await readFile(path.join(directory, names[0] ?? '')))).toEqual(second);
  });

  it('refuses what is no whole PDF and leaves the folder empty', async () => {
    const printer = await opened();
    const whole = await realPdf('whole');
    const broken = [new Uint8Array(0), Buffer.from('<html>'), whole.subarray(0, whole.length - 40), whole.subarray(9)];
    for (const pdf of broken) {
      expect(await printer.print({ jobId: 'x', title: '', pdf, copies: 1 })).toMatchObject({
        ok: false,
        error: { code: 'invalidData', errorCode: 'not-a-pdf', effect: 'none' },
      });
    }
    expect(await printer.print({ jobId: 'x', title: '', pdf: whole, copies: 0 })).toMatchObject({
      error: { errorCode: 'copies-invalid' },
    });
    expect(await readdir(directory)).toEqual([]);
  });

  it('stops at the cap of files and of bytes, says so, and recovers after a wipe', async () => {
    const pdf = await realPdf('page');
    for (const cap of [{ maxFiles: 1 }, { maxBytes: pdf.length + 10 }]) {
      const printer = await opened(cap);
      expect(await printer.print({ jobId: 'a', title: '', pdf, copies: 1 })).toMatchObject({ ok: true });
      expect(await printer.print({ jobId: 'b', title: '', pdf, copies: 1 })).toMatchObject({
        error: { code: 'deviceNotReady', errorCode: 'spool-full', effect: 'none' },
      });
      expect(printer.status().faults).toEqual(['spool-full']);
      expect(health(printer.status(), printer.status().observedAt)).toBe('unavailable');
      await printer.wipe();
      expect(await printer.refresh()).toMatchObject({ device: 'online', faults: [] });
      expect(await printer.print({ jobId: 'b', title: '', pdf, copies: 1 })).toMatchObject({ ok: true });
      await printer.purge();
    }
  });

  it('wipes finished and unfinished documents and nothing else', async () => {
    const printer = await opened();
    await printer.print({ jobId: 'a', title: '', pdf: await realPdf('a'), copies: 1 });
    await writeFile(path.join(directory, `.${'ab'.repeat(16)}.part`), 'left by a crash');
    await writeFile(path.join(directory, 'notes.txt'), 'of the owner');
    expect(await printer.wipe()).toEqual({ ok: true, value: undefined, effect: 'done' });
    expect(await readdir(directory)).toEqual(['notes.txt']);
    expect(await printer.wipe()).toMatchObject({ ok: true, effect: 'none' });
  });

  it('leaves no document when the wipe comes while one is being written', async () => {
    const printer = await opened();
    const pdf = await realPdf('late');
    const printing = printer.print({ jobId: 'a', title: '', pdf, copies: 1 });
    expect(await printer.print({ jobId: 'b', title: '', pdf, copies: 1 })).toMatchObject({
      error: { code: 'sequenceError', errorCode: 'busy' },
    });
    await printer.wipe();
    expect(await printing).toMatchObject({ ok: true });
    expect(await readdir(directory)).toEqual([]);
  });

  it('keeps documents only when told to', async () => {
    const printer = await opened({ keep: true });
    await printer.print({ jobId: 'a', title: '', pdf: await realPdf('a'), copies: 1 });
    expect(await printer.wipe()).toMatchObject({ ok: true, effect: 'none' });
    expect(await readdir(directory)).toHaveLength(1);
    await printer.purge();
    expect(await readdir(directory)).toEqual([]);
  });

  it('does not open over a file, and prints nothing before it was opened', async () => {
    await writeFile(directory, 'in the way');
    const printer = new FilePrinter({ directory });
    expect(await printer.open()).toMatchObject({
      ok: false,
      error: { code: 'deviceNotReady', errorCode: 'folder-missing', effect: 'none' },
    });
    expect(printer.status()).toMatchObject({ device: 'hardwareError', action: 'configuration' });
    expect(await printer.print({ jobId: 'a', title: '', pdf: await realPdf('a'), copies: 1 })).toMatchObject({
      error: { errorCode: 'not-open', effect: 'none' },
    });
  });

  it('completes with the reason when the folder goes away under it, and comes back with it', async () => {
    const printer = await opened();
    const pdf = await realPdf('a');
    await rm(directory, { recursive: true });
    expect(await printer.print({ jobId: 'a', title: '', pdf, copies: 1 })).toMatchObject({
      error: { code: 'hardwareError', errorCode: 'folder-missing', effect: 'none' },
    });
    expect(printer.status().device).toBe('hardwareError');
    expect(await printer.refresh()).toMatchObject({ device: 'online' });
    expect(await printer.print({ jobId: 'a', title: '', pdf, copies: 1 })).toMatchObject({ ok: true });
  });

  // Root writes everywhere; then the file system itself has to refuse (procfs takes no files).
  it('says that the folder may not be written', async () => {
    const root = process.getuid?.() === 0;
    const unwritable = root ? '/proc/self/task' : room;
    if (!root) await chmod(room, 0o500);
    const printer = new FilePrinter({ directory: root ? unwritable : path.join(room, 'spool') });
    const completion = await printer.open();
    expect(completion).toMatchObject({ ok: false, error: { code: 'deviceNotReady', effect: 'none' } });
    expect(completion.ok ? '' : completion.error.errorCode).toMatch(/^folder-(denied|missing|error)$/);
    if (!root) await chmod(room, 0o700);
  });

  it('names the disk when it is full', () => {
    expect(spoolFault('ENOSPC')).toEqual({ errorCode: 'disk-full', message: 'the disk of the spool folder is full' });
    expect(spoolFault('EROFS').errorCode).toBe('folder-denied');
  });
});
