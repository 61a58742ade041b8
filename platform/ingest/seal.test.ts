import { createHash } from 'node:crypto';
import { CompactEncrypt, generateKeyPair } from 'jose';
import { describe, expect, it } from 'vitest';
import { PAGE_BYTES } from '../../src-main/contract/camera.ts';
import { MOST_SCANS, RECORD_CHARACTERS } from '../../src-main/contract/platform-api.ts';
import { sampleSubmission } from '../testing/sample-terminal.ts';
import { openSubmission } from './seal.ts';

const { publicKey, privateKey } = await generateKeyPair('ECDH-ES', { crv: 'P-256' });
const sealed = (content: unknown): Promise<string> =>
  new CompactEncrypt(new TextEncoder().encode(JSON.stringify(content)))
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM' })
    .encrypt(publicKey);

function page(bytes: number) {
  const jpeg = Buffer.alloc(bytes, 0xa5);
  jpeg.writeUInt16BE(0xffd8, 0);
  jpeg.writeUInt16BE(0xffd9, bytes - 2);
  return {
    scan: 'lease',
    jpegBase64: jpeg.toString('base64'),
    sha256: createHash('sha256').update(jpeg).digest('hex'),
  };
}

describe('scanned pages of a sealed case', () => {
  it('come out as they went in, and the largest case still fits into a record', async () => {
    const scans = Array.from({ length: MOST_SCANS }, () => page(PAGE_BYTES));
    // A long signature: ten strokes of two seconds each.
    const signature = Array.from({ length: 10 }, () =>
      Array.from({ length: 120 }, (): [number, number] => [1000, 1000]),
    );
    const submission = sampleSubmission('A-20260301-0001-1', {
      scans,
      scansToFollow: ['stamp'],
      promise: { textHash: 'a'.repeat(64), signature },
    });
    const body = await sealed(submission);
    expect(body.length).toBeLessThan(RECORD_CHARACTERS);
    expect(await openSubmission(body, privateKey)).toEqual({ ok: true, value: submission });
  });

  it.each([
    ['another picture than the hashed one', { ...page(500), sha256: page(501).sha256 }],
    [
      'a picture that is cut off',
      { ...page(500), jpegBase64: Buffer.from(page(500).jpegBase64, 'base64').subarray(0, 400).toString('base64') },
    ],
    ['no picture at all', { scan: 'lease', jpegBase64: '', sha256: createHash('sha256').update('').digest('hex') }],
  ])('are parked: %s', async (_, scan) => {
    const body = await sealed(sampleSubmission('A-20260301-0001-1', { scans: [scan] }));
    expect(await openSubmission(body, privateKey)).toMatchObject({
      ok: false,
      error: expect.stringMatching(/scanned page/),
    });
  });

  it('are no more than fit', async () => {
    const body = await sealed(sampleSubmission('A-20260301-0001-1', { scans: [page(9), page(9), page(9)] }));
    expect((await openSubmission(body, privateKey)).ok).toBe(false);
  });
});
