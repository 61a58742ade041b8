/** Control bytes by their ASCII names, as the manuals call them. Commands and replies are handled as Latin-1 text. */
export const SOH = '\x01';
export const STX = '\x02';
export const ETX = '\x03';
export const EOT = '\x04';
export const ENQ = '\x05';
export const ACK = '\x06';
export const CR = '\r';
export const NAK = '\x15';
export const SYN = '\x16';

export const latin1 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
/** A command's text as a regular expression that matches just it. */
export const literally = (text: string): string => text.replace(/[^A-Za-z0-9_]/g, '\\$&');

/** One thing a scanner is set to; `name` and `value` are the family's own words, e.g. `TRGMOD` and `0`. */
export interface Setting {
  readonly name: string;
  readonly value: string;
  /** What goes wrong without it, one word for `DeviceStatus.faults`. */
  readonly fault: string;
  /** Only these bits of the register are ours; left out where a value stands alone. */
  readonly mask?: number;
  /** False for settings that can be written but not asked for. */
  readonly readable: boolean;
}

/** A scanner's answer: done, command not known, or value not taken. `value` answers a query. */
export interface Reply {
  readonly outcome: 'ok' | 'unknown' | 'refused';
  readonly value: string;
}

/** Where a reply stands in what was received, taken as Latin-1. */
export interface FoundReply {
  readonly index: number;
  readonly length: number;
  readonly reply: Reply;
}

/** Looks for a reply in everything received since the question. */
export type FindReply = (held: string) => FoundReply | null;

/** What stands where a code may begin: a whole reply of that length, one that has begun or may have, or none. */
export type LateVerdict = number | 'begun' | 'perhaps' | 'none';
/** Looks at the bytes where a code may begin. */
export type FindLate = (held: string) => LateVerdict;

/** For replies that begin with one of `heads`; `whole` matches them from there, `begun` what they may still become. */
export function lateByHead(heads: readonly string[], whole: RegExp, begun: RegExp): FindLate {
  return (held) => {
    if (heads.some((head) => held.startsWith(head))) {
      return whole.exec(held)?.[0].length ?? (begun.test(held) ? 'begun' : 'none');
    }
    return heads.some((head) => head.startsWith(held)) ? 'perhaps' : 'none';
  };
}

/** How one family is talked to. Everything is data or pure functions; the driver holds the state. */
export interface Dialect {
  /** `present` is what the scanner just said it holds; null where `readFirst` is false or it did not say. */
  set(setting: Setting, present: string | null): Uint8Array;
  query(setting: Setting): Uint8Array;
  /** The reply to a query or change of `setting`, or to the plain command. */
  findReply(held: string, command: Setting | string): FoundReply | null;
  /** Whether what the scanner holds is what the setting wants. */
  matches(setting: Setting, value: string): boolean;
  /** Replies in front of a code that are told from text only there, or have lost their heads. */
  readonly lateReplies: RegExp;
  /** Replies that no code begins like; left out where they are text. */
  readonly findLate?: FindLate;
  /** A reply does not say which question it answers; left out where it does. */
  readonly namelessReplies?: boolean;
  /** One register holds several settings: it is read before it is written. */
  readonly readFirst: boolean;
}

/** One question about the scanner's program. */
export interface FirmwareQuestion {
  readonly bytes: Uint8Array;
  readonly find: FindReply;
  /** How its answer looks where it comes too late and begins like text. */
  readonly findLate?: FindLate;
  /** The one line to show of the value answered; null where it says nothing. */
  tell(value: string): string | null;
}

/** For families whose replies a pattern finds; groups: value, outcome byte. */
export function foundByPattern(pattern: RegExp, held: string): FoundReply | null {
  const match = pattern.exec(held);
  if (!match) return null;
  return {
    index: match.index,
    length: match[0].length,
    reply: { value: match[1] ?? '', outcome: outcomeOf(match[2]) },
  };
}

/** The outcome byte of both families that answer: 06 done, 05 command not known, 15 value not taken. */
function outcomeOf(byte: string | undefined): Reply['outcome'] {
  if (byte === ACK) return 'ok';
  return byte === ENQ ? 'unknown' : 'refused';
}

/** The byte before the punctuation of a reply. */
export function outcomeByte(outcome: Reply['outcome']): string {
  if (outcome === 'ok') return ACK;
  return outcome === 'unknown' ? ENQ : NAK;
}
