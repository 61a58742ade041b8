import { access, open, readFile, rm } from 'node:fs/promises';
import {
  type Completion,
  type Device,
  type DeviceError,
  type Effect,
  fail,
  ok,
  type Result,
  unreachable,
} from '../contract/index.ts';

export interface Output {
  write(text: string): unknown;
}

/** What every technician's command is given. */
export interface CommandLine {
  readonly json: boolean;
  readonly stdout: Output;
  readonly stderr: Output;
}

/** The device could not; one line on stderr says why. */
export const EXIT_DEVICE_ERROR = 2;

export type Complaint = Pick<DeviceError, 'errorCode' | 'message'>;
/** `fate`: what became of the paper, where there is any. */
export type Complain = (error: Complaint, fate?: string | null) => number;

/** Says why in one line and gives the exit code for it. `what` is class and action. */
export const complainer =
  (what: string, { stderr }: Pick<CommandLine, 'stderr'>): Complain =>
  ({ errorCode, message }, fate) => {
    stderr.write(`${what}: ${message} [${errorCode}]${fate ? `; ${fate}` : ''}\n`);
    return EXIT_DEVICE_ERROR;
  };

/** One line of JSON, or the text as it is. */
export function say({ json, stdout }: CommandLine, value: unknown, text: string): void {
  stdout.write(json ? `${JSON.stringify(value)}\n` : text);
}

/** A status as `--json` prints it: whoever reads it has another clock, so the moment is told as one of the world. */
export const worldStatus = <S extends { readonly observedAt: number }>(status: S) => ({
  ...status,
  observedAt: new Date(performance.timeOrigin + status.observedAt).toISOString(),
});

/** Opens the device, acts whether or not it opened, and closes it whatever happened. */
export async function withDevice<D extends Pick<Device, 'open' | 'close'>, T>(
  device: D,
  act: (device: D, opened: Completion<void>) => Promise<T>,
): Promise<T> {
  try {
    return await act(device, await device.open());
  } finally {
    await device.close();
  }
}

export interface ReadingLine extends CommandLine {
  /** How long `read` waits for a card. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** Reads one card and prints these items of it, in their order. Personal data goes to stdout and nowhere else. */
export async function printReading<T extends object>(
  read: (options: {
    timeoutMs: number;
    signal?: AbortSignal;
    onProgress: (progress: string) => void;
  }) => Promise<Completion<T>>,
  items: readonly (keyof T & string)[],
  line: ReadingLine,
  complain: Complain,
): Promise<number> {
  const card = await read({
    timeoutMs: line.timeoutMs,
    ...(line.signal ? { signal: line.signal } : {}),
    onProgress: (progress) => {
      // With --json stderr carries the reason of a failure and nothing else.
      if (!line.json) line.stderr.write(`${progress}\n`);
    },
  });
  if (!card.ok) return complain(card.error);
  const rows = items.map((item) => [item, card.value[item]] as const);
  const width = Math.max(...items.map(({ length }) => length)) + 1;
  say(line, Object.fromEntries(rows), rows.map(([item, value]) => `${item.padEnd(width)}${value ?? '-'}\n`).join(''));
  return 0;
}

/** For whoever does not know the system's words. */
const WHAT_IT_IS: Readonly<Record<string, string>> = {
  ENOENT: ', there is no such file',
  ENOTDIR: ', there is no such folder',
  EISDIR: ', it is a folder',
  EACCES: ', only others may read it',
  ERR_FS_FILE_TOO_LARGE: ', it is too large',
};

/** A file a technician named. The path is not repeated in the reason: it is on the line they typed. */
export async function namedFile(file: string): Promise<Result<Buffer, string>> {
  try {
    return ok(await readFile(file));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    return fail(`cannot read the file: ${code}${WHAT_IT_IS[code] ?? ''}`);
  }
}

/**
 * Whether a file a technician named can be written: tried before the work, so that no hour is lost to a wrong name. An old
 * file stays as it is, and nothing is left where there was none. Null, or the reason.
 */
export async function whyNotWritable(file: string): Promise<string | null> {
  try {
    const isNew = await access(file).then(
      () => false,
      () => true,
    );
    await (await open(file, 'a')).close();
    if (isNew) await rm(file);
    return null;
  } catch (error) {
    return whyNotWritten(error);
  }
}

/** Of an error of the file system: never the path. */
export const whyNotWritten = (error: unknown): string =>
  `cannot write the file: ${error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'}`;

/** What became of the paper, in one sentence. */
export function fateOf(effect: Effect): string {
  switch (effect) {
    case 'none':
      return 'nothing was printed';
    case 'partial':
      return 'it is incomplete; a part of it may be on paper';
    case 'unknown':
      return "the paper's fate is unknown: look at the printer";
    case 'done':
      return 'it was printed';
    default:
      return unreachable(effect);
  }
}

/** Is a word one of these? */
export const oneOf =
  <T extends string>(known: readonly T[]) =>
  (word: string): word is T =>
    known.some((one) => one === word);
