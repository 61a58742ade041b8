import type { Reply } from './dialect.ts';
import { decodeGm65Command, encodeGm65Reply, GM65_READ, GM65_WRITE } from './gm65.ts';
import { GM65_TRIGGER_REGISTER } from './gm65-dialect.ts';
import { decodeMenuCommands, encodeMenuReply, encodeRevision } from './honeywell.ts';
import { decodeUnifiedCommands, encodeUnifiedReply, encodeVersion } from './newland.ts';

/** What a scanner is asked to do. `bad`: a frame whose check is wrong, in families that say so. */
export type ScannerRequest =
  | { readonly kind: 'trigger'; readonly on: boolean }
  | { readonly kind: 'query'; readonly name: string }
  | { readonly kind: 'set'; readonly name: string; readonly value: string }
  | { readonly kind: 'bad' };

/** How a family looks from the scanner's side. `stream` is Latin-1. */
export interface Firmware {
  decode(stream: string): { requests: ScannerRequest[]; rest: string };
  reply(request: ScannerRequest, outcome: Reply['outcome'], value: string): Uint8Array;
  /** Trigger commands are answered too. */
  readonly answersTrigger: boolean;
  readonly factory: Readonly<Record<string, string>>;
  /** The setting that says when it reads. */
  readonly mode: string;
  onlyTriggered(mode: string): boolean;
  /** Programming codes act only while this is open; the code that opens it always acts. Null: they always act. */
  readonly setup: string | null;
  setupShut(setup: string): boolean;
  takes(value: string): boolean;
  /** Answers to commands that are no settings, by name; left out where it has none. */
  readonly told?: Readonly<Record<string, Uint8Array>>;
}

/** Text families: six characters of name, then the value or the query mark. */
function textFirmware(
  family: Pick<Firmware, 'answersTrigger' | 'factory' | 'mode' | 'setup' | 'told'> & {
    readonly triggerOn: string;
    readonly triggerOff: string;
    readonly queryMark: string;
    decode(stream: string): { commands: string[]; rest: string };
    reply(command: string, outcome: Reply['outcome']): Uint8Array;
  },
): Firmware {
  const requestOf = (command: string): ScannerRequest => {
    if (command === family.triggerOn) return { kind: 'trigger', on: true };
    if (command === family.triggerOff) return { kind: 'trigger', on: false };
    const name = command.slice(0, 6);
    const value = command.slice(6);
    return value === family.queryMark ? { kind: 'query', name } : { kind: 'set', name, value };
  };
  return {
    ...family,
    decode: (stream) => {
      const { commands, rest } = family.decode(stream);
      return { requests: commands.map(requestOf), rest };
    },
    reply: (request, outcome, value) => {
      if (request.kind === 'trigger') return family.reply(request.on ? family.triggerOn : family.triggerOff, outcome);
      const name = request.kind === 'bad' ? '' : request.name;
      const asked = request.kind === 'query' && outcome !== 'ok' ? family.queryMark : value;
      return family.reply(`${name}${asked}`, outcome);
    },
    onlyTriggered: (mode) => mode === '0',
    setupShut: (setup) => setup !== '1',
    takes: (value) => /^\d{0,4}$/.test(value),
  };
}

export const HONEYWELL: Firmware = textFirmware({
  decode: decodeMenuCommands,
  reply: encodeMenuReply,
  triggerOn: 'trigger-on',
  triggerOff: 'trigger-off',
  answersTrigger: false,
  queryMark: '?',
  factory: { TRGMOD: '3', VSUFCR: '' },
  mode: 'TRGMOD',
  setup: null,
  told: {
    REVINF: encodeRevision([
      'Product Name: Sample 1602g',
      'Boot Revision: : 8992',
      'Software Part Number: CW000082BBA',
      'Software Revision: $ProjectRevision: 16345 ',
      'Serial Number: 00000B1F0C',
      'Engine Firmware Type: N/A   Revision: N/A   Serial Number: N/A   Checksum: N/A',
    ]),
  },
});

export const NEWLAND: Firmware = textFirmware({
  decode: decodeUnifiedCommands,
  reply: encodeUnifiedReply,
  triggerOn: 'SCNTRG1',
  triggerOff: 'SCNTRG0',
  answersTrigger: true,
  queryMark: '*',
  factory: { SCNMOD: '2', SETUPE: '1' },
  mode: 'SCNMOD',
  setup: 'SETUPE',
  told: { QRYFWV: encodeVersion('V2.04.000') },
});

const HEADER = '~\0';

function gm65Requests(stream: string): { requests: ScannerRequest[]; rest: string } {
  const requests: ScannerRequest[] = [];
  let rest = stream;
  for (;;) {
    const start = rest.indexOf(HEADER);
    if (start < 0) return { requests, rest: rest.endsWith('~') ? '~' : '' };
    rest = rest.slice(start);
    const length = 8 + rest.charCodeAt(3);
    if (rest.length < 4 || rest.length < length) return { requests, rest };
    const command = decodeGm65Command(Buffer.from(rest.slice(0, length), 'latin1'));
    rest = rest.slice(command.ok ? length : 1);
    if (!command.ok) {
      if (command.error === 'crc') requests.push({ kind: 'bad' });
      continue;
    }
    const { type, address, data } = command.value;
    const name = address.toString(16).padStart(4, '0');
    const value = Buffer.from(data).toString('hex');
    if (type === GM65_READ) requests.push({ kind: 'query', name });
    else if (address === GM65_TRIGGER_REGISTER) requests.push({ kind: 'trigger', on: ((data[0] ?? 0) & 1) === 1 });
    else if (type === GM65_WRITE) requests.push({ kind: 'set', name, value });
    else requests.push({ kind: 'query', name: '0000' });
  }
}

const bits = (hex: string): number => Number.parseInt(hex, 16) || 0;
const STATUS = { ok: 0, refused: 1, unknown: 3 } as const;

/** Registers hold one byte; mode is the low two bits of 0000 (2 reads all the time), bit 1 of 0003 shuts set-up. */
export const GM65: Firmware = {
  decode: gm65Requests,
  reply: (request, outcome, value) => {
    const data = request.kind === 'query' && outcome === 'ok' ? Buffer.from(value, 'hex') : Uint8Array.of(0);
    return encodeGm65Reply({ status: STATUS[outcome], data });
  },
  answersTrigger: true,
  factory: { '0000': 'd6', '0003': '01', '00e1': '64', '00e2': '6e' },
  mode: '0000',
  onlyTriggered: (mode) => (bits(mode) & 0x03) <= 1,
  setup: '0003',
  setupShut: (setup) => (bits(setup) & 0x02) !== 0,
  takes: (value) => /^[0-9a-f]{2}$/.test(value),
};
