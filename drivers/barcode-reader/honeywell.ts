/**
 * Honeywell serial menu commands (also older Datalogic imagers): `SYN M CR`, tag, sub-tag, data, then `.` (kept) or
 * `!` (until power-off). The reply echoes the command with one byte before the punctuation.
 * Sources and their certainty: README.
 */
import {
  ACK,
  CR,
  ENQ,
  type FindLate,
  type FirmwareQuestion,
  foundByPattern,
  lateByHead,
  latin1,
  literally,
  NAK,
  outcomeByte,
  type Reply,
  type Setting,
  SYN,
} from './dialect.ts';

export const TRIGGER_ON = latin1(`${SYN}T${CR}`);
export const TRIGGER_OFF = latin1(`${SYN}U${CR}`);
const MENU = `${SYN}M${CR}`;
const OUTCOME = `([${ACK}${ENQ}${NAK}])[.!]`;
const VALUE = `([ -~]{0,32})`;
const WHOLE_COMMAND = new RegExp(`^${SYN}(?:([TU])${CR}|M${CR}([ -~]*?)[.!])`);
const BEGUN_COMMAND = new RegExp(`^${SYN}(?:[TU]|M(?:${CR}[ -~]{0,200})?)?$`);

/** One menu command, e.g. `TRGMOD0`. `keep` writes it to the non-volatile table. */
export function encodeMenuCommand(command: string, keep = false): Uint8Array {
  return latin1(`${MENU}${command}${keep ? '.' : '!'}`);
}

/** What a scanner answers. A query's value stands in place of the `?`. */
export function encodeMenuReply(command: string, outcome: Reply['outcome'], keep = false): Uint8Array {
  return latin1(`${command}${outcomeByte(outcome)}${keep ? '.' : '!'}`);
}

/** Reads commands as a scanner does: their text, or `trigger-on` and `trigger-off`; `rest` is a begun command. */
export function decodeMenuCommands(stream: string): { commands: string[]; rest: string } {
  const commands: string[] = [];
  let rest = stream;
  for (;;) {
    const start = rest.indexOf(SYN);
    if (start < 0) return { commands, rest: '' };
    rest = rest.slice(start);
    const match = WHOLE_COMMAND.exec(rest);
    if (match) {
      commands.push(match[1] === 'T' ? 'trigger-on' : match[1] === 'U' ? 'trigger-off' : (match[2] ?? ''));
      rest = rest.slice(match[0].length);
    } else if (BEGUN_COMMAND.test(rest)) return { commands, rest };
    else rest = rest.slice(1);
  }
}

/** Finds the reply to a command (its text), or to a query or change of a setting; groups: value, outcome byte. */
export function replyPattern(command: Setting | string): RegExp {
  return new RegExp(
    typeof command === 'string' ? `${literally(command)}()${OUTCOME}` : `${command.name}${VALUE}${OUTCOME}`,
  );
}

/** Replies that came too late and now stand in front of a code. */
export const LATE_REPLIES = new RegExp(`^(?:[A-Z0-9_]{6}[ -~]{0,32}[${ACK}${ENQ}${NAK}][.!])+`);

const ECHO = new RegExp(`^[A-Z0-9_]{6}[ -~]{0,32}[${ACK}${ENQ}${NAK}][.!]`);
const BEGUN_ECHO = new RegExp(
  `^(?:[A-Z0-9_]{1,6}|[A-Z0-9_]{6}[ -~]{1,32}|[A-Z0-9_]{6}[ -~]{0,32}[${ACK}${ENQ}${NAK}])$`,
);

/** The same without a code behind it: it has no suffix, and is no code that broke off. */
export const findLate: FindLate = (held) => ECHO.exec(held)?.[0].length ?? (BEGUN_ECHO.test(held) ? 'perhaps' : 'none');

/** Lines of text, then the echo of the command: as `REVINF.` is answered. */
const REVISION_REPLY = new RegExp(`(Product Name:[ -~\\r\\n]{0,900})?REVINF${OUTCOME}`);
/** The lines it is known to begin with: the first may have been lost. */
const LABELS = [
  'Product Name:',
  'Boot Revision:',
  'Software Part Number:',
  'Software Revision:',
  'Serial Number:',
  'Engine Firmware Type:',
];
const LATE_REVISION = new RegExp(`^[ -~\\r\\n]{0,900}?REVINF${OUTCOME}`);
const BEGUN_REVISION = new RegExp(`^[ -~\\r\\n]{0,950}[${ACK}${ENQ}${NAK}]?$`);
const lineOf = (lines: string, name: string): string =>
  new RegExp(`^${name}:[ :]*(?:\\$[A-Za-z]+: *)?([!-~]{1,40})`, 'm').exec(lines)?.[1] ?? '';

/** `Software Part Number: CW000082BBA`, `Software Revision: $ProjectRevision: 16345`: the program, and which one of it. */
export const REVISION: FirmwareQuestion = {
  bytes: encodeMenuCommand('REVINF', true),
  find: (held) => foundByPattern(REVISION_REPLY, held),
  findLate: lateByHead(LABELS, LATE_REVISION, BEGUN_REVISION),
  tell: (lines) =>
    [lineOf(lines, 'Software Part Number'), lineOf(lines, 'Software Revision')]
      .filter((part) => part !== '')
      .join(' ') || null,
};

/** What a scanner answers to it, or that it does not know it. */
export const encodeRevision = (lines: readonly string[] | null): Uint8Array =>
  latin1(`${(lines ?? []).map((line) => `${line}\r\n`).join('')}REVINF${lines === null ? ENQ : ACK}.`);
