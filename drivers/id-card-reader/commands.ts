import { encodeFrame } from './frame.ts';

/**
 * Every request of GA/T 467 chapter 7 this project knows. `code` is `CMD PARA` and fixed data. `dataLengths` are the legal
 * lengths of an answer's data when it brings any. `limitMs` is how long the reader may take: public drivers give 100 to
 * 300 ms to the short commands, which leaves no room for a busy host; 2 s, 3 s and 1.5 s to the card readings.
 */
interface CommandRow {
  readonly code: readonly number[];
  readonly meaning: string;
  readonly dataLengths: readonly number[];
  readonly limitMs: number;
}

const BASE_DATA = 4 + 256 + 1024;
const FINGERPRINT_DATA = 6 + 256 + 1024;

export const commands = {
  reset: { code: [0x10, 0xff], meaning: 'reset the SAM', dataLengths: [0], limitMs: 2_000 },
  samStatus: { code: [0x11, 0xff], meaning: 'SAM status', dataLengths: [0], limitMs: 500 },
  samId: { code: [0x12, 0xff], meaning: 'read the SAM number', dataLengths: [16], limitMs: 500 },
  findCard: { code: [0x20, 0x01], meaning: 'find a card', dataLengths: [4], limitMs: 500 },
  selectCard: { code: [0x20, 0x02], meaning: 'select the card', dataLengths: [8], limitMs: 500 },
  readBase: { code: [0x30, 0x01], meaning: 'read text and photo', dataLengths: [BASE_DATA], limitMs: 2_000 },
  readBaseFingerprint: {
    code: [0x30, 0x10],
    meaning: 'read text, photo and fingerprints',
    dataLengths: [FINGERPRINT_DATA, FINGERPRINT_DATA + 512, FINGERPRINT_DATA + 1024],
    limitMs: 3_000,
  },
  readFurtherAddress: {
    code: [0x30, 0x03],
    meaning: 'read further addresses',
    dataLengths: [70, 140, 210, 280],
    limitMs: 1_500,
  },
  // The length of the management number is not published: anything that fits a short answer is taken.
  readManagementNumber: {
    code: [0x30, 0x05],
    meaning: 'read the card management number',
    dataLengths: Array.from({ length: 65 }, (_, length) => length),
    limitMs: 1_500,
  },
  setBaud115200: { code: [0x60, 0x00], meaning: 'set 115200 baud', dataLengths: [0], limitMs: 500 },
  setBaud57600: { code: [0x60, 0x01], meaning: 'set 57600 baud', dataLengths: [0], limitMs: 500 },
  setBaud38400: { code: [0x60, 0x02], meaning: 'set 38400 baud', dataLengths: [0], limitMs: 500 },
  setBaud19200: { code: [0x60, 0x03], meaning: 'set 19200 baud', dataLengths: [0], limitMs: 500 },
  setBaud9600: { code: [0x60, 0x04], meaning: 'set 9600 baud', dataLengths: [0], limitMs: 500 },
  setRfPacket80: { code: [0x61, 0xff, 0x50], meaning: 'radio packets of 80 bytes', dataLengths: [0], limitMs: 500 },
} as const satisfies Record<string, CommandRow>;

export type CommandName = keyof typeof commands;

const names = Object.keys(commands).filter((name): name is CommandName => name in commands);
const byCode = new Map(names.map((name) => [commands[name].code.join(), name]));

export const commandRow = (name: CommandName): CommandRow => commands[name];

/** The whole request frame. */
export const encodeCommand = (name: CommandName): Uint8Array => encodeFrame(Uint8Array.from(commands[name].code));

/** Which command a request's body asks for; null when it is none of these. */
export const decodeCommand = (body: Uint8Array): CommandName | null => byCode.get(body.join()) ?? null;

/** `30 01` as technicians write it. */
export const commandHex = (name: CommandName): string =>
  commands[name].code.map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');
