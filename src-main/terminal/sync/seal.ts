import { CompactEncrypt, importJWK, type JWK } from 'jose';
import { type Submission, submissionSchema } from '../../contract/platform-api.ts';

/**
 * Seals a submission to the platform's key: compact JWE, direct ECDH-ES with A256GCM; the wrapped kind needs AES-KW, which the crypto library inside Electron does not have (RFC 7516, RFC 7518 §4.6).
 * Nobody on this machine can open it again. Throws on a key that is not an EC public key (a checked set-up file).
 */
export async function sealSubmission(submission: Submission, sealJwk: JWK): Promise<string> {
  const key = await importJWK(sealJwk, 'ECDH-ES');
  const plain = new TextEncoder().encode(JSON.stringify(submissionSchema.parse(submission)));
  const header = { alg: 'ECDH-ES', enc: 'A256GCM', ...(sealJwk.kid === undefined ? {} : { kid: sealJwk.kid }) };
  return new CompactEncrypt(plain).setProtectedHeader(header).encrypt(key);
}
