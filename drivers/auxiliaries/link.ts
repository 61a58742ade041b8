import type { Result, TransportError } from '../contract/index.ts';

/** Why a board could not be asked or told. `refused`: it understood and said no. `badFrames`: what came had wrong checks. */
export type LinkFault = 'noAnswer' | 'badFrames' | 'refused' | 'writeFailed' | 'hungUp';

export interface LinkListener {
  /** Signals the board told, asked or not; those not named keep their values. */
  signals(values: ReadonlyMap<string, number>): void;
  hungUp(reason: string): void;
  /** The board said that it began anew: its outputs are as they are after power came. */
  began?(): void;
}

/** A board as numbers by name, whatever its wire: Modbus, lines or HID reports. One question at a time. */
export interface SignalLink {
  readonly port: string;
  /** The unit behind the port, known once it is open: `vid:pid/serial`. Null where the port tells none. */
  readonly identity: string | null;
  /** `poll` is a question that the board answers; else nothing but its reports shows that it lives. */
  readonly canBeAsked: boolean;
  /** How often to ask; null: the board tells by itself. */
  readonly pollMs: number | null;
  /** The board says something at least this often; null: it does not promise to. */
  readonly heartbeatMs: number | null;
  /** One line for a technician about what the last question was. */
  readonly question: string;
  open(listener: LinkListener): Promise<Result<void, TransportError>>;
  /** Asks for all inputs. */
  poll(): Promise<LinkFault | null>;
  write(values: ReadonlyMap<string, number>): Promise<LinkFault | null>;
  close(): Promise<void>;
}

/** Lets one body run at a time, in the order they came. */
export class OneAtATime {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(body: () => Promise<T>): Promise<T> {
    const next = this.#last.then(body);
    this.#last = next;
    return next;
  }
}
