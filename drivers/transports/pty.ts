import { spawnSync } from 'node:child_process';
import { closeSync, lstatSync, mkdirSync, readlinkSync, symlinkSync, unlinkSync, write as writeFd } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { ReadStream } from 'node:tty';
import { z } from 'zod';
import { fail, ok, type Result, type TransportError } from '../contract/index.ts';
import type { SimulatorWire } from './simulator-wire.ts';

/** A pty whose far end opens like a serial device. `path` is what the terminal opens: the link if one was asked for. */
export interface PtyWire extends SimulatorWire {
  readonly path: string;
  /** The same as `hangUp`: the link goes with the device. */
  close(): void;
}

interface NativePty {
  open(columns: number, rows: number): unknown;
}

const openedSchema = z.object({ master: z.number().int(), slave: z.number().int(), pty: z.string().min(1) });
const RETRY_WRITE_MS = 1;

function loadNativePty(): Result<NativePty, TransportError> {
  const name = `@lydell/node-pty-${process.platform}-${process.arch}`;
  try {
    return ok(createRequire(import.meta.url)(`${name}/pty.node`));
  } catch {
    return fail({
      kind: 'notFound',
      message: `ptys need the optional package ${name}: install it, or let the simulator listen on TCP`,
    });
  }
}

function errnoOf(error: NodeJS.ErrnoException | null): string {
  return error?.code ?? '';
}

/** Only ever replaces a link of ours: a real file of that name is left alone and reported. */
function placeLink(link: string, target: string): Result<void, TransportError> {
  try {
    mkdirSync(dirname(link), { recursive: true });
    const existing = lstatSync(link, { throwIfNoEntry: false });
    if (existing && !existing.isSymbolicLink()) return fail({ kind: 'busy', message: `${link} exists and is no link` });
    if (existing) unlinkSync(link);
    symlinkSync(target, link);
    return ok(undefined);
  } catch (error) {
    return fail({
      kind: 'io',
      message: `${link} cannot be made: ${error instanceof Error ? error.message : 'unknown'}`,
    });
  }
}

/**
 * Opens a pty pair in raw mode: all 256 byte values pass both ways unchanged. Development and tests only (POSIX).
 * The slave stays open here, else the master reads EIO whenever the terminal has closed its end.
 */
export function openPty(options: { link?: string } = {}): Result<PtyWire, TransportError> {
  const native = loadNativePty();
  if (!native.ok) return native;
  const { master, slave, pty } = openedSchema.parse(native.value.open(80, 24));
  // Node's own raw mode keeps ONLCR, which would turn 0A into 0D 0A; stty clears output processing too.
  const flag = process.platform === 'darwin' ? '-f' : '-F';
  const raw = spawnSync('stty', [flag, pty, 'raw', '-echo'], { stdio: 'ignore' });
  const link = options.link;
  const linked = link === undefined ? ok(undefined) : placeLink(link, pty);
  if (raw.status !== 0 || !linked.ok) {
    closeSync(master);
    closeSync(slave);
    return linked.ok ? fail({ kind: 'io', message: `stty could not make ${pty} raw` }) : linked;
  }
  return ok(new NativePtyWire(master, slave, pty, link ?? null));
}

class NativePtyWire implements PtyWire {
  readonly path: string;
  readonly #master: number;
  readonly #slave: number;
  readonly #pty: string;
  readonly #link: string | null;
  readonly #stream: ReadStream;
  readonly #listeners = new Set<(bytes: Uint8Array) => void>();
  #queue: Uint8Array[] = [];
  #writing = false;
  #hungUp = false;
  #destroyed = false;

  constructor(master: number, slave: number, pty: string, link: string | null) {
    this.path = link ?? pty;
    this.#pty = pty;
    this.#master = master;
    this.#slave = slave;
    this.#link = link;
    this.#stream = new ReadStream(master);
    this.#stream.on('data', (bytes) => {
      for (const listener of [...this.#listeners]) listener(bytes);
    });
    this.#stream.on('error', () => this.#destroy());
  }

  onData(listener: (bytes: Uint8Array) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  write(bytes: Uint8Array): void {
    if (this.#hungUp || bytes.length === 0) return;
    this.#queue.push(bytes.slice());
    this.#pump();
  }

  hangUp(): void {
    // First of all: the kernel gives the number to the next pty at once, and a link left behind would lead a terminal
    // to some other device.
    this.#removeLink();
    this.#hungUp = true;
    this.#pump();
  }

  close(): void {
    this.hangUp();
  }

  #removeLink(): void {
    if (this.#link === null || this.#hungUp) return;
    try {
      // A newer pty may have taken the name over.
      if (readlinkSync(this.#link) === this.#pty) unlinkSync(this.#link);
    } catch (error) {
      // Somebody may have cleared the directory already; the link is gone either way.
      if (!(error instanceof Error) || errnoOf(error) !== 'ENOENT') throw error;
    }
  }

  // Not the stream's own write: on a pty master libuv writes blocking and stops the whole process when the kernel's
  // 4 KiB buffer is full and the reader lives in the same process.
  #pump(): void {
    if (this.#writing || this.#destroyed) return;
    const next = this.#queue[0];
    if (!next) {
      if (this.#hungUp) this.#destroy();
      return;
    }
    this.#writing = true;
    writeFd(this.#master, next, (error, written) => {
      this.#writing = false;
      if (error && errnoOf(error) !== 'EAGAIN') return this.#destroy();
      if (written === next.length) this.#queue.shift();
      else if (written > 0) this.#queue[0] = next.subarray(written);
      if (!error) return this.#pump();
      if (this.#hungUp) return this.#destroy();
      setTimeout(() => this.#pump(), RETRY_WRITE_MS);
    });
  }

  #destroy(): void {
    if (this.#destroyed) return;
    this.#removeLink();
    this.#destroyed = true;
    this.#hungUp = true;
    this.#queue = [];
    this.#stream.destroy();
    closeSync(this.#slave);
  }
}
