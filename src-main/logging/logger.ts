import { mkdirSync } from 'node:fs';
import path from 'node:path';
import pino from 'pino';
import roll from 'pino-roll';
import { type EventFields, type EventId, events } from './events.generated.ts';
import { type NamedFieldType, namedFieldTypes } from './field-types.ts';

export interface LoggerOptions {
  readonly directory: string;
  /** Which process writes: names the file and stands in every line. */
  readonly process: 'shell' | 'terminal' | 'device-host' | 'platform';
  /** Bytes after which a new file begins (default 8 MB). */
  readonly maxFileBytes?: number;
  /** Older files kept besides the one being written (default 9). */
  readonly keptFiles?: number;
  /** The least level written (default `info`). */
  readonly level?: 'debug' | 'info' | 'warn' | 'error' | 'fatal';
}

export interface Logger {
  /** Writes one event. Never throws and never blocks; what does not fit the catalogue is dropped and counted. */
  log<E extends EventId>(event: E, fields: EventFields[E]): void;
  /** Lines and fields dropped since the start. */
  dropped(): { readonly lines: number; readonly fields: number };
  /** Resolves when everything is written, or the disk does not take it. */
  close(): Promise<void>;
}

/** Lines wait in memory up to this while the disk does not take them. */
const MAX_WAITING_BYTES = 1024 * 1024;
const CLOSE_WITHIN_MS = 2000;
const RETRY_MS = 1000;

/** A logger, whatever the disk is like: without a usable folder it counts what it drops. */
export async function createLogger(options: LoggerOptions): Promise<Logger> {
  const dropped = { lines: 0, fields: 0 };
  const sink = await openSink(options, () => {
    dropped.lines += 1;
  });
  const settings: pino.LoggerOptions = {
    level: options.level ?? 'info',
    base: { process: options.process },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  };
  const writer = sink === null ? null : pino(settings, sink.stream);
  let told = 0;

  function write(event: EventId, fields: Record<string, unknown>): boolean {
    try {
      writer?.[events[event].level]({ event, ...fields });
      if (writer !== null) return true;
    } catch (thrown) {
      // A closed stream throws; the caller must not suffer for it.
      if (!(thrown instanceof Error)) throw thrown;
    }
    dropped.lines += 1;
    return false;
  }

  return {
    log: (event, fields) => {
      if (!Object.hasOwn(events, event)) {
        dropped.lines += 1;
        return;
      }
      const written = write(event, fitting(event, fields, dropped));
      const lost = dropped.lines + dropped.fields;
      if (lost === told || !written || sink?.failing()) return;
      told = lost;
      write('log.degraded', { ...dropped });
    },
    dropped: () => ({ ...dropped }),
    close: () => (sink === null ? Promise.resolve() : closeStream(sink.stream)),
  };
}

type SonicBoom = ReturnType<typeof pino.destination>;

interface Sink {
  readonly stream: SonicBoom;
  failing(): boolean;
}

async function openSink(options: LoggerOptions, onDrop: () => void): Promise<Sink | null> {
  try {
    mkdirSync(options.directory, { recursive: true, mode: 0o700 });
    const stream = await roll({
      file: path.join(options.directory, options.process),
      extension: '.log',
      size: `${Math.max(1, Math.round((options.maxFileBytes ?? 8 * 1024 * 1024) / 1024))}k`,
      limit: { count: options.keptFiles ?? 9, removeOtherLogFiles: true },
      maxLength: MAX_WAITING_BYTES,
      mode: 0o600,
      // Every line is longer, so nothing is held back; with 0 the stream would ignore `flush`.
      minLength: 1,
    });
    return { stream, failing: retryOnError(stream, onDrop) };
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown)) throw thrown;
    return null;
  }
}

/** A stream whose buffer is full does not try the disk again by itself. Returns whether the disk refuses right now. */
function retryOnError(stream: SonicBoom, onDrop: () => void): () => boolean {
  let failing = false;
  let timer: NodeJS.Timeout | undefined;
  stream.on('drop', onDrop);
  stream.on('write', () => {
    failing = false;
  });
  stream.on('close', () => clearTimeout(timer));
  stream.on('error', () => {
    failing = true;
    clearTimeout(timer);
    timer = setTimeout(() => {
      // Closed meanwhile on a disk that refuses: it throws then, and nobody is left to try for.
      if (!('destroyed' in stream && stream.destroyed === true)) stream.flush();
    }, RETRY_MS).unref();
  });
  return () => failing;
}

function closeStream(stream: SonicBoom): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      stream.destroy();
      resolve();
    }, CLOSE_WITHIN_MS);
    stream.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    stream.once('error', () => {
      clearTimeout(timer);
      stream.destroy();
      resolve();
    });
    stream.end();
  });
}

/** Only fields of the catalogue with values of their type; everything else is left out and counted. */
function fitting(event: EventId, fields: object, dropped: { fields: number }): Record<string, unknown> {
  const known: Record<string, NamedFieldType | readonly string[]> = events[event].fields;
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    const type = Object.hasOwn(known, name) ? known[name] : undefined;
    const checked = type === undefined ? undefined : check(type, value);
    if (checked === undefined) dropped.fields += 1;
    else kept[name] = checked;
  }
  return kept;
}

function check(type: NamedFieldType | readonly string[], value: unknown): unknown {
  if (typeof type !== 'string') return typeof value === 'string' && type.includes(value) ? value : undefined;
  const parsed = namedFieldTypes[type].safeParse(value);
  return parsed.success ? parsed.data : undefined;
}
