import { compactDecrypt, exportJWK, generateKeyPair } from 'jose';
import { expect, it } from 'vitest';
import { type Submission, submissionSchema } from '../../contract/platform-api.ts';
import { sealSubmission } from './seal.ts';

const submission: Submission = {
  caseNumber: 'GZ-0001-261121-3XG0001-M',
  item: 'social-insurance-proof',
  itemVersion: 1,
  card: {
    cardType: 'resident',
    name: '䶮頔·样例',
    englishName: null,
    sex: '女',
    nation: '汉',
    nationality: null,
    birth: '1949-12-31',
    address: '样例市样例路1号',
    number: '11010519491231002X',
    issuer: '样例市公安局',
    validFrom: '2020-01-01',
    validTo: 'long-term',
    passNumber: null,
    issueCount: null,
    olderNumber: null,
  },
  form: { purpose: '样例' },
  promise: {
    textHash: 'ab',
    signature: [
      [
        [1, 2],
        [3, 4],
      ],
    ],
  },
  language: 'zh-CN',
  submittedAt: '2026-11-21T03:00:00.000Z',
};

it('can be opened by the platform alone and holds exactly what was said', async () => {
  const { publicKey, privateKey } = await generateKeyPair('ECDH-ES', { extractable: true });
  const sealed = await sealSubmission(submission, { ...(await exportJWK(publicKey)), kid: 'seal-1' });
  const { plaintext, protectedHeader } = await compactDecrypt(sealed, privateKey);
  expect(submissionSchema.parse(JSON.parse(new TextDecoder().decode(plaintext)))).toEqual(submission);
  expect(protectedHeader).toMatchObject({ alg: 'ECDH-ES', enc: 'A256GCM', kid: 'seal-1' });
  const other = await generateKeyPair('ECDH-ES');
  await expect(compactDecrypt(sealed, other.privateKey)).rejects.toThrow();
});

it('is different every time', async () => {
  const { publicKey } = await generateKeyPair('ECDH-ES', { extractable: true });
  const key = await exportJWK(publicKey);
  expect(await sealSubmission(submission, key)).not.toBe(await sealSubmission(submission, key));
});
