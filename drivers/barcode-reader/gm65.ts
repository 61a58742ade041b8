import { fail, ok, type Result } from '../contract/index.ts';

/** CRC-16/XMODEM: polynomial 1021, start 0. */
export function crc16Xmodem(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc;
}

export const GM65_READ = 0x07;
export const GM65_WRITE = 0x08;
export const GM65_SAVE = 0x09;

/** A command to the register style modules (GM65, GM812, EM2000). */
export interface Gm65Command {
  readonly type: typeof GM65_READ | typeof GM65_WRITE | typeof GM65_SAVE;
  readonly address: number;
  readonly data: Uint8Array;
  /** `bypassed` sends ABCD, which the module does not check. */
  readonly crc: 'checked' | 'bypassed';
}

/** Status 0 done, 1 wrong CRC, 3 invalid command; `data` is what registers hold. */
export interface Gm65Reply {
  readonly status: number;
  readonly data: Uint8Array;
}

export type Gm65Fault = 'header' | 'type' | 'length' | 'crc';

const BYPASS = 0xabcd;
const u16 = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);

function sealed(header: number, body: readonly number[], crc: number): Uint8Array {
  return Uint8Array.of(header, 0x00, ...body, crc >> 8, crc & 0xff);
}

export function encodeGm65Command(command: Gm65Command): Uint8Array {
  const body = [command.type, command.data.length, command.address >> 8, command.address & 0xff, ...command.data];
  return sealed(0x7e, body, command.crc === 'bypassed' ? BYPASS : crc16Xmodem(Uint8Array.from(body)));
}

/** One whole command frame, as the module sees it. */
export function decodeGm65Command(frame: Uint8Array): Result<Gm65Command, Gm65Fault> {
  if (frame[0] !== 0x7e || frame[1] !== 0x00) return fail('header');
  const type = frame[2];
  if (type !== GM65_READ && type !== GM65_WRITE && type !== GM65_SAVE) return fail('type');
  if (frame.length !== 8 + (frame[3] ?? 0)) return fail('length');
  const received = u16(frame, frame.length - 2);
  if (received !== BYPASS && received !== crc16Xmodem(frame.subarray(2, -2))) return fail('crc');
  const crc = received === BYPASS ? 'bypassed' : 'checked';
  return ok({ type, address: u16(frame, 4), data: frame.slice(6, -2), crc });
}

export function encodeGm65Reply(reply: Gm65Reply): Uint8Array {
  const body = [reply.status, reply.data.length, ...reply.data];
  return sealed(0x02, body, crc16Xmodem(Uint8Array.from(body)));
}

/** One whole reply frame. */
export function decodeGm65Reply(frame: Uint8Array): Result<Gm65Reply, Gm65Fault> {
  if (frame[0] !== 0x02 || frame[1] !== 0x00) return fail('header');
  if (frame.length !== 6 + (frame[3] ?? 0)) return fail('length');
  if (u16(frame, frame.length - 2) !== crc16Xmodem(frame.subarray(2, -2))) return fail('crc');
  return ok({ status: frame[2] ?? 0, data: frame.slice(4, -2) });
}
