/**
 * Newland unified commands (also the scanners built into SUNMI machines): `~ SOH 0000`, `@` (kept) or `#` (until
 * power-off), the command, `; ETX`. Replies begin `STX SOH 0000` and carry one byte before the `;`.
 * Sources and their certainty: README.
 */
import {
  ACK,
  ENQ,
  EOT,
  ETX,
  type FirmwareQuestion,
  foundByPattern,
  lateByHead,
  latin1,
  literally,
  NAK,
  outcomeByte,
  type Reply,
  type Setting,
  SOH,
  STX,
} from './dialect.ts';

const COMMAND_HEAD = `~${SOH}0000`;
const REPLY_HEAD = `${STX}${SOH}0000`;
const TAIL = `;${ETX}`;
const SHORT_TRIGGER = `${SOH}T${EOT}`;
/** Printable but for the `;` that ends a command. */
const TEXT = '[ -:<-~]';
const OUTCOME = `([${ACK}${ENQ}${NAK}])${TAIL}`;
const WHOLE_COMMAND = new RegExp(`^(?:${COMMAND_HEAD}[@#](${TEXT}*)${TAIL}|${SHORT_TRIGGER})`);
const BEGUN_COMMAND = new RegExp(`^${COMMAND_HEAD}[@#]${TEXT}{0,200};?$`);
const COMMAND_START = new RegExp(`[~${SOH}]`);

/** One command, e.g. `SCNTRG1`. `keep` writes it to flash. */
export function encodeUnifiedCommand(command: string, keep = false): Uint8Array {
  return latin1(`${COMMAND_HEAD}${keep ? '@' : '#'}${command}${TAIL}`);
}

/** What a scanner answers. A query's value stands in place of the `*`. */
export function encodeUnifiedReply(command: string, outcome: Reply['outcome'], keep = false): Uint8Array {
  return latin1(`${REPLY_HEAD}${keep ? '@' : '#'}${command}${outcomeByte(outcome)}${TAIL}`);
}

/** Reads commands as a scanner does; the short trigger counts as `SCNTRG1`. `rest` is a begun command. */
export function decodeUnifiedCommands(stream: string): { commands: string[]; rest: string } {
  const commands: string[] = [];
  let rest = stream;
  for (;;) {
    const start = rest.search(COMMAND_START);
    if (start < 0) return { commands, rest: '' };
    rest = rest.slice(start);
    const match = WHOLE_COMMAND.exec(rest);
    if (match) {
      commands.push(match[1] ?? 'SCNTRG1');
      rest = rest.slice(match[0].length);
    } else if (COMMAND_HEAD.startsWith(rest) || SHORT_TRIGGER.startsWith(rest) || BEGUN_COMMAND.test(rest)) {
      return { commands, rest };
    } else rest = rest.slice(1);
  }
}

/** Finds the reply to a command (its text), or to a query or change of a setting; groups: value, outcome byte. */
export function replyPattern(command: Setting | string): RegExp {
  const body = typeof command === 'string' ? `${literally(command)}()` : `${command.name}(${TEXT}{0,32})`;
  return new RegExp(`${REPLY_HEAD}[@#]${body}${OUTCOME}`);
}

/** What the version may hold: line ends too, and whatever a maker writes, but no byte that ends a reply. */
const ANYTHING = `[^${STX}${ETX}${ACK}${ENQ}${NAK}]{0,500}`;
const VERSION_REPLY = new RegExp(`${REPLY_HEAD}[@#]QRYFWV(${ANYTHING})${OUTCOME}`);

const LATE_TAIL = `[${ACK}${ENQ}${NAK}];(?:${ETX}|$)`;
/** A reply whose head was lost. */
export const LATE_REPLIES = new RegExp(`^(?:${LATE_TAIL})+`);

/** A reply that came too late; no code begins with its head. */
export const findLate = lateByHead(
  [REPLY_HEAD],
  new RegExp(`^${REPLY_HEAD}[@#](?:QRYFWV${ANYTHING}|${TEXT}{0,64})${OUTCOME}`),
  new RegExp(`^${REPLY_HEAD}(?:[@#](?:QRYFWV${ANYTHING}|${TEXT}{0,64})(?:[${ACK}${ENQ}${NAK}];?)?)?$`),
);

/** `@QRYFWV`: the command comes back with `Firmware Version:` and the version behind it, then the outcome. */
export const VERSION: FirmwareQuestion = {
  bytes: encodeUnifiedCommand('QRYFWV', true),
  find: (held) => foundByPattern(VERSION_REPLY, held),
  tell: (text) => text.replace(/^\s*Firmware Version\s*:/, '').trim() || null,
};

/** What a scanner answers to it. */
export const encodeVersion = (version: string): Uint8Array =>
  encodeUnifiedReply(`QRYFWVFirmware Version:${version}\n`, 'ok', true);
