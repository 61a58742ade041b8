import { createHash } from 'node:crypto';
import { type CryptoKey, compactDecrypt } from 'jose';
import { type Submission, submissionSchema } from '../../src-main/contract/platform-api.ts';
import { fail, ok, type Result } from '../result.ts';
import { fieldSentence } from '../routes/field-sentence.ts';

const ALGORITHMS = { keyManagementAlgorithms: ['ECDH-ES'], contentEncryptionAlgorithms: ['A256GCM'] };

/**
 * Opens the body of a `case.submitted` record. The error is a reason for parking, without anything the person wrote.
 */
export async function openSubmission(body: string, sealKey: CryptoKey): Promise<Result<Submission, string>> {
  const plain = await decrypt(body, sealKey);
  if (plain === undefined) return fail('the sealed submission cannot be opened with the platform key');
  const json = parseJson(plain);
  if (json === undefined) return fail('the opened submission is not JSON');
  const parsed = submissionSchema.safeParse(json);
  if (!parsed.success) return fail(`the opened submission is not valid: ${fieldSentence(parsed.error)}`);
  return parsed.data.scans?.every(isWholePage) === false
    ? fail('a scanned page is no whole picture or not the one that was hashed')
    : ok(parsed.data);
}

/** A JPEG from its first mark to its last (ITU-T T.81, B.1.1.3), with the hash it was handed in with. */
function isWholePage({ jpegBase64, sha256 }: NonNullable<Submission['scans']>[number]): boolean {
  const jpeg = Buffer.from(jpegBase64, 'base64');
  const whole = jpeg.length > 4 && jpeg.readUInt16BE(0) === 0xffd8 && jpeg.readUInt16BE(jpeg.length - 2) === 0xffd9;
  return whole && createHash('sha256').update(jpeg).digest('hex') === sha256;
}

async function decrypt(body: string, sealKey: CryptoKey): Promise<Uint8Array | undefined> {
  try {
    return (await compactDecrypt(body, sealKey, ALGORITHMS)).plaintext;
  } catch {
    // Every failure has the same answer: an attacker learns nothing from which step refused it.
    return undefined;
  }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
