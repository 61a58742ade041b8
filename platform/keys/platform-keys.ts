import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import { z } from 'zod';
import type { platformKeysSchema } from '../../src-main/contract/platform-api.ts';
import { StartRefused } from '../start-error.ts';
import { writeFileWhole } from './write-file-whole.ts';

const jwkSchema = z.looseObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  d: z.string(),
});
const keyFileSchema = z.strictObject({
  sign: jwkSchema,
  seal: jwkSchema,
  personIndex: z.string().regex(/^[0-9a-f]{64}$/),
});
type KeyFile = z.infer<typeof keyFileSchema>;

export type PlatformKeys = {
  /** GET /v1/keys. */
  readonly published: z.infer<typeof platformKeysSchema>;
  /** ES256, signs the desired state. */
  readonly sign: { readonly key: CryptoKey; readonly kid: string };
  /** ECDH-ES, opens submissions. */
  readonly seal: CryptoKey;
  /** Keys the hash under which a person's cases are found, so that the index alone names nobody. */
  readonly personIndex: Uint8Array;
};

/**
 * Reads `<dataDir>/keys-private.json` (made at first start, owner only) and writes `<dataDir>/keys-public.json`.
 * Without a data directory the keys live as long as the process.
 *
 * @throws StartRefused when the file is not what this program wrote; it is never replaced.
 */
export async function loadPlatformKeys(dataDir: string | undefined): Promise<PlatformKeys> {
  if (dataDir === undefined) return usable(await freshKeyFile());
  const path = join(dataDir, 'keys-private.json');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  if (!existsSync(path)) writeFileWhole(path, JSON.stringify(await freshKeyFile()), 0o600);
  const keys = await usable(readKeyFile(path));
  writeFileWhole(join(dataDir, 'keys-public.json'), `${JSON.stringify(keys.published, null, 2)}\n`, 0o644);
  return keys;
}

function readKeyFile(path: string): KeyFile {
  try {
    return keyFileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    // The parser's own message could quote key material.
    throw new StartRefused(
      'keys-private.json in the data directory is damaged: restore it from the backup; new keys would orphan every sealed submission',
    );
  }
}

async function freshKeyFile(): Promise<KeyFile> {
  const sign = await generateKeyPair('ES256', { extractable: true });
  const seal = await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true });
  return keyFileSchema.parse({
    sign: await exportJWK(sign.privateKey),
    seal: await exportJWK(seal.privateKey),
    personIndex: randomBytes(32).toString('hex'),
  });
}

async function usable(file: KeyFile): Promise<PlatformKeys> {
  const sign = await publicPart(file.sign, 'sig', 'ES256');
  const seal = await publicPart(file.seal, 'enc', 'ECDH-ES');
  return {
    published: { sign, seal },
    sign: { key: await privateKey(file.sign, 'ES256'), kid: sign.kid },
    seal: await privateKey(file.seal, 'ECDH-ES'),
    personIndex: Buffer.from(file.personIndex, 'hex'),
  };
}

async function publicPart(jwk: z.infer<typeof jwkSchema>, use: string, alg: string) {
  const bare = { kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y };
  return { ...bare, use, alg, kid: await calculateJwkThumbprint(bare) };
}

async function privateKey(jwk: JWK, alg: string): Promise<CryptoKey> {
  const key = await importJWK(jwk, alg);
  if (key instanceof Uint8Array) throw new Error('an EC key was read as a symmetric one');
  return key;
}
