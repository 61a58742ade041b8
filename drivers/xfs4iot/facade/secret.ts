import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { open, readFile, stat } from 'node:fs/promises';
import { fail, ok, type Result } from '../../contract/index.ts';

const SECRET_BYTES = 32;
const FORM = /^[0-9a-f]{64}$/;

/**
 * The secret of this installation: 32 random bytes in hexadecimal, made at the first start and readable by this account
 * only. A file that others can read, or that holds something else, is refused and not repaired: somebody must look.
 */
export async function installationSecret(file: string): Promise<Result<string, string>> {
  try {
    const handle = await open(file, 'wx', 0o600);
    try {
      await handle.writeFile(`${randomBytes(SECRET_BYTES).toString('hex')}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) {
      return fail('the secret of the XFS4IoT facade cannot be written');
    }
  }
  try {
    // Windows keeps no such bits; there the folder's access list counts.
    const open = process.platform === 'win32' ? 0 : (await stat(file)).mode & 0o077;
    if (open !== 0) return fail('the secret of the XFS4IoT facade can be read by other accounts');
    const secret = (await readFile(file, 'utf8')).trim();
    return FORM.test(secret) ? ok(secret) : fail('the secret of the XFS4IoT facade is damaged');
  } catch {
    return fail('the secret of the XFS4IoT facade cannot be read');
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compares in constant time, also for another length. */
export const sameSecret = (given: string, secret: string): boolean => timingSafeEqual(digest(given), digest(secret));
