import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fail, ok, type Result } from '../../../drivers/contract/result.ts';
import type { Config } from '../../contract/config.ts';
import { loadPlatformKeys, type PlatformKeys } from './keys.ts';

/** Whom this terminal believes to be the platform. */
export interface PlatformTrust {
  readonly keys: PlatformKeys;
  /** PEM; left out where the system's own authorities are trusted. */
  readonly certificateAuthority: string | undefined;
}

/** Reads the pinned keys and the authority of the platform's certificate; fails with one sentence. */
export async function loadPlatformTrust(
  platform: Pick<Config['platform'], 'keysFile' | 'certificateAuthorityFile'>,
): Promise<Result<PlatformTrust, { message: string }>> {
  const keys = await loadPlatformKeys(platform.keysFile);
  if (!keys.ok) return keys;
  const authority = readAuthority(platform.certificateAuthorityFile);
  if (!authority.ok) return authority;
  return ok({ keys: keys.value, certificateAuthority: authority.value });
}

function readAuthority(file: string | undefined): Result<string | undefined, { message: string }> {
  if (file === undefined) return ok(undefined);
  const refused = (why: string) => fail({ message: `platform.certificateAuthorityFile: ${file} ${why}` });
  let pem: string;
  try {
    pem = readFileSync(file, 'utf8');
  } catch (thrown) {
    return refused(
      `cannot be read (${thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown'}).`,
    );
  }
  try {
    new X509Certificate(pem);
    return ok(pem);
  } catch {
    // TLS would take it in silence and then trust nobody: the terminal would seem to be off line.
    return refused('holds no certificate in PEM form (-----BEGIN CERTIFICATE-----).');
  }
}
