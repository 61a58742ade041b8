import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { fail, ok, type Result } from '../../../drivers/contract/result.ts';
import { logFiles, readLine } from './log-lines.ts';
import { codeOf } from './steps.ts';

/** Which logs, and whose. */
export interface LogSource {
  readonly logDirectory: string;
  readonly terminal: string;
  readonly version: string;
  readonly wallMs: number;
}

export interface LogExport extends LogSource {
  /** Where to: a mounted removable volume. */
  readonly target: string;
}

/**
 * Every line of every log, oldest file first, as one `.jsonl.gz` with a manifest as its first line, and its SHA-256 in
 * a file beside it. Each line goes through the catalogue again, so nothing leaves that the catalogue does not name.
 * The written file is read back before it is called written.
 */
export async function exportLogs(options: LogExport): Promise<{ ok: boolean; evidence: string }> {
  const { target, terminal, wallMs } = options;
  const stamp = new Date(wallMs).toISOString().replace(/[-:]|\.\d+/g, '');
  const name = `logs-${terminal}-${stamp}.jsonl.gz`;
  const unfinished = path.join(target, `.${name}.part`);
  try {
    const { bytes, sha256, lines } = await write(unfinished, options);
    const again = createHash('sha256')
      .update(await readFile(unfinished))
      .digest('hex');
    if (again !== sha256) {
      await rm(unfinished, { force: true });
      return { ok: false, evidence: 'the volume gave back other bytes' };
    }
    await rename(unfinished, path.join(target, name));
    await writeFile(path.join(target, `${name}.sha256`), `${sha256}  ${name}\n`, { flush: true });
    return { ok: true, evidence: `${name}, ${lines} lines, ${bytes} bytes, SHA-256 ${sha256.slice(0, 16)}` };
  } catch (thrown) {
    const code = codeOf(thrown);
    await rm(unfinished, { force: true }).catch(codeOf);
    return { ok: false, evidence: code };
  }
}

/** The same bytes in memory, with their SHA-256; an error word when there are more than `mostBytes`, or they cannot be read. */
export async function packLogs(
  source: LogSource,
  mostBytes: number,
): Promise<Result<{ content: Buffer; sha256: string; lines: number }, string>> {
  const count = { lines: 0, left: 0 };
  const parts: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const part of packed(source, count)) {
      parts.push(part);
      bytes += part.length;
      if (bytes > mostBytes) return fail('too-large');
    }
  } catch (thrown) {
    return fail(codeOf(thrown));
  }
  const content = Buffer.concat(parts);
  return ok({ content, sha256: createHash('sha256').update(content).digest('hex'), lines: count.lines });
}

/** Every way out of the machine goes through here: gzip of lines that the catalogue names. */
async function* packed(source: LogSource, count: { lines: number; left: number }): AsyncGenerator<Buffer> {
  // Unlike `pipe` this hands on what goes wrong with the files; whoever reads hears it.
  const gzip = pipeline(Readable.from(text(source, count)), createGzip(), () => undefined);
  for await (const chunk of gzip) yield Buffer.from(chunk);
}

async function write(file: string, options: LogExport): Promise<{ bytes: number; sha256: string; lines: number }> {
  const hash = createHash('sha256');
  const count = { lines: 0, left: 0 };
  let bytes = 0;
  const handle = await open(file, 'w', 0o600);
  try {
    for await (const part of packed(options, count)) {
      hash.update(part);
      bytes += part.length;
      await handle.write(part);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { bytes, sha256: hash.digest('hex'), lines: count.lines };
}

async function* text(options: LogSource, count: { lines: number; left: number }): AsyncGenerator<string> {
  const { logDirectory, terminal, version, wallMs } = options;
  const files = logFiles(logDirectory).reverse();
  yield `${JSON.stringify({ manifest: 1, terminal, version, at: new Date(wallMs).toISOString(), files: files.map((file) => path.basename(file)) })}\n`;
  for (const file of files)
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
      const known = readLine(line);
      if (known === null) {
        if (line !== '') count.left += 1;
        continue;
      }
      count.lines += 1;
      yield `${JSON.stringify(known)}\n`;
    }
  yield `${JSON.stringify({ end: 1, lines: count.lines, leftOut: count.left })}\n`;
}
