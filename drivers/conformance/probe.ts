import type { Completion, Device } from '../contract/index.ts';
import { type Direction, demand, type Subject, within } from './check.ts';

/** Opening, closing and asking end within this. Milliseconds. */
export const OPEN_LIMIT_MS = 30_000;
/** A command that acts, or whose device went away, ends within this. Milliseconds. */
export const EFFECT_LIMIT_MS = 120_000;

/** How the kit uses a class without knowing it. */
export interface ClassProbe<D extends Device> {
  /** The class's main command. Printers, which wait for nobody, ignore the options. */
  command(
    device: D,
    options: { readonly timeoutMs: number; readonly signal?: AbortSignal },
  ): Promise<Completion<unknown>>;
  /** What a person does so that the command has something to read; null where nothing is needed. */
  readonly ready: Direction | null;
  /** Whether the command waits for a person, and so has a time limit and can be aborted. */
  readonly waits: boolean;
  /** Personal data the command is given, which must come out nowhere. */
  readonly canaries: readonly string[];
}

/** A driver that was opened, or the end of the check. */
export async function opened<D extends Device>(subject: Subject<D>): Promise<D> {
  const device = subject.create();
  const completion = await within(subject, OPEN_LIMIT_MS, 'open', device.open());
  demand(completion.ok, completion.ok ? '' : `did not open: ${completion.error.code}/${completion.error.errorCode}`);
  return device;
}
