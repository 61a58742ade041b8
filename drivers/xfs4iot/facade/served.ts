import {
  type Completion,
  type DeviceClass,
  type DeviceError,
  type DeviceEvent,
  type DeviceStatus,
  fail,
  ok,
  type Result,
} from '../../contract/index.ts';
import type { XfsCompletionCode } from '../completion-codes.ts';
import type { Payload } from '../generation-one.ts';
import type { CommandSpec } from '../spec.ts';

/** How a served command ended, in the standard's words. */
export interface Outcome {
  readonly completionCode: XfsCompletionCode;
  readonly errorDescription: string | null;
  readonly payload: Payload | null;
}

/** One connection, as a command sees it. */
export interface Client {
  /** An unsolicited event to this client only. */
  tell(name: string, payload: Payload): void;
}

/** An event a service tells all its clients. */
export type Told = readonly [name: string, payload: Payload];

/** What a running command may do besides ending. */
export interface Running {
  readonly client: Client;
  readonly timeoutMs: number;
  /** Aborted by cancel, by the time limit, by a citizen who needs the device, or by a dropped connection. */
  readonly signal: AbortSignal;
  /** An event of this command, to its caller only. */
  event(name: string, payload?: Payload): void;
  /** An event to every client of this service. Never with personal data. */
  broadcast(name: string, payload?: Payload): void;
}

/** One command of a service: the version it takes, the version it completes with, and what it does. */
export interface ServedCommand {
  readonly name: string;
  readonly version: string;
  readonly completionVersion: string;
  /** Takes the device, so it waits in the queue and needs the lease. */
  readonly queued: boolean;
  /** Its end is told to the audit although it takes no device. */
  readonly audited: boolean;
  /** What can be refused by the payload alone is refused here: before the lease, and before anybody wrote a beginning down. */
  prepare(payload: Payload): Result<(running: Running) => Promise<Outcome>, Outcome>;
}

interface ServedOptions {
  readonly version: string;
  readonly completionVersion: string;
  readonly queued?: boolean;
  readonly audited?: boolean;
}

/** Joins a command's schema and its act, so that the act sees a checked payload. */
export const served = <P, R>(
  spec: CommandSpec<P, R>,
  options: ServedOptions,
  act: (payload: P, running: Running) => Promise<Outcome>,
): ServedCommand => servedAs(spec, options, ok, act);

/** The same for a payload with something inside that has to be understood first. */
export function servedAs<P, R, Q>(
  spec: CommandSpec<P, R>,
  { version, completionVersion, queued = true, audited = queued }: ServedOptions,
  understood: (payload: P) => Result<Q, Outcome>,
  act: (wanted: Q, running: Running) => Promise<Outcome>,
): ServedCommand {
  return {
    name: spec.name,
    version,
    completionVersion,
    queued,
    audited,
    prepare: (payload) => {
      const parsed = spec.command.safeParse(payload);
      if (!parsed.success) return fail(BAD_PAYLOAD);
      const wanted = understood(parsed.data);
      return wanted.ok ? ok((running) => act(wanted.value, running)) : wanted;
    },
  };
}

export interface ServedInterface {
  readonly name: 'CardReader' | 'Printer' | 'BarcodeReader' | 'Storage' | 'VendorMode';
  readonly commands: readonly ServedCommand[];
  readonly events: readonly (readonly [name: string, version: string])[];
}

/** One of our devices as a service, or the terminal's own mode. */
export interface ServedService {
  /** The last part of its address. */
  readonly name: string;
  readonly interfaces: readonly ServedInterface[];
  /** Null where no device is behind it. */
  readonly deviceClass: DeviceClass | null;
  /** The classes' own parts of the capabilities, e.g. `{ printer: … }`. */
  capabilities(): Payload;
  readonly description: string;
  about(): Pick<DeviceStatus, 'model' | 'identity' | 'firmware'>;
  /** The payload of `Common.Status`. `now` by the clock of `observedAt`. */
  status(now: number): Payload;
  /** The units of `Storage.GetStorage`. */
  storage?(): Payload;
  /** What clients hear of an event of the device. */
  told?(event: DeviceEvent): readonly Told[];
  /** A client's connection ended. */
  left?(client: Client): void;
}

export const commandsOf = ({ interfaces }: ServedService): readonly ServedCommand[] =>
  interfaces.flatMap(({ commands }) => commands);
export const eventsOf = ({ interfaces }: ServedService): ServedInterface['events'] =>
  interfaces.flatMap(({ events }) => events);

export const done = (payload: Payload | null = null): Outcome => ({
  completionCode: 'success',
  errorDescription: null,
  payload,
});

export const refused = (
  completionCode: Exclude<XfsCompletionCode, 'success'>,
  errorDescription: string,
  errorCode?: string,
): Outcome => ({ completionCode, errorDescription, payload: errorCode === undefined ? null : { errorCode } });

export const BAD_PAYLOAD = refused('invalidData', 'the payload breaks its schema');

/** Our error codes that have a word in the standard's classes. */
const CLASS_WORDS: Readonly<Record<string, string>> = {
  'paper-end': 'paperOut',
  'stopped-by-paper-end': 'paperOut',
  'paper-jam': 'paperJammed',
  'paper-blocked': 'paperJammed',
  'media-jam': 'mediaJammed',
  'media-retracted': 'mediaRetracted',
  'mark-not-found': 'blackMark',
  'toner-end': 'tonerOut',
  'retract-bin-full': 'retractBinFull',
  'retract-failed': 'mediaJammed',
  readFailed: 'invalidMedia',
  cardRefused: 'invalidMedia',
  cardTypeUnknown: 'invalidMedia',
  notText: 'barcodeInvalid',
};

/** The standard has no word for what became of the paper; the description says it: `fence-missing; effect=unknown`. */
export const descriptionOf = ({ errorCode, effect }: DeviceError): string =>
  `${/^[A-Za-z0-9-]{1,60}$/.test(errorCode) ? errorCode : 'error'}; effect=${effect}`;

/** A device's completion as a service's. Every completion code of ours is one of the standard's. */
export function outcomeOf<T>(completion: Completion<T>, payload: (value: T) => Payload | null): Outcome {
  if (completion.ok) return done(payload(completion.value));
  const { error } = completion;
  const word = CLASS_WORDS[error.errorCode];
  return word === undefined
    ? refused(error.code, descriptionOf(error))
    : refused('commandErrorCode', descriptionOf(error), word);
}
