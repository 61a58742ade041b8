import { spawn } from 'node:child_process';
import {
  type Completion,
  fail,
  type IdCard,
  type IdCardReader,
  ok,
  type Result,
} from '../../drivers/contract/index.ts';
import { decodeStandInPhoto } from '../../drivers/id-card-reader/index.ts';
import type { FaceConfig } from '../contract/config-face.ts';
import { PORTRAIT_BYTES, type Portrait, type PortraitLack } from '../contract/face.ts';

/**
 * Makes a picture of the photo a card reader gives. What goes in and what comes out is personal: it stays in memory and
 * is overwritten, and nothing of it is ever in an error.
 */
export interface PortraitDecoder {
  /** The photo is overwritten when this settles, whatever became of it. */
  decode(photo: Uint8Array): Promise<Result<Portrait, Exclude<PortraitLack, 'notRead'>>>;
}

/** A licensed library answers in some 10 ms; one that hangs must not hang the reader. */
const PROGRAM_WITHIN_MS = 3_000;

/** The decoder a site configured; without a `face` part no photo is decoded, and none is asked for. */
export function portraitDecoder(config: FaceConfig | undefined): PortraitDecoder {
  const decoder = config?.portraitDecoder;
  const decode = (photo: Uint8Array): Promise<Result<Portrait, Exclude<PortraitLack, 'notRead'>>> => {
    if (decoder === undefined) return Promise.resolve(fail('noDecoder'));
    return decoder.kind === 'stand-in' ? Promise.resolve(standIn(photo)) : byProgram(decoder.command, photo);
  };
  return {
    decode: async (photo) => {
      try {
        return await decode(photo);
      } finally {
        photo.fill(0);
      }
    },
  };
}

function standIn(photo: Uint8Array): Result<Portrait, 'unreadable'> {
  const found = decodeStandInPhoto(photo);
  if (found === null) return fail('unreadable');
  const portrait = { mimeType: found.type, base64: Buffer.from(found.picture).toString('base64') };
  found.picture.fill(0);
  return ok(portrait);
}

/**
 * Runs the site's own program: the photo on its standard input, a picture file on its standard output, then it ends with
 * 0. In a process of its own, because such libraries are native, often 32 bit, and theirs to crash.
 */
function byProgram(command: readonly string[], photo: Uint8Array): Promise<Result<Portrait, 'unreadable'>> {
  const [program = '', ...parameters] = command;
  return new Promise((resolve) => {
    const child = spawn(program, parameters, { stdio: ['pipe', 'pipe', 'ignore'], timeout: PROGRAM_WITHIN_MS });
    const chunks: Buffer[] = [];
    let length = 0;
    const settle = (portrait: Portrait | null): void => {
      for (const chunk of chunks) chunk.fill(0);
      resolve(portrait === null ? fail('unreadable') : ok(portrait));
    };
    child.on('error', () => settle(null));
    child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length > PORTRAIT_BYTES) child.kill('SIGKILL');
    });
    child.on('close', (code) => {
      const picture = Buffer.concat(chunks);
      const mimeType = code === 0 && length <= PORTRAIT_BYTES ? kindOf(picture) : null;
      settle(mimeType === null ? null : { mimeType, base64: picture.toString('base64') });
      picture.fill(0);
    });
    // A program that reads nothing closes its end: that is for its exit to say.
    child.stdin.on('error', () => undefined);
    child.stdin.end(Buffer.from(photo));
  });
}

/** What a picture file begins with (BMP: `BM`; PNG: ISO/IEC 15948, 5.2; JPEG: ITU-T T.81, B.1.1; WebP: RFC 9649, 2.4). */
function kindOf(picture: Buffer): Portrait['mimeType'] | null {
  const begins = (text: string, at = 0) => picture.subarray(at, at + text.length).toString('latin1') === text;
  if (begins('BM')) return 'image/bmp';
  if (begins('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (begins('\xff\xd8\xff')) return 'image/jpeg';
  return begins('RIFF') && begins('WEBP', 8) ? 'image/webp' : null;
}

/** Reads a card and makes its portrait; a card without one is read all the same. */
export async function readWithPortrait(
  reader: IdCardReader,
  portraits: PortraitDecoder,
  options: Omit<Parameters<IdCardReader['read']>[0], 'onPhoto'>,
): Promise<Completion<{ card: IdCard; portrait: Portrait | PortraitLack }>> {
  let photo: Uint8Array | null = null;
  const completion = await reader.read({
    ...options,
    onPhoto: (bytes) => {
      photo?.fill(0);
      photo = bytes.slice();
    },
  });
  if (!completion.ok || photo === null) {
    if (photo !== null) (photo as Uint8Array).fill(0);
    return completion.ok ? { ...completion, value: { card: completion.value, portrait: 'notRead' } } : completion;
  }
  const portrait = await portraits.decode(photo);
  return { ...completion, value: { card: completion.value, portrait: portrait.ok ? portrait.value : portrait.error } };
}
