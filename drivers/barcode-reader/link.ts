import type { Result, TransportError } from '../contract/index.ts';
import type { SettingsReport } from './configuration.ts';
import type { LineFault } from './line.ts';

/** One code as it came, before it is text. The receiver overwrites `data`. */
export interface RawCode {
  readonly aim: string | null;
  readonly data: Uint8Array;
}

/** What a link tells by itself. */
export interface LinkListener {
  code(code: RawCode): void;
  /** A code ended that was longer than any people bring; all of it was dropped. */
  tooLong(): void;
  /** A code ended that had lost a part on its way; none of it is given on. */
  broken(): void;
  /** Something came that is no code by the scanner's own description of its reports. */
  unreadable(): void;
  /** Something looked like an answer that nothing was asked for: a code may imitate one, to hide what another changed. */
  imitation(): void;
  hungUp(reason: string): void;
}

/** One opening of a scanner's port: from `ScannerPort.open` to `end`. */
export interface ScannerLink {
  /** Whose it is, such as a serial number; null where nobody says. */
  readonly identity: string | null;
  /** Asks once, when it is set up, what the scanner's program is; left out where no manual says how. */
  firmware?(): Promise<string | null>;
  /** The same where the answer is long: asked once, at the first look while idle, and never waited for by a person. */
  firmwareWhenIdle?(): Promise<string | null>;
  /** False where the scanner reads by itself all the time. */
  readonly hasTrigger: boolean;
  /** True where `check` really asks the scanner. */
  readonly canBeAsked: boolean;
  /** True where `check` fails on a scanner that is dead; where it cannot, only a code that is read shows life. */
  readonly showsLife: boolean;
  /** A code has begun and its end has not come. */
  readonly receiving: boolean;
  /** Codes dropped because they were longer than any code people bring. */
  readonly overruns: number;
  /** Codes dropped because their end, or a part, never came. */
  readonly brokenOff: number;
  trigger(which: 'on' | 'off'): Promise<LineFault | null>;
  /** Puts the light out without waiting for an answer: the port is about to be closed. */
  lightOut(): Promise<void>;
  /** Writes what the terminal needs until power-off. */
  setUp(): Promise<SettingsReport>;
  /** Asks for it and writes again what changed; with `trusting` false all of it, whatever it answers. */
  check(trusting: boolean): Promise<SettingsReport>;
  /** Nobody waits for a begun code any more; true when there was one. What is still to come of it is given to nobody. */
  discard(): boolean;
  /** Ends what is under way and stops listening. */
  end(fault: LineFault): void;
}

/** Where a scanner is and how it is talked to; opened as often as it is plugged in. */
export interface ScannerPort {
  /** As configured. */
  readonly name: string;
  /** How the scanner is called wherever it is shown. */
  readonly model: string;
  /** It was set up to send an AIM identifier in front of every code; left out where the wire has a place of its own for it. */
  readonly aimPrefix?: boolean;
  open(listener: LinkListener): Promise<Result<ScannerLink, TransportError>>;
  close(): Promise<void>;
}
