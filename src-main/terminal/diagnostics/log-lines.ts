import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { fail, ok, type Result } from '../../../drivers/contract/result.ts';
import { type EventId, events } from '../../logging/events.generated.ts';
import { levelSchema, namedFieldTypes } from '../../logging/field-types.ts';
import { codeOf } from './steps.ts';

/** What of one file is looked through, from its end. */
const TAIL_BYTES = 256 * 1024;

const lineSchema = z.looseObject({
  time: z.iso.datetime(),
  level: levelSchema,
  process: z.string().regex(/^[a-z-]{1,20}$/),
  event: z.string(),
});

/** One line of a log as the catalogue knows it: whatever else stood in the line is not in here. */
export interface LogLine {
  readonly time: string;
  readonly level: z.infer<typeof levelSchema>;
  readonly process: string;
  readonly event: EventId;
  readonly fields: Readonly<Record<string, string | number | boolean>>;
}

const isEvent = (name: string): name is EventId => Object.hasOwn(events, name);

/**
 * Reads a line by the catalogue: only its events, only their fields, only values of their types. The logger writes
 * nothing else; this holds also for a line that something else put into the file. Null for every other line.
 */
export function readLine(text: string): LogLine | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = lineSchema.safeParse(json);
  if (!parsed.success || !isEvent(parsed.data.event)) return null;
  const { time, level, process, event, ...rest } = parsed.data;
  const fields: Record<string, string | number | boolean> = {};
  for (const [name, type] of Object.entries(events[event].fields)) {
    const value: unknown = rest[name];
    if (typeof type !== 'string') {
      if (typeof value === 'string' && type.includes(value)) fields[name] = value;
      continue;
    }
    const checked = namedFieldTypes[type].safeParse(value);
    if (checked.success) fields[name] = checked.data;
  }
  return { time, level, process, event, fields };
}

/** The log files, newest first. Throws the system's error where there is no such folder. */
export function logFiles(directory: string): string[] {
  return readdirSync(directory)
    .filter((name) => /^[a-z-]+(\.\d+)?\.log$/.test(name))
    .map((name) => path.join(directory, name))
    .map((file) => ({ file, at: statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((a, b) => b.at - a.at)
    .map(({ file }) => file);
}

const ranks = levelSchema.options;

export interface NewestLines {
  readonly lines: readonly LogLine[];
  /** The system's error of the folder or of a file that could not be read; the others are read all the same. */
  readonly unreadable: string | null;
}

/** The newest lines of all processes at `least` or worse, newest first. Reads the end of each file, never all of it. */
export function newestLines(directory: string, least: 'info' | 'warn' | 'error', limit: number): NewestLines {
  const lines: LogLine[] = [];
  const files = attempt(() => logFiles(directory));
  let unreadable = files.ok ? null : files.error;
  for (const file of files.ok ? files.value : []) {
    const tail = attempt(() => tailOf(file));
    // Another process rotated it away since it was listed.
    if (!tail.ok && tail.error !== 'ENOENT') unreadable = tail.error;
    const own: LogLine[] = [];
    for (const text of tail.ok ? tail.value : []) {
      const line = readLine(text);
      if (line !== null && ranks.indexOf(line.level) >= ranks.indexOf(least)) own.push(line);
    }
    lines.push(...own.slice(-limit));
  }
  const newest = lines.sort((a, b) => (a.time < b.time ? 1 : a.time > b.time ? -1 : 0)).slice(0, limit);
  return { lines: newest, unreadable };
}

function attempt<T>(read: () => T): Result<T, string> {
  try {
    return ok(read());
  } catch (thrown) {
    return fail(codeOf(thrown));
  }
}

/** Throws the system's error where the file cannot be read. */
function tailOf(file: string): string[] {
  const handle = openSync(file, 'r');
  try {
    const { size } = fstatSync(handle);
    const from = Math.max(0, size - TAIL_BYTES);
    const bytes = Buffer.alloc(size - from);
    const read = readSync(handle, bytes, 0, bytes.length, from);
    const lines = bytes.subarray(0, read).toString('utf8').split('\n');
    // The first one is cut unless the whole file was read.
    return from === 0 ? lines : lines.slice(1);
  } finally {
    closeSync(handle);
  }
}
