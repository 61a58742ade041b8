import type { Clock, Device, DeviceClass } from '../contract/index.ts';

/**
 * What the stage can be asked to do. A simulator is scripted, a person is asked. The `…-soon` are arranged before a command
 * and happen in the middle of it.
 */
export const directions = [
  'unplug',
  'plug-in',
  'unplug-soon',
  'lay-card',
  'lift-card',
  'show-code',
  'flash-code',
  'open-cover',
  'close-cover',
  /** Paper that is held out from now on is taken, or left where it hangs. */
  'take-paper',
  'leave-paper',
  /** The card laid next is pulled while it is read. */
  'pull-soon',
  /** A card that gives no answer: the wrong way round. */
  'lay-mute-card',
  'open-door',
  'close-door',
  'step-up',
  'step-away',
  /** Enter of a keypad, down and up. */
  'press-enter',
  'send-garbage',
  /** The port takes no bytes any more, and nothing says that it hung up. */
  'silent-death',
] as const;
export type Direction = (typeof directions)[number];

/** The world around the device. */
export interface Stage {
  /** Resolves true once it is so; false when nobody can or will do it here: the check counts as skipped. */
  direct(direction: Direction): Promise<boolean>;
  /** Whole papers of `conformanceReceipt` or `conformanceDocument` since the last call; null when nobody looked. */
  countPapers(): Promise<number | null>;
  /** How many lights shine or flash now; null when nobody looked. Left out where there are none. */
  countLights?(): Promise<number | null>;
  /** Back to rest between two checks: plugged in, no card, no code, cover and doors closed. */
  reset(): Promise<void>;
}

/** Who answers at the other end. Only `hardware` counts for production. */
export type Peer = 'simulator' | 'hardware';

/** `own` is counted exactly; `process` counts the handles of the whole process by kind, where others come and go too. */
export interface Held {
  readonly own: { readonly listeners: number; readonly timers: number; readonly openPorts: number };
  readonly process: Readonly<Record<string, number>>;
}

/** One driver under test, with everything around it. */
export interface Subject<D extends Device> {
  readonly deviceClass: DeviceClass;
  readonly peer: Peer;
  readonly stage: Stage;
  readonly clock: Clock;
  /** A new, closed driver on the same port. */
  create(): D;
  /** What drivers of this subject hold at this moment. */
  held(): Held;
  /** What ends by itself this soon was not left behind. Milliseconds. */
  readonly settleMs: number;
  /** What this device is not made for, such as keys; a check that needs it says so and passes. Nothing unless told. */
  readonly lacks?: readonly Direction[];
  /** How often the checks of what is left behind open and close. */
  readonly cycles: number;
}

export type Outcome = 'passed' | 'failed' | 'skipped';

/** One requirement and how it is tried. `run` resolves to the evidence of passing, and throws `Unmet` or `Unstaged`. */
export interface Check<D extends Device> {
  readonly id: string;
  /** One sentence: what every driver of the class must do. */
  readonly requirement: string;
  /** `simulator`: cannot be arranged with real hardware, and is not asked of it. */
  readonly on: 'any' | 'simulator';
  run(subject: Subject<D>): Promise<string>;
}

/** A requirement that was not met; the message is the evidence and holds no personal data. */
export class Unmet extends Error {}

/** What the check needs could not be arranged: skipped, which is no pass. */
export class Unstaged extends Error {}

export function demand(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new Unmet(otherwise);
}

/** Arranges something or ends the check as skipped. */
export async function staged(subject: Subject<Device>, direction: Direction): Promise<void> {
  if (!(await subject.stage.direct(direction))) throw new Unstaged(`nobody did "${direction}"`);
}

/** The result of `promise`, which must end within `milliseconds` of the subject's clock. */
export async function within<T>(
  subject: Pick<Subject<Device>, 'clock'>,
  milliseconds: number,
  what: string,
  promise: Promise<T>,
): Promise<T> {
  const ended = new AbortController();
  const late = subject.clock.delay(milliseconds, ended.signal).then(() => {
    if (!ended.signal.aborted) throw new Unmet(`${what} did not end within ${milliseconds} ms`);
    return promise;
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    ended.abort();
    // The loser of the race is nobody's rejection.
    late.catch(() => undefined);
  }
}
