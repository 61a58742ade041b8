import { describe, expect, it } from 'vitest';
import { encodeStandInPhoto } from '../../drivers/id-card-reader/index.ts';
import { faceConfigSchema } from '../contract/config-face.ts';
import { portraitSchema } from '../contract/face.ts';
import { portraitDecoder } from './portrait-decoder.ts';

const photo = (): Uint8Array => new Uint8Array(1024).fill(0x57);
const standIn = portraitDecoder(faceConfigSchema.parse({ portraitDecoder: { kind: 'stand-in' } }));
/** A site's program, played by Node: it speaks the same standard input and output. */
const program = (script: string) =>
  portraitDecoder(
    faceConfigSchema.parse({ portraitDecoder: { kind: 'program', command: [process.execPath, '-e', script] } }),
  );
const reading = (then: string) =>
  `const all=[];process.stdin.on('data',(c)=>all.push(c)).on('end',()=>{const p=Buffer.concat(all);${then}});`;

describe('the decoder of portraits', () => {
  it('gives the picture of a stand-in photo and overwrites what it was given', async () => {
    const encoded = encodeStandInPhoto('image/avif', Uint8Array.of(1, 2, 3));
    if (!encoded.ok) throw new Error(encoded.error);
    const decoded = await standIn.decode(encoded.value);
    expect(decoded).toEqual({ ok: true, value: { mimeType: 'image/avif', base64: 'AQID' } });
    expect(encoded.value.every((byte) => byte === 0)).toBe(true);
  });

  it('takes no real photo for a stand-in, and none at all without a decoder', async () => {
    expect(await standIn.decode(photo())).toEqual({ ok: false, error: 'unreadable' });
    expect(await portraitDecoder(undefined).decode(photo())).toEqual({ ok: false, error: 'noDecoder' });
  });

  it("runs the site's program with the photo on its standard input", async () => {
    const given = photo();
    const decoder = program(reading(`process.stdout.write(Buffer.concat([Buffer.from('BM'),p.subarray(0,4)]))`));
    const decoded = await decoder.decode(given);
    expect(decoded).toEqual({
      ok: true,
      value: { mimeType: 'image/bmp', base64: Buffer.from('BMWWWW').toString('base64') },
    });
    expect(portraitSchema.safeParse(decoded.ok && decoded.value).success).toBe(true);
    expect(given.every((byte) => byte === 0)).toBe(true);
  });

  it.each([
    ['fails', `process.exitCode=2;process.stdout.write('BM1234')`],
    ['writes no picture', `process.stdout.write('not a picture')`],
    [
      'writes without end',
      `setInterval(()=>process.stdout.write(Buffer.concat([Buffer.from('BM'),Buffer.alloc(9999)])),1)`,
    ],
  ])('says unreadable of a program that %s', async (_, then) => {
    expect(await program(reading(then)).decode(photo())).toEqual({ ok: false, error: 'unreadable' });
  });

  it('says unreadable of a program that is not there', async () => {
    const decoder = portraitDecoder(
      faceConfigSchema.parse({ portraitDecoder: { kind: 'program', command: ['/nowhere/decode'] } }),
    );
    expect(await decoder.decode(photo())).toEqual({ ok: false, error: 'unreadable' });
  });
});
