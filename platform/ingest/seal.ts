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
  return parsed.success ? ok(parsed.data) : fail(`the opened submission is not valid: ${fieldSentence(parsed.error)}`);
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
