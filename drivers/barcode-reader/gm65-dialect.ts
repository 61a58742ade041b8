/**
 * GM65 family as the driver talks to it: registers of one byte, of which a setting owns some bits. Writing changes them
 * until power-off; only command 09 keeps them. Sources and their certainty: README.
 */
import { type Dialect, type FindLate, type FirmwareQuestion, type FoundReply, type Setting, SOH } from './dialect.ts';
import { decodeGm65Reply, encodeGm65Command, GM65_READ, GM65_WRITE, type Gm65Reply } from './gm65.ts';

export const GM65_TRIGGER_REGISTER = 0x0002;

const write = (address: number, value: number): Uint8Array =>
  encodeGm65Command({ type: GM65_WRITE, address, data: Uint8Array.of(value), crc: 'checked' });

export const TRIGGER_ON = write(GM65_TRIGGER_REGISTER, 0x01);
export const TRIGGER_OFF = write(GM65_TRIGGER_REGISTER, 0x00);

const addressOf = (setting: Setting): number => Number.parseInt(setting.name, 16);
const byteOf = (hex: string | null): number => Number.parseInt(hex ?? '', 16) || 0;
const HEADER = '\x02\x00';
const LONGEST_REPLY = 6 + 0xff;

function outcomeOf({ status }: Gm65Reply): FoundReply['reply']['outcome'] {
  if (status === 0) return 'ok';
  return status === 3 ? 'unknown' : 'refused';
}

function findReply(held: string): FoundReply | null {
  for (let index = held.indexOf(HEADER); index >= 0; index = held.indexOf(HEADER, index + 1)) {
    const length = 6 + held.charCodeAt(index + 3);
    if (!(index + length <= held.length) || length > LONGEST_REPLY) continue;
    const reply = decodeGm65Reply(Buffer.from(held.slice(index, index + length), 'latin1'));
    if (!reply.ok) continue;
    const value = Buffer.from(reply.value.data).toString('hex');
    return { index, length, reply: { value, outcome: outcomeOf(reply.value) } };
  }
  return null;
}

/** Every question of ours is answered with one byte of data. */
const ONE_BYTE_REPLY = 7;

/** A reply that came too late; its value and its check may be any bytes, a suffix too. */
const findLate: FindLate = (held) => {
  if (!HEADER.startsWith(held.slice(0, 2)) || (held.length > 3 && held[3] !== SOH)) return 'none';
  if (held.length < ONE_BYTE_REPLY) return held.length > 1 ? 'begun' : 'perhaps';
  return decodeGm65Reply(Buffer.from(held.slice(0, ONE_BYTE_REPLY), 'latin1')).ok ? ONE_BYTE_REPLY : 'none';
};

export const DIALECT: Dialect = {
  set: (setting, present) => {
    const mask = setting.mask ?? 0xff;
    return write(addressOf(setting), (byteOf(present) & ~mask) | (byteOf(setting.value) & mask));
  },
  query: (setting) =>
    encodeGm65Command({ type: GM65_READ, address: addressOf(setting), data: Uint8Array.of(0x01), crc: 'checked' }),
  findReply,
  matches: (setting, value) => ((byteOf(value) ^ byteOf(setting.value)) & (setting.mask ?? 0xff)) === 0,
  lateReplies: new RegExp(`^(?:${HEADER}[\\s\\S]${SOH}[\\s\\S]{3})+`),
  findLate,
  namelessReplies: true,
  readFirst: true,
};

/** Registers 00E1 and 00E2 hold one number each; what release a number is, no source of ours says, so it is told as it is. */
const version = (address: number, what: string): FirmwareQuestion => ({
  bytes: encodeGm65Command({ type: GM65_READ, address, data: Uint8Array.of(0x01), crc: 'checked' }),
  find: findReply,
  tell: (hex) => (/^[0-9a-f]{2}$/.test(hex) ? `${what} ${Number.parseInt(hex, 16)}` : null),
});
export const VERSIONS: readonly FirmwareQuestion[] = [version(0xe2, 'software'), version(0xe1, 'hardware')];
