import { readFileSync } from 'node:fs';
import { importJWK, type JWK } from 'jose';
import { z } from 'zod';
import { fail, ok, type Result } from '../../../drivers/contract/result.ts';
import { platformKeysSchema } from '../../contract/platform-api.ts';

/** The platform's public keys this terminal trusts: `sign` (ES256) and `seal` (ECDH-ES), both EC keys. */
export interface PlatformKeys {
  readonly sign: JWK;
  readonly seal: JWK;
}

const publicKeySchema = z.looseObject({
  kty: z.literal('EC'),
  crv: z.enum(['P-256', 'P-384', 'P-521']),
  x: z.string(),
  y: z.string(),
  kid: z.string().optional(),
  d: z.undefined({ error: 'a private key must never lie on a terminal' }).optional(),
});
const keysSchema = platformKeysSchema.extend({ sign: publicKeySchema, seal: publicKeySchema });

/** Reads the pinned key file (what `GET /v1/keys` answered at set-up) and proves that both keys can be used. */
export async function loadPlatformKeys(file: string): Promise<Result<PlatformKeys, { message: string }>> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown';
    return fail({
      message: `platform.keysFile: ${file} cannot be read (${code}); it is what the platform answers at /v1/keys.`,
    });
  }
  try {
    const parsed = keysSchema.safeParse(parseJson(text));
    if (!parsed.success) return fail({ message: `platform.keysFile: ${file} ${NOT_KEYS}: ${wrongOf(parsed.error)}.` });
    const { sign, seal } = parsed.data;
    const keys = { sign: trim(sign), seal: trim(seal) };
    await importJWK(keys.sign, 'ES256');
    await importJWK(keys.seal, 'ECDH-ES');
    return ok(keys);
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message.split('\n')[0] : 'unknown';
    return fail({ message: `platform.keysFile: ${file} ${NOT_KEYS}: ${reason}` });
  }
}

const NOT_KEYS = "does not hold the platform's two public keys";

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function wrongOf({ issues: [first] }: z.ZodError): string {
  if (first === undefined || first.path.length === 0) return 'it is no JSON object';
  return `${first.path.join('.')} ${first.code === 'custom' ? first.message : `is missing or wrong (${first.message})`}`;
}

/** Only what a public key needs: hints such as `key_ops` or `alg` in the file must not change what we do with it. */
function trim({ kty, crv, x, y, kid }: z.infer<typeof publicKeySchema>): JWK {
  return { kty, crv, x, y, ...(kid === undefined ? {} : { kid }) };
}
