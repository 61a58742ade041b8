import { compactVerify, importJWK } from 'jose';
import { fail, ok, type Result } from '../../../drivers/contract/result.ts';
import { type CatalogueDocument, catalogueDocumentSchema } from '../../contract/catalogue.ts';
import type { PlatformKeys } from './keys.ts';

/**
 * Opens a signed catalogue: signature (ES256 by the pinned key, no other algorithm), then schema, then revision.
 * `minimumRevision` is the newest revision this terminal has ever used: nothing older is taken.
 */
export async function openCatalogue(
  jws: string,
  keys: Pick<PlatformKeys, 'sign'>,
  minimumRevision: number,
): Promise<Result<CatalogueDocument, { message: string; reason?: 'catalogueSignature' | 'catalogueOld' }>> {
  let payload: Uint8Array;
  try {
    const key = await importJWK(keys.sign, 'ES256');
    payload = (await compactVerify(jws, key, { algorithms: ['ES256'] })).payload;
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown';
    return fail({
      message: `The catalogue is not signed by the platform's key (${code}).`,
      reason: 'catalogueSignature',
    });
  }
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError || thrown instanceof TypeError)) throw thrown;
    return fail({ message: 'The signed catalogue is not JSON.' });
  }
  const parsed = catalogueDocumentSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return fail({ message: `The signed catalogue does not fit: ${issue?.path.join('.')}: ${issue?.message}` });
  }
  if (parsed.data.revision < minimumRevision) {
    return fail({
      message: `Catalogue ${parsed.data.revision} is older than ${minimumRevision}, which was used already.`,
      reason: 'catalogueOld',
    });
  }
  return ok(parsed.data);
}
